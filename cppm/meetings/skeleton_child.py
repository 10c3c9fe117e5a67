"""The minutes' skeleton about one child: risks and needs, everybody's views, the decision, any dissent.

Rules: MIN-12..14, MIN-16, GEN-04, GEN-09..13, CHI-05, CHI-06, DEC-01, DEC-08, OUT-03, OUT-09, EXC-07.
"""

from __future__ import annotations

from collections.abc import Iterator

from cppm.councils.profile import Profile
from cppm.meetings import considerations, siblings, views
from cppm.meetings.key_points import SAID
from cppm.meetings.meeting import Child, Decision, Dissent, PlanningMeeting, RegistrationView, Voice
from cppm.meetings.skeleton_words import NOT_RECORDED, TO_WRITE, Marks, Rows, filled
from cppm.papers import Part
from cppm.rights import exclusion, taking_part
from cppm.rights.participation_records import Heard
from cppm.timing.timescales import say_day

PASSED = "Passed: a voluntary partner is invited, and may"


def about(meeting: PlanningMeeting, child: Child, marks: Marks, profile: Profile) -> list[Part]:
    """Everything that the minutes hold of one child, under the child's own heading."""
    return [
        Part(marks.only(child.id, child.name)),
        _summary(meeting, child, marks),
        _childs_views(meeting, child, marks),
        _parents_views(meeting, child, marks),
        *_considered(meeting, child, marks),
        _agencies(meeting, child, marks),
        _decision(meeting, child, marks),
        _against(meeting, child, marks, profile),
    ]


def _summary(meeting: PlanningMeeting, child: Child, marks: Marks) -> Part:
    """Risks, needs and strengths as the chair summed them up before the views (MIN-12)."""
    kept, key = meeting.summaries.get(child.id), f"summary:{child.id}"
    said = (kept.risks, kept.needs, kept.protective) if kept else (NOT_RECORDED,) * 3
    labels = ("Risks", "Needs", "Protective factors and strengths")
    rows = [(label, marks.said(key, words)) for label, words in zip(labels, said, strict=True)]
    known = "; ".join(kept.before_birth).capitalize() if kept else ""
    before_birth = filled(("Known risks before the birth", marks.said(key, known) if known else ""))
    vulnerable = (
        "What makes the child vulnerable",
        f"{TO_WRITE}; what was recorded stands in risks and needs",
    )
    return Part("Risks, needs, vulnerability and strengths", rows=(*rows, *before_birth, vulnerable), level=2)


# What child and family say


def _childs_views(meeting: PlanningMeeting, child: Child, marks: Marks) -> Part:
    """The child's views in their own words; of a baby, presentation and behaviour (CHI-05, 06)."""
    own = next((line for line in meeting.family if line.child == child.id), None)
    before = taking_part.of(meeting, own.id).before if own else None
    rows = [
        *([("Before the meeting", _heard(before))] if before else []),
        ("In the meeting", _voiced(meeting.childs_views.get(child.id), marks, f"child:{child.id}")),
    ]
    heading = "Presentation and behaviour" if taking_part.is_baby(child) else "The child's views"
    return Part(heading, rows=tuple(rows), level=2)


def _parents_views(meeting: PlanningMeeting, child: Child, marks: Marks) -> Part:
    """What parents, carers and those who were not there say, in their words (MIN-13, EXC-07)."""
    adults = [f for f in exclusion.adults(meeting) if child in siblings.hears_about(meeting, f)]
    rows: Rows = [
        ("In the meeting", _voiced(meeting.parents_views.get(child.id), marks, f"parents:{child.id}"))
    ]
    for line in adults:
        before, kept_out = taking_part.of(meeting, line.id).before, exclusion.current(meeting, line.id)
        views_of = kept_out.plan.views if kept_out and kept_out.keeps_out and kept_out.plan else None
        rows += [(f"{line.who}, before the meeting", marks.only(line.id, _heard(before)))] if before else []
        if views_of and views_of.done_at:
            rows.append((f"{line.who}, who was not there", marks.only(line.id, _quoted(views_of.how))))
    return Part("Views of parents and carers", rows=tuple(rows), level=2)


def _heard(heard: Heard) -> str:
    if heard.passed_over:
        return f"Not heard: {heard.passed_over}"
    on = f", {say_day(heard.on)}" if heard.on else ""
    return f"{_quoted(heard.words)} To {heard.by}, {heard.how}{on}"


