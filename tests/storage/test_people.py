import pytest

from cppm.people import Agency, Duty, Person, Standing
from storage import people_import
from storage.errors import AlreadyEnrolled, NoSuchPerson
from storage.facts import PEOPLE
from storage.people import Identity, NewPerson, People
from storage.people_import import import_people, parse_people
from storage.secrets import Secrets
from storage.store import Store
from tests import builders
from tests.storage.conftest import KEY, Hand

HEADING = "tenant,entra_object_id,name,agency,standing,post,duties,line_manager"


def ailsa(**changes: object) -> NewPerson:
    values: dict[str, object] = {
        "tenant": "t1", "aad_id": "a1", "name": "Ailsa Grant", "agency": Agency.HEALTH,
        "standing": Standing.STATUTORY, "post": "Health visitor", "duties": frozenset({Duty.CHAIR}),
    }  # fmt: skip
    return NewPerson(**(values | changes))  # type: ignore[arg-type]


async def test_somebody_enrolled_is_found_in_every_way(store: Store) -> None:
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    assert await store.people.by_identity("t1", "a1") == person
    assert await store.people.get(person.id) == person
    assert await store.people.many([person.id, "p_nobody"]) == {person.id: person}
    assert await store.people.with_duty(Duty.CHAIR) == [person]
    assert await store.people.in_agency(Agency.HEALTH) == [person]
    assert await store.people.all() == [person]
    assert await store.people.identity_of(person.id) == Identity("t1", "a1")
    assert (person.name, person.post) == ("Ailsa Grant", "Health visitor")
    assert person.duties == frozenset({Duty.CHAIR})


async def test_nobody_else_is_found(store: Store) -> None:
    await store.people.enrol(ailsa(), builders.ADMIN)
    assert await store.people.by_identity("t2", "a1") is None
    assert await store.people.get("p_nobody") is None
    assert await store.people.with_duty(Duty.KEEPER) == []


async def test_an_identity_is_enrolled_once(store: Store) -> None:
    await store.people.enrol(ailsa(), builders.ADMIN)
    with pytest.raises(AlreadyEnrolled, match="already enrolled"):
        await store.people.enrol(ailsa(name="Somebody Else"), builders.ADMIN)


async def test_a_change_is_seen_and_leaves_the_rest(store: Store) -> None:
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    await store.people.change(person.id, builders.ADMIN, post="Team lead", duties=frozenset())
    found = await store.people.get(person.id)
    assert found is not None
    assert (found.name, found.post, found.duties) == ("Ailsa Grant", "Team lead", frozenset())


async def test_who_has_left_is_found_no_more_but_their_name_is_known(store: Store) -> None:
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    await store.people.leave(person.id, builders.ADMIN)
    assert await store.people.by_identity("t1", "a1") is None
    assert await store.people.get(person.id) is None
    assert await store.people.identity_of(person.id) is None
    assert await store.people.all() == []
    assert await store.people.former(person.id) == person
    with pytest.raises(NoSuchPerson):
        await store.people.change(person.id, builders.ADMIN, post="Gone")


async def test_who_comes_back_keeps_their_id(store: Store) -> None:
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    await store.people.leave(person.id, builders.ADMIN)
    back = await store.people.enrol(ailsa(post="Team lead"), builders.ADMIN)
    assert back.id == person.id
    assert await store.people.get(person.id) == back


async def test_every_change_of_the_people_is_a_fact(store: Store) -> None:
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    await store.people.change(person.id, builders.ADMIN, post="Team lead")
    await store.people.change(person.id, builders.ADMIN, post="Team lead")
    await store.people.leave(person.id, builders.ADMIN)
    facts = await store.audit.of_case(PEOPLE)
    assert [fact.kind for fact in facts] == [
        "people:person:enrolled", "people:person:changed", "people:person:left",
    ]  # fmt: skip
    assert {fact.by for fact in facts} == {builders.ADMIN.id}
    assert facts[1].detail == {"post": "Team lead", "person": person.id}


async def test_another_process_sees_a_change_within_a_second(store: Store, clock: Hand) -> None:
    ticks = [0.0]
    elsewhere = People(store.db, Secrets([KEY]), lambda: "p_x", clock, lambda: ticks[0])
    assert await elsewhere.all() == []
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    ticks[0] = 0.9
    assert await elsewhere.get(person.id) is None
    ticks[0] = 1.0
    assert await elsewhere.get(person.id) == person
    await store.people.leave(person.id, builders.ADMIN)
    ticks[0] = 2.0
    assert await elsewhere.get(person.id) is None


