"""Profiles side by side and one by one, in words: what `profile check` prints and docs/profiles.md shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cppm.councils.profile import DEFAULT, LocalLimit, Profile
from cppm.councils.profile_parts import LIMITS
from cppm.councils.profile_words import FAMILY, Audience, Leaflet, OwnWords, Template
from cppm.timing.catalogue import Clock, catalogue
from cppm.timing.timescales import say_span

SILENT = "no local rule"
DAY_SET = "by the day that is set"


class Line(NamedTuple):
    """One value of one council: what it is, its words, where it stands, and by which rule."""

    what: str
    value: str
    stands: str
    rule: str


def lines_of(profile: Profile) -> Iterator[Line]:
    """Everything that a profile says, line by line; what guides are silent on says so."""
    yield Line("quorum", _quorum(profile), _source(profile, profile.quorum.source), "QUO-03")
    yield Line("areas of concern", _areas(profile), _source(profile, profile.concerns.source), "OUT-10")
    yield from _entries(profile)
    outcomes = " or ".join(profile.transfer_outcomes)
    yield Line("transfer decides", outcomes, _source(profile, DEFAULT), "OUT-01")
    for each in profile.leaflets:
        for_whom = ", ".join(each.audiences)
        yield Line(
            f"leaflet: {each.name}", f"{_linked(each)} (for {for_whom})", *_stands(profile, each, "LPP-17")
        )
    for form in profile.templates:
        value = f"{_linked(form)} (for {', '.join(form.agencies)})"
        yield Line(f"template: {form.name}", value, *_stands(profile, form, "REP-05"))
    for own in profile.invitation:
        yield Line(f"invitation: {own.role}", " ".join(own.says), *_stands(profile, own, "INV-10"))
    for name, rule in timescales().items():
        found = timed(profile, name)
        stands = _source(profile, found.source) if found else ""
        yield Line(name, _limit(profile, name), stands, rule)


def _entries(profile: Profile) -> Iterator[Line]:
    """What a file says in entries of its own, outside of tables; a guide is named only for what it says."""
    stands = profile.sources.get("national", "")  # no council's own guide speaks of either
    yield Line("without a quorum twice in a row", _yes(profile.inquorate_twice), stands, "QUO-06")
    yield Line("without a quorum a name may come off", _yes(profile.inquorate_can_remove), stands, "OUT-03")
    for what, value, rule in (
        ("keeper of the register", profile.keeper, "REG-03"),
        ("to call at any hour", profile.duty_contact, "REG-03"),
        ("independent scrutiny", _yes(profile.scrutiny_on_no_consensus), "DEC-09"),
        ("meetings recorded", _yes(profile.always_recorded), "MIN-02"),
        ("a family's request for review", profile.family_review, "DIS-07"),
        ("complaints", profile.complaints, "DIS-04"),
        ("open to a family after the answer", profile.complaints_procedure, "DIS-11"),
    ):
        yield Line(what, value or SILENT, profile.guide if value not in ("", "no") else "", rule)
    closed = ", ".join(map(str, profile.local_holidays)) or "none beside weekends and bank holidays"
    yield Line("days on which the council is closed", closed, "", "TIM-10")
    for rule, says in sorted(profile.rules.items()):
        own = rule in profile.own or not profile.extends
        yield Line("what the guide says", says, profile.guide if own else f"as in {profile.extends}", rule)


def table(profiles: Sequence[Profile]) -> str:
    """The councils side by side as a Markdown table: where a guide of any of them says something."""
    head = ["", *(p.name for p in profiles)]
    rows = [
        ["quorum", *map(_quorum, profiles)],
        ["without one, the chair may go ahead when", *(p.quorum.condition for p in profiles)],
        ["without one twice in a row", *(_yes(p.inquorate_twice) for p in profiles)],
        ["without one a name may come off", *(_yes(p.inquorate_can_remove) for p in profiles)],
        [
            "pre-birth meeting, days from every concern",
            *(_yes(p.prebirth_from_concern) for p in profiles),
        ],
        ["areas of concern", *map(_areas, profiles)],
        ["independent scrutiny without consensus", *(_yes(p.scrutiny_on_no_consensus) for p in profiles)],
        ["meetings recorded", *(_yes(p.always_recorded) for p in profiles)],
        ["keeper of the register", *(p.keeper or SILENT for p in profiles)],
        ["leaflets for families", *(_leaflets(p, *FAMILY) for p in profiles)],
        ["to read for practitioners", *(_leaflets(p, Audience.PRACTITIONER) for p in profiles)],
        [
            "templates of reports",
            *("; ".join(each.title for each in p.templates) or SILENT for p in profiles),
        ],
        ["own words on invitations", *(_own_words(p) for p in profiles)],
        *([f"`{name}`", *(_limit(p, name) for p in profiles)] for name in _told(profiles)),
    ]
    written = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in written)


def timescales() -> dict[str, str]:
    """The name of everything that has a timescale in a profile, with its rule."""
    return {name: kind.rule for name, kind in catalogue().items()} | LIMITS


def timed(profile: Profile, name: str) -> Clock | LocalLimit | None:
    """A timescale of a profile by its name; None where guides are silent."""
    return profile.clocks.get(name) or profile.limits.get(name)


def _told(profiles: Sequence[Profile]) -> list[str]:
    """The timescales of which at least one guide speaks."""
    found = {name: [timed(profile, name) for profile in profiles] for name in timescales()}
    return [name for name, each in found.items() if any(one and one.source != DEFAULT for one in each)]


def _limit(profile: Profile, name: str) -> str:
    found = timed(profile, name)
    if found is None:
        return SILENT
    words = say_span(found.limit) if found.limit else DAY_SET
    if isinstance(found, Clock) and found.aim:
        words += f", aim {say_span(found.aim)}"
    if found.source == DEFAULT:
        return f"{words} (default)"
    if "default, not in the guide" in found.says:
        return f"{words} (the days: default)"
    return words if name in profile.own or not profile.extends else f"{words} ({found.source})"


def _source(profile: Profile, source: str) -> str:
    return "Quorate's default, in no guide" if source == DEFAULT else profile.sources[source]


def _quorum(profile: Profile) -> str:
    rule = profile.quorum
    if not rule.core:
        discretion = f"{rule.discretion} at the chair's discretion"
        return f"{rule.distinct} distinct agencies; {discretion}; never {rule.never}"
    relevant = f"; {', '.join(rule.relevant)} where relevant" if rule.relevant else ""
    return f"{', '.join(rule.core)}{relevant}; {rule.discretion} exceptionally; never {rule.never}"


def _areas(profile: Profile) -> str:
    areas = profile.concerns
    if areas.main_needed:
        return f"at least {areas.main_needed} of {', '.join(areas.main)}; others beside"
    return "reasons and areas of concern, no category"


def _leaflets(profile: Profile, *audiences: Audience) -> str:
    """What there is to read for any of them, each with its address."""
    found = [each for each in profile.leaflets if set(each.audiences) & set(audiences)]
    return "; ".join(f"[{each.title}]({each.link})" if each.link else each.title for each in found) or SILENT


def _own_words(profile: Profile) -> str:
    return "; ".join(f"{each.role}: {' '.join(each.says)}" for each in profile.invitation) or SILENT


def _linked(found: Leaflet | Template) -> str:
    return f"{found.title}: {found.link}" if found.link else f"{found.title}: ask CP Administration"


def _stands(profile: Profile, found: Leaflet | Template | OwnWords, rule: str) -> tuple[str, str]:
    return _source(profile, found.source), rule


def _yes(value: bool) -> str:
    return "yes" if value else "no"
