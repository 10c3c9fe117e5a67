"""What a safe address asks of every other job: the alert on the case, and texts that must not carry it."""

from __future__ import annotations

from cards.moves import address as cards
from cppm.moves import guarding
from cppm.moves.guarding import AddressInText, AddressNotExcluded
from cppm.people import Role
from dialogs.forms import Form
from dialogs.meetings.booking_answers import reference
from dialogs.questions import TEXTS, Got
from dialogs.scene import Scene

ROOTS = ("m", "g", "q", "j")
"""Under which a button carries the meeting, core group, request or whereabouts that it is about."""

FOR_OTHERS = frozenset({Role.STUDENT, Role.INTERPRETER, Role.SUPPORT_PERSON})
"""Who is there for somebody else, and does not hear that there is anything to keep."""


async def alert(scene: Scene, case_ref: str, role: Role | None) -> list[str]:
    """What whatever opens this case warns of, in this role: that a safe address is kept for it."""
    if role in FOR_OTHERS:
        return []
    words = cards.alert_of(await scene.store.whereabouts.of_case(case_ref))
    return [words] if words else []


async def require_no_address(scene: Scene, case_ref: str, *texts: str, but: str = "") -> None:
    """Refuse texts that others will read while they carry a safe address. Raises AddressInText.

    Call it with whatever leaves: a letter, a minute, a message to another council. `but` is the id of a safe
    address that does not count.
    """
    root = await scene.store.whereabouts.of_case(case_ref)
    kept = [each.safe for each in guarding.safe_now(root) if each.safe != but] if root else []
    words = await scene.store.safe_addresses.found_in(kept, texts) if kept else ""
    if words:
        raise AddressInText(words=words)


async def require_safe_answers(scene: Scene, form: Form) -> None:
    """Refuse a form while an answer in somebody's own words carries a safe address of its case.

    It is asked of every form before it is recorded, so that no text needs to be thought of. Raises
    AddressInText.
    """
    texts = _texts(form)
    case_ref = await _case_of(scene, form) if texts else ""
    if case_ref:
        await require_no_address(scene, case_ref, *texts)


def _texts(form: Form) -> list[str]:
    found: list[str] = []
    for name, asked in form.questions.items():
        if asked.kind in TEXTS and name not in form.kept_apart:
            said = getattr(form, name)
            found += said if isinstance(said, list) else [said or ""]
    return [text for text in found if text.strip()]


async def _case_of(scene: Scene, form: Form) -> str:
    """The case of a form, named in it or by its button; empty where no safe address is kept for it."""
    named = getattr(form, "case_ref", "")
    if named:
        return reference(named)
    root_id = next((scene.ids[name] for name in ROOTS if scene.ids.get(name)), "")
    return await scene.store.safe_addresses.case_of(root_id) if root_id else ""


async def is_kept_from(scene: Scene, case_ref: str) -> bool:
    """Whether somebody of this case must not learn a safe address of it."""
    root = await scene.store.whereabouts.of_case(case_ref)
    return root is not None and bool(guarding.guarded_now(root))


def not_excluded(certain: bool, got: Got) -> str:
    """The `check` of the question whether somebody is certain that a safe address stands nowhere in it."""
    return "" if certain else str(AddressNotExcluded())
