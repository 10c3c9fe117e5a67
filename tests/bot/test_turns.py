"""From an activity to a turn, and from an answer to what Teams shows."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from cppm.errors import CPPMError
from dialogs.turn import Answer, PlaceKind, Turn
from tests.bot.conftest import NOW, Bench, card
from tests.rig import Channel, Someone, activities

pytestmark = pytest.mark.asyncio

TEAM = Channel("19:core-group@thread.tacv2")
THREAD = Channel("19:core-group@thread.tacv2", thread="1700000000001")


class TooLate(CPPMError):
    """This closed at {hour}. Ask the chair."""


async def test_a_message_becomes_a_turn(bench: Bench, anna: Someone) -> None:
    await anna.says("  what do   I owe\u202e? ")
    turn = bench.conversation.last
    assert (turn.text, turn.press, turn.uploads) == ("what do I owe?", None, ())
    assert (turn.tenant, turn.aad_id, turn.now) == (bench.world.tenant, anna.aad_id, NOW)
    assert turn.person == bench.people.enrolled[bench.world.tenant, anna.aad_id]
    assert (turn.place.kind, turn.place.conversation) == (PlaceKind.PERSONAL, anna.conversation)
    assert turn.id


async def test_somebody_not_enrolled_has_no_person(bench: Bench) -> None:
    await bench.world.someone("A stranger").says("hello")
    assert bench.conversation.last.person is None


async def test_the_time_zone_and_language_are_the_clients_own(bench: Bench, anna: Someone) -> None:
    client = {"type": "clientInfo", "timezone": "Asia/Tokyo"}
    await anna.does(type="message", text="hello", entities=[client], locale="gd-GB")
    assert (bench.conversation.last.time_zone, bench.conversation.last.locale) == ("Asia/Tokyo", "gd-GB")


async def test_the_answer_is_a_plain_text_or_a_card_alone(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=["A sentence.", card("A card", "home.open")]))
    shown = await anna.says("home")
    sentence, with_card = shown.new
    assert (sentence.text, sentence.activity["textFormat"], sentence.card) == ("A sentence.", "plain", None)
    assert (with_card.text, with_card.summary, with_card.alert) == (None, "A card from Quorate", False)


@pytest.mark.parametrize(
    ("text", "name", "understood"),
    [
        ("<at>Plan</at> start Planning meeting", "Plan", "start Planning meeting"),
        ("<at>Quorate</at>&nbsp;help\n", "Quorate", "help"),
        ("help <at>Quorate</at>", "Quorate", "help"),
        ("<at>Quorate (dev) [1]*</at> help", "Quorate (dev) [1]*", "help"),
        ("<at>Quorate</at>", "Quorate", ""),
    ],
)
async def test_our_mention_is_taken_out_and_nothing_else(
    bench: Bench, anna: Someone, text: str, name: str, understood: str
) -> None:
    fields = activities.mentioning("", bench.world.app_id, name) | {"text": text}
    await anna.does(in_channel=THREAD, **fields)
    assert bench.conversation.last.text == understood


async def test_other_peoples_mentions_stay_as_words(bench: Bench, anna: Someone) -> None:
    fields = activities.mentioning("", bench.world.app_id)
    other = {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": "29:ben", "name": "Ben"}}
    fields = fields | {
        "entities": [*fields["entities"], other],
        "text": "<at>Quorate</at> tell <at>Ben</at>",
    }
    await anna.does(in_channel=THREAD, **fields)
    assert bench.conversation.last.text == "tell Ben"


async def test_a_channel_thread_is_a_place_of_its_own_and_is_answered_there(
    bench: Bench, anna: Someone
) -> None:
    shown = await anna.says("help", in_channel=THREAD)
    place = bench.conversation.last.place
    assert (place.kind, place.channel, place.conversation) == (
        PlaceKind.CHANNEL,
        TEAM.id,
        THREAD.conversation,
    )
    assert [sent.conversation for sent in shown.new] == [THREAD.conversation]


@pytest.mark.parametrize("kind", ["groupChat", None, "meeting"])
async def test_whatever_is_not_plainly_a_private_chat_counts_as_public(
    bench: Bench, anna: Someone, kind: str | None
) -> None:
    where = {"id": "19:meeting_x@thread.v2", "conversationType": kind}
    await anna.does(type="message", text="hello", conversation=where)
    assert bench.conversation.last.place.kind is PlaceKind.GROUP
    assert not bench.addresses.remembered


async def test_a_text_beyond_measure_is_refused_in_words(bench: Bench, anna: Someone) -> None:
    shown = await anna.says("x" * 20_001)
    assert "20,001 characters" in shown.text
    assert not bench.conversation.turns


async def test_a_file_from_teams_is_an_upload(bench: Bench, anna: Someone) -> None:
    url = "https://council.sharepoint.com/personal/a/download.aspx?tempauth=x"
    await anna.sends_file("..\\..\\Report\u202e.docx", url, "docx", "my report")
    [upload] = bench.conversation.last.uploads
    assert (upload.name, upload.url, upload.kind) == ("Report.docx", url, "docx")
    assert bench.conversation.last.text == "my report"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://council.sharepoint.com/x",
        "https://sharepoint.com.evil.example/",
        "file:///x",
    ],
)
async def test_a_file_from_elsewhere_is_refused_in_words(bench: Bench, anna: Someone, url: str) -> None:
    shown = await anna.sends_file("report.docx", url)
    assert "OneDrive or SharePoint" in shown.text
    assert not bench.conversation.turns


async def test_a_file_in_a_channel_is_sent_to_the_private_chat(bench: Bench, anna: Someone) -> None:
    fields = activities.file_sent("report.docx", "https://council.sharepoint.com/x", "docx")
    shown = await anna.does(in_channel=THREAD, **fields)
    assert "1:1 chat" in shown.text


async def test_a_pressed_button_carries_its_verb_ids_and_inputs(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.answers(Answer(replace=card("Recorded")))
    await anna.does(
        **activities.executed(
            {**_data(shown.card), "answer": "yes\u202e", "remote": "true", "miles": 12, "odd": {"a": 1}},
            "attend.submit",
            anna.latest.activity_id,
        )
    )
    press = bench.conversation.last.press
    assert press is not None
    assert (press.verb, press.ids) == ("attend.submit", {"meeting": "m1", "child": "c1"})
    assert press.inputs == {"answer": "yes", "remote": "true", "miles": "12"}


async def test_one_line_of_the_log_tells_of_a_press_without_naming_anybody(
    bench: Bench, anna: Someone
) -> None:
    shown = await _asked(bench, anna)
    bench.answers(Answer(notice="Done."))
    with capture_logs() as logs:
        await anna.does(**activities.executed(_data(shown.card), "attend.submit", anna.latest.activity_id))
    (line,) = logs
    assert (line["event"], line["invoke"], line["verb"]) == ("turn", "adaptiveCard/action", "attend.submit")
    assert (line["status"], line["log_level"]) == (200, "info")
    assert anna.aad_id not in repr(line)
    assert anna.conversation not in repr(line)


async def test_a_pressed_card_changes_at_once_and_for_good(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.answers(
        Answer(replace=card("Recorded", "attend.change", meeting="m1"), say=["And one more thing."])
    )
    pressed = await anna.presses(shown, "attend.submit")
    assert (pressed.status, pressed.body["statusCode"]) == (200, 200)
    assert pressed.body["type"] == "application/vnd.microsoft.card.adaptive"
    updated = [sent for sent in pressed.new if sent.kind == "updated"]
    assert [sent.card for sent in updated] == [pressed.card]
    assert [sent.text for sent in anna.sees] == [None, "And one more thing."]


async def test_a_refresh_is_answered_without_an_update_which_would_refresh_again(
    bench: Bench, anna: Someone
) -> None:
    await _asked(bench, anna)
    bench.answers(Answer(replace=card("Fresh")))
    data = _data(anna.latest.card or {})
    fresh = await anna.does(
        **activities.executed(data, "attend.submit", anna.latest.activity_id, "automatic")
    )
    assert fresh.card["body"][0]["text"] == "Fresh"
    assert fresh.new == []


async def test_a_notice_is_shown_beneath_the_card(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.answers(Answer(notice="This closed at 14:00."))
    pressed = await anna.presses(shown, "attend.submit")
    assert (pressed.texts, pressed.new) == (["This closed at 14:00."], [])


async def test_a_refusal_of_the_rules_is_shown_in_its_own_words(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)

    async def script(turn: Turn) -> Answer:
        raise TooLate(hour="14:00")

    bench.conversation.script = script  # type: ignore[method-assign]
    assert (await anna.presses(shown, "attend.submit")).text == "This closed at 14:00. Ask the chair."
    assert (await anna.says("attend")).text == "This closed at 14:00. Ask the chair."


async def test_an_older_client_presses_the_submit_behind_and_the_card_is_replaced(
    bench: Bench, anna: Someone
) -> None:
    shown = await _asked(bench, anna)
    bench.answers(Answer(replace=card("Recorded")))
    pressed = await anna.submits(shown, "attend.submit")
    assert [sent.kind for sent in pressed.new] == ["updated"]
    assert bench.conversation.last.press is not None
    assert pressed.body is None


async def test_a_card_that_is_gone_is_posted_anew(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.world.connector.fail(404, on="update", code="ActivityNotFoundInConversation")
    bench.answers(Answer(replace=card("Recorded")))
    pressed = await anna.submits(shown, "attend.submit")
    assert [sent.kind for sent in pressed.new] == ["sent"]


async def test_a_forged_copied_or_borrowed_button_is_refused_politely(bench: Bench, anna: Someone) -> None:
    ben = bench.world.someone("Ben")
    genuine = _data((await _asked(bench, anna)).card)
    before = len(bench.conversation.turns)
    for who, data in (
        (ben, genuine),
        (anna, genuine | {"meeting": "m2"}),
        (anna, genuine | {"v": "decide.submit"}),
        (anna, genuine | {"t": "meeting~AAAA"}),
        (anna, {"v": "decide.submit", "meeting": "m1"}),
        (anna, genuine | {"t": 7}),
        (anna, genuine | {"meeting": ["m1"]}),
    ):
        shown = await who.does(**activities.executed(data, "attend.submit", "message-1"))
        assert "I have recorded nothing" in shown.text
    assert len(bench.conversation.turns) == before


async def test_an_id_added_by_hand_is_an_input_and_no_id(bench: Bench, anna: Someone) -> None:
    data = _data((await _asked(bench, anna)).card) | {"person": "somebody-else"}
    bench.answers(Answer(notice="Thank you."))
    await anna.does(**activities.executed(data, "attend.submit", "message-1"))
    press = bench.conversation.last.press
    assert press is not None
    assert "person" not in press.ids
    assert press.inputs == {"person": "somebody-else"}


async def test_a_button_in_a_channel_works_for_everybody_in_every_thread(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=[card("Agreed", "public.seen", meeting="m1")]), Answer(notice="Noted."))
    shown = await anna.says("post", in_channel=THREAD)
    pressed = await bench.world.someone("Ben").presses(shown, "public.seen", in_channel=TEAM)
    assert pressed.text == "Noted."


async def test_a_private_step_pressed_in_a_channel_is_refused(bench: Bench, anna: Someone) -> None:
    bench.answers(Answer(say=[card("Your view", "view.open", meeting="m1")]))
    shown = await anna.says("post", in_channel=THREAD)
    pressed = await anna.presses(shown, "view.open", in_channel=THREAD)
    assert "our own chat" in pressed.text
    assert len(bench.conversation.turns) == 1


async def test_where_somebody_writes_from_is_kept_whenever_they_write(bench: Bench, anna: Someone) -> None:
    await anna.says("one")
    await anna.says("help", in_channel=THREAD)
    chat, channel = bench.addresses.places
    assert (chat.conversation, chat.kind, chat.aad_id) == (anna.conversation, "personal", anna.aad_id)
    assert (chat.member_id, chat.tenant) == (anna.member_id, bench.world.tenant)
    assert chat.service_url == bench.world.connector.url
    assert (channel.conversation, channel.kind, channel.aad_id) == (THREAD.id, "channel", "")


async def test_installing_is_welcomed_once_and_removing_ends_messages(bench: Bench, anna: Someone) -> None:
    shown = await anna.installs()
    await anna.does(**activities.members(added=(f"28:{bench.world.app_id}", anna.member_id)))
    assert len(shown.cards) == len(anna.sees) == len(bench.conversation.welcomed) == 1
    assert [each.conversation for each in bench.addresses.remembered] == [anna.conversation]
    await anna.removes()
    assert bench.addresses.inactives == [(anna.conversation, "the app was removed")]


async def test_being_taken_out_of_a_channel_ends_messages_there(bench: Bench, anna: Someone) -> None:
    await anna.does(in_channel=TEAM, **activities.members(removed=("29:somebody",)))
    assert bench.addresses.inactives == []
    await anna.does(in_channel=TEAM, **activities.members(removed=(f"28:{bench.world.app_id}",)))
    assert bench.addresses.inactives == [(TEAM.id, "the bot was removed")]


async def test_the_same_message_twice_at_once_is_heard_once(bench: Bench, anna: Someone) -> None:
    shown = await anna.says("yes", times=3)
    assert len(bench.conversation.turns) == len(shown.new) == 1


async def test_the_same_press_twice_gets_the_same_answer_and_takes_effect_once(
    bench: Bench, anna: Someone
) -> None:
    shown = await _asked(bench, anna)
    bench.answers(Answer(replace=card("Recorded")))
    activity = anna.activity(
        **activities.executed(_data(shown.card), "attend.submit", anna.latest.activity_id)
    )
    first, second = await bench.world.deliver(activity, times=2)
    [afterwards] = await bench.world.deliver(activity)
    assert first == second == afterwards
    assert first.body["value"]["body"][0]["text"] == "Recorded"


async def test_one_person_is_heard_in_order_and_others_need_not_wait(bench: Bench, anna: Someone) -> None:
    ben, begun, go_on, log = bench.world.someone("Ben"), asyncio.Event(), asyncio.Event(), []

    async def script(turn: Turn) -> Answer:
        log.append(f"{turn.text} begins")
        if turn.text == "first":
            begun.set()
            await go_on.wait()
        log.append(f"{turn.text} ends")
        return Answer()

    bench.conversation.script = script  # type: ignore[method-assign]
    first = asyncio.create_task(_post(bench, anna, "first"))
    await begun.wait()
    second = asyncio.create_task(_post(bench, anna, "second"))
    await _post(bench, ben, "of Ben")
    go_on.set()
    await asyncio.gather(first, second)
    assert log == [
        "first begins",
        "of Ben begins",
        "of Ben ends",
        "first ends",
        "second begins",
        "second ends",
    ]


async def test_a_slow_turn_is_answered_in_time_and_finished_behind(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.skin.bot._patience, go_on = 0.0, asyncio.Event()

    async def script(turn: Turn) -> Answer:
        await go_on.wait()
        return Answer(replace=card("Recorded at last"))

    bench.conversation.script = script  # type: ignore[method-assign]
    fields = activities.executed(_data(shown.card), "attend.submit", anna.latest.activity_id)
    [reply] = await bench.world.deliver(anna.activity(**fields))
    assert "still working" in reply.body["value"]
    go_on.set()
    await bench.world.settled()
    assert [sent.card["body"][0]["text"] for sent in anna.sees if sent.card] == ["Recorded at last"]


async def test_a_slow_turn_that_only_had_a_sentence_says_it_afterwards(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    bench.skin.bot._patience, go_on = 0.0, asyncio.Event()

    async def script(turn: Turn) -> Answer:
        await go_on.wait()
        raise TooLate(hour="14:00")

    bench.conversation.script = script  # type: ignore[method-assign]
    fields = activities.executed(_data(shown.card), "attend.submit", anna.latest.activity_id)
    await bench.world.deliver(anna.activity(**fields))
    go_on.set()
    await bench.world.settled()
    assert anna.latest.text == "This closed at 14:00. Ask the chair."


async def test_stopping_waits_for_the_work_in_hand(bench: Bench, anna: Someone) -> None:
    shown = await _asked(bench, anna)
    gate = bench.world.connector.hold("update")
    bench.answers(Answer(replace=card("Recorded")))
    fields = activities.executed(_data(shown.card), "attend.submit", anna.latest.activity_id)
    await bench.world.deliver(anna.activity(**fields))
    await gate.reached.wait()
    stopping = asyncio.create_task(bench.skin.close(grace=30))
    gate.open()
    await stopping
    assert anna.latest.kind == "updated"


async def _asked(bench: Bench, someone: Someone) -> Any:
    bench.answers(Answer(say=[card("Will you attend?", "attend.submit", meeting="m1", child="c1")]))
    return await someone.says("attend")


def _data(shown: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = shown["actions"][0]["data"]
    return data


async def _post(bench: Bench, someone: Someone, text: str) -> None:
    await bench.world.deliver(someone.activity(type="message", text=text))