async def test_whoever_was_enrolled_by_another_process_is_known_at_their_first_word(
    store: Store, clock: Hand
) -> None:
    elsewhere = People(store.db, Secrets([KEY]), lambda: "p_x", clock, lambda: 0.0)
    assert await elsewhere.all() == []
    person = await store.people.enrol(ailsa(), builders.ADMIN)
    assert await elsewhere.by_identity(ailsa().tenant, ailsa().aad_id) == person


def rows(*lines: str) -> list[str]:
    return [HEADING, *lines]


def test_a_good_row_is_read_whole() -> None:
    (row,), problems = parse_people(
        rows("T1,A1,Ailsa Grant,health,Statutory,Health visitor,chair; CP Administration,A2")
    )
    assert problems == []
    duties = frozenset({Duty.CHAIR, Duty.CP_ADMIN})
    assert row.new == NewPerson(
        "t1", "a1", "Ailsa Grant", Agency.HEALTH, Standing.STATUTORY, "Health visitor", duties
    )
    assert (row.line, row.line_manager) == (2, "a2")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("t1,a1,,Health,statutory,,,", "Line 2: name is empty. Fill it in."),
        ("t1,a1,A,Helth,statutory,,,", 'Line 2: "Helth" is not a known agency. Use one of: Children'),
        ("t1,a1,A,Health,maybe,,,", "Use one of: statutory, voluntary."),
        ("t1,a1,A,Health,statutory,,boss,", '"boss" is not a known duty.'),
        ("t1,a1", "name, agency, standing is empty"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_what_to_do(line: str, says: str) -> None:
    good, (problem,) = parse_people(rows(line, "", "t1,a9,B,Health,statutory,,,"))
    assert says in str(problem)
    assert [row.line for row in good] == [4]


def test_the_same_person_twice_is_reported() -> None:
    good, (problem,) = parse_people(rows("t1,a1,A,Health,statutory,,,", "t1,A1,A,Health,statutory,,,"))
    assert len(good) == 1
    assert str(problem) == "Line 3: this person is on line 2 already. Keep one of them."


def test_a_file_without_its_headings_is_refused_whole() -> None:
    assert [str(p) for p in parse_people(["name,agency"])[1]] == [
        "Line 1: the heading lacks tenant, entra_object_id, standing. Add it and import again."
    ]


async def test_a_file_is_imported_and_its_problems_reported(store: Store) -> None:
    lines = rows(
        "t1,a1,Ailsa Grant,Health,statutory,Health visitor,,a2",
        "t1,a2,Isla Baird,Health,statutory,Team leader,team leader,",
        "t1,a3,Rory Dunn,Housing,statutory,,,a8",
        "t1,a4,Jo Kerr,Fishing,voluntary,,,",
    )
    seen: list[tuple[int, int]] = []
    report = await import_people(store.people, lines, builders.ADMIN, lambda *at: seen.append(at))
    assert (report.enrolled, report.changed, report.unchanged) == (3, 0, 0)
    assert [problem.line for problem in report.problems] == [4, 5]
    assert "line manager is not enrolled" in report.problems[0].says
    assert seen[-1] == (3, 3)
    found: Person | None = await store.people.by_identity("t1", "a1")
    manager = await store.people.by_identity("t1", "a2")
    assert found is not None
    assert manager is not None
    assert found.line_manager == manager.id


async def test_importing_again_changes_only_what_differs(store: Store) -> None:
    first = ["t1,a1,Ailsa Grant,Health,statutory,Health visitor,,", "t1,a2,Isla Baird,Health,statutory,,,"]
    await import_people(store.people, rows(*first), builders.ADMIN)
    before = await store.audit.of_case(PEOPLE)
    again = await import_people(store.people, rows(*first), builders.ADMIN)
    assert (again.enrolled, again.changed, again.unchanged) == (0, 0, 2)
    assert await store.audit.of_case(PEOPLE) == before
    third = await import_people(store.people, rows(first[0].replace("visitor", "lead"), first[1]), None)
    assert (third.enrolled, third.changed, third.unchanged) == (0, 1, 1)


def test_the_columns_are_those_of_the_guide_to_operating() -> None:
    assert ",".join(people_import.COLUMNS) == HEADING
