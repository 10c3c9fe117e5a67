"""When the clocks of address changes run: a link that waits, a visit to decide on, a stay that is over.

Rules: ADR-01, ADR-03, ADR-04, TIM-18.
"""

from __future__ import annotations

from collections.abc import Iterator

from cppm.councils.profile import Profile
from cppm.moves.address_records import AddressChange, Link, LinkKind
from cppm.moves.stays import agree_with
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of


def _links(kind: LinkKind) -> Occasions:
    """Each link of this kind, under its id; owed by CP Administration or the lead professional.

    One that is done says when: where a guide sets the limit, a late one still wants its reason.
    """

    def links(root: Whereabouts, _: Profile) -> Iterator[Occasion]:
        for entry in root.addresses:
            for link in entry.links:
                if link.kind is kind and not link.overtaken and (link.open or entry.holds):
                    yield _occasion(root, link)

    return links


def _occasion(root: Whereabouts, link: Link) -> Occasion:
    return Occasion(
        link.since,
        link.id,
        owes=_owes(root, link.kind),
        by=end_of(link.by) if link.by else None,
        manager=_manager(root),
        done_at=min(link.done.at, end_of(link.done.on)) if link.done else None,
    )


def _owes(root: Whereabouts, kind: LinkKind) -> tuple[str, ...]:
    admin = kind is LinkKind.ADMINISTRATION
    return (everyone_with(Duty.CP_ADMIN) if admin else root.lead_professional.id,)


def _manager(root: Whereabouts) -> str | None:
    return root.leads_manager


def _stay_visit(root: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """The decision on a visit: first the proposal, then the agreement of the other one (ADR-04)."""
    for entry in root.addresses:
        if entry.deciding:
            yield _decision(root, entry)


def _decision(root: Whereabouts, entry: AddressChange) -> Occasion:
    lead, proposed = root.lead_professional.id, entry.visit
    round_ = str(len(entry.visits_before) or "")
    if proposed is None:
        asked = entry.news[-1].at if entry.visits_before else entry.at
        return Occasion(asked, entry.id, f"propose{round_}", (lead,), manager=_manager(root))
    waits_for = agree_with(root) if proposed.person == lead else lead
    return Occasion(proposed.at, entry.id, f"agree{round_}", (waits_for,), manager=_manager(root))


def _address_end(root: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """The last day planned has gone by, and nobody has said whether they returned or stay longer."""
    for entry in root.addresses:
        if entry.holds and entry.until and entry.ended_on is None:
            over = end_of(entry.until)
            yield Occasion(over, entry.id, f"{entry.until}", counts_from=over, manager=_manager(root))


OCCASIONS: dict[str, Occasions] = {
    "address_database": _links(LinkKind.DATABASE),
    "address_administration": _links(LinkKind.ADMINISTRATION),
    "address_keeper": _links(LinkKind.KEEPER_TOLD),
    "address_letter": _links(LinkKind.KEEPER_WRITTEN),
    "stay_visited": _links(LinkKind.VISIT),
    "stay_visit": _stay_visit,
    "address_end": _address_end,
}
"""The occasions of address changes, by the name under which the catalogue knows them."""