def _voiced(voice: Voice | None, marks: Marks, key: str) -> str:
    if voice is None:
        return NOT_RECORDED
    if voice.passed_over:
        return marks.said(key, f"Not heard: {voice.passed_over}")
    how = f" ({voice.how})" if voice.how else ""
    return marks.said(key, f"{_quoted(voice.words)}{how}")


def _quoted(words: str) -> str:
    return f"“{words.strip()}”"


# What was considered, viewed and decided


def _considered(meeting: PlanningMeeting, child: Child, marks: Marks) -> Iterator[Part]:
    """What was said to the questions of this kind of meeting (GEN-04, GEN-09..13, MOV-10)."""
    asked = considerations.to_ask(meeting, child.id)
    said, key = meeting.considered.said.get(child.id, {}), f"considered:{child.id}"
    left_open = meeting.considered.left_open.get(child.id, "")
    blank = f"Left open: {left_open}" if left_open else NOT_RECORDED
    rows = tuple((each.label, marks.said(key, said.get(each.key) or blank)) for each in asked)
    yield Part("What was considered", rows=rows, level=2)


def _agencies(meeting: PlanningMeeting, child: Child, marks: Marks) -> Part:
    """What each agency recommends on registration, with reasons; nothing is counted (DEC-01, MIN-15)."""
    given = [view for agency in views.opened_views(meeting, child.id) for view in agency.views]
    rows = tuple(
        (
            f"{view.name}, {view.agency}",
            marks.viewed(f"view:{child.id}:{view.person}", view.person, _viewed(meeting, view)),
        )
        for view in given
    )
    heading = "What the agencies recommend, and why"
    return Part(heading, rows=rows or (("Views", NOT_RECORDED),), level=2)


def _viewed(meeting: PlanningMeeting, view: RegistrationView) -> str:
    said = f"{view.option.words}. {view.reasons}" if view.option else PASSED
    deputy = f" (given by the deputy, {view.deputy})" if view.deputy else ""
    return f"{said}{deputy}{meeting.on_behalf(view.source, view.recorded_by)}"


def _decision(meeting: PlanningMeeting, child: Child, marks: Marks) -> Part:
    """Placed, not placed, kept or removed; why; and whether agencies agreed (MIN-14, MIN-16)."""
    made = meeting.decisions.get(child.id)
    if made is None:
        return Part("Decision", rows=(("Decision", NOT_RECORDED),), level=2)
    why = [(label, marks.said(f"decision:{child.id}", words)) for label, words in _why(child, made)]
    agreed = (
        "There was a clear consensus" if made.consensus else "There was no clear consensus; the chair decided"
    )
    rows = [("Decision", SAID[made.option].format(child=child.name)), ("Agreement", agreed), *why]
    return Part("Decision", rows=tuple(rows), level=2)


def _why(child: Child, made: Decision) -> Rows:
    removal = made.removal
    rows = [("Reasons", made.reasons), *filled(("The chair's own judgement", made.rationale))]
    rows += [(f"Area of concern: {each.area}", each.evidence) for each in made.concerns]
    if removal:
        rows += [
            ("Less risk", removal.less_risk),
            ("Stronger protective factors", removal.stronger),
            ("Support that goes on", removal.support),
            ("Lead professional from now on", removal.lead),
        ]
    if not child.unborn:
        said = ". ".join(filter(None, [made.reporter_words, made.reporter_reason]))
        rows.append(("Children's Reporter", said or NOT_RECORDED))
    return rows


def _against(meeting: PlanningMeeting, child: Child, marks: Marks, profile: Profile) -> Part:
    """Dissent word for word, and whether the decision is looked at independently (MIN-14, DEC-09, DIS-01)."""
    own = [each for each in meeting.dissents if each.child == child.id]
    rows = [
        (f"Dissent of {each.name}, {each.agency}", marks.only(each.person, _dissents(each))) for each in own
    ]
    made = meeting.decisions.get(child.id)
    flagged = made is not None and not made.consensus and profile.scrutiny_on_no_consensus
    if flagged:
        rows.append(
            ("Independent scrutiny", "A service manager with no part in it looks at how it was decided")
        )
    none = () if rows else ("No disagreement and no dissent is recorded.",)
    return Part("Disagreement and dissent", none, tuple(rows), level=2)


def _dissents(each: Dissent) -> str:
    instead = f"Instead: {_quoted(each.alternative)}"
    return f"Disagrees with: {each.disagrees_with.words}. {_quoted(each.reason)} {instead}"
