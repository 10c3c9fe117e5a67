"""What a safe address asks of every other job: the alert on the case, and texts that must not carry it."""

from __future__ import annotations

from cards.moves import address as cards
from cppm.moves import guarding
from cppm.moves.guarding import AddressInText, AddressNotExcluded
from cppm.people import Role
from dialogs.questions import Got
from dialogs.scene import Scene

FOR_OTHERS = frozenset({Role.STUDENT, Role.INTERPRETER, Role.SUPPORT_PERSON})
"""Who is there for somebody else, and does not hear that there is anything to keep."""


async def alert(scene: Scene, case_ref: str, role: Role | None) -> list[str]:
    """What whatever opens this case warns of, in this role: that a safe address is kept for it."""
    if role in FOR_OTHERS:
        return []
    words = cards.alert_of(await scene.store.whereabouts.of_case(case_ref))
    return [words] if words else []


async def require_no_address(scene: Scene, case_ref: str, *texts: str) -> None:
    """Refuse texts that others will read while they carry a safe address. Raises AddressInText."""
    root = await scene.store.whereabouts.of_case(case_ref)
    if root is None or not guarding.safe_now(root):
        return
    if await scene.store.safe_addresses.carried(case_ref, *texts):
        raise AddressInText


async def is_kept_from(scene: Scene, case_ref: str) -> bool:
    """Whether somebody of this case must not learn a safe address of it."""
    root = await scene.store.whereabouts.of_case(case_ref)
    return root is not None and bool(guarding.guarded_now(root))


def not_excluded(certain: bool, got: Got) -> str:
    """The `check` of the question whether somebody is certain that a safe address stands nowhere in it."""
    return "" if certain else str(AddressNotExcluded())
