"""Meetings of the kinds that differ: after a move, and about siblings."""

from cards.elements import AdaptiveCard, button
from cards.meetings import conduct
from cards.meetings.booking import booked_card
from cppm.meetings import views
from cppm.meetings.meeting import Option
from cppm.meetings.quorum import quorum_now
from dialogs.meetings.transfers import OtherArea
from dialogs.meetings.views import SameForAll
from tests.builders import KAY, LEAD, POLICE, PROFILE, STARTS_AT, an_invited_meeting, an_opened_meeting
from tests.cards.gallery import shown
from tests.cards.shown.decision import face
from tests.cppm.meetings.test_siblings import siblings
from tests.cppm.meetings.test_transfer import EVERYBODY, FIFE_MANAGER, a_move, moved


@shown("booked-transfer")
def booked_transfer() -> AdaptiveCard:
    """A transfer meeting without an interim plan yet, with an interpreter and in parts."""
    move = a_move(interim_agreed=False, no_interim_because="Fife answers on Monday; the aunt stays overnight")
    values = moved(move=move, interpreter="booked", parts_planned=True)
    meeting = an_invited_meeting(**values)  # type: ignore[arg-type]
    return booked_card(meeting, LEAD, STARTS_AT, "Europe/London", [])


@shown("other-area-form")
def other_area_form() -> AdaptiveCard:
    """Who on the list comes for the area the family left."""
    meeting = an_invited_meeting(**moved(move=a_move(from_there=[])))  # type: ignore[arg-type]
    return face(OtherArea, meeting, LEAD).card()


@shown("roll-transfer-one-area-missing")
def roll_transfer() -> AdaptiveCard:
    """The roll of a transfer meeting without a manager of the area the family left."""
    here = [LEAD, *(p for p in EVERYBODY if p is not FIFE_MANAGER)]
    meeting = an_opened_meeting(present=here, **moved())  # type: ignore[arg-type]
    again = button("State the quorum", "quorum.state", m=meeting.id)
    return conduct.roll_card(meeting, quorum_now(meeting, PROFILE.quorum), [again])


@shown("same-for-all-confirm")
def same_for_all_confirm() -> AdaptiveCard:
    """One confirmation for the same view on two siblings more."""
    meeting = siblings()
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Two call-outs in October", STARTS_AT)
    return face(SameForAll, meeting, POLICE, {"c": KAY.id}).confirm()
