"""The command line: what those who run the bot type. `app.py` adds the two commands that start it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from cryptography.fernet import Fernet
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Column, Table

from cppm import figures, months
from cppm.councils import comparing
from cppm.councils.profile import BrokenProfile, UnknownProfile, known_profiles, load_profile
from cppm.errors import CPPMError
from cppm.figure_csv import as_csv
from cppm.rules import RULES
from scheduler.holidays import scottish_rest_day
from settings import Settings, SettingsError, load_settings
from storage import migrations
from storage.audit import Verified
from storage.envelopes import new_pair
from storage.people_import import ImportReport, import_people
from storage.store import Store, open_store

T = TypeVar("T")
TABLE_BEGINS, TABLE_ENDS = "<!-- councils -->", "<!-- end of councils -->"
"""Between which the table of councils stands in docs/profiles.md."""

cli = typer.Typer(help="Quorate, a Teams bot for Child Protection Planning Meetings.", no_args_is_help=True)
people_cli = typer.Typer(help="People enrolled by CP Administration.", no_args_is_help=True)
audit_cli = typer.Typer(help="The trail of facts.", no_args_is_help=True)
keys_cli = typer.Typer(help="Encryption keys.", no_args_is_help=True)
profile_cli = typer.Typer(help="Councils' rules.", no_args_is_help=True)
handover_cli = typer.Typer(help="Sealed handovers to other councils.", no_args_is_help=True)
cli.add_typer(people_cli, name="people")
cli.add_typer(audit_cli, name="audit")
cli.add_typer(keys_cli, name="keys")
cli.add_typer(profile_cli, name="profile")
cli.add_typer(handover_cli, name="handover")
console = Console(highlight=False)


def say(sentence: str) -> None:
    """Print a sentence on one line, whatever brackets a file or a person put into it."""
    console.print(sentence, markup=False, soft_wrap=True)


def settings_or_leave(**overrides: object) -> Settings:
    """The settings of the environment; where they do not do, a sentence about why and exit code 2."""
    try:
        return load_settings(**overrides)
    except SettingsError as error:
        say(f"Quorate can't start: {error}")
        raise typer.Exit(2) from None


def _with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """Run an async piece of work on a store that is opened and closed around it."""

    async def go() -> T:
        store = open_store(
            settings.database_url, settings.keys, load_profile(settings.profile, scottish_rest_day)
        )
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        migrations.upgrade(settings.database_url)
        return asyncio.run(go())
    except CPPMError as refused:
        say(str(refused))
        raise typer.Exit(2) from None


@people_cli.command("import")
def import_(file: Annotated[Path, typer.Argument(help="A CSV file with a heading line.")]) -> None:
    """Enrol or update everybody in a CSV file; bad rows are reported by line, the others go in."""
    settings = settings_or_leave()
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        say(f"I can't read {file}: {error}")
        raise typer.Exit(2) from None
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Enrolling", total=None)

        async def work(store: Store) -> ImportReport:
            shown = lambda done, of: bar.update(task, completed=done, total=of)  # noqa: E731
            return await import_people(store.people, lines, None, shown)

        report = _with_store(settings, work)
    for problem in report.problems:
        say(f"line {problem.line}: {problem.says}")
    used = f"{report.enrolled} enrolled, {report.changed} changed, {report.unchanged} as they were"
    say(f"{used}; {len(report.problems)} lines not used.")
    if report.problems:
        raise typer.Exit(1)


@audit_cli.command()
def verify() -> None:
    """Prove that no fact was changed, removed or put in between."""
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Verifying", total=None)

        async def work(store: Store) -> Verified:
            return await store.audit.verify(lambda done, of: bar.update(task, completed=done, total=of))

        found = _with_store(settings_or_leave(), work)
    for each in found.breaks:
        say(f"{each.case_ref}: fact {each.n} is {each.fault}.")
    say(f"{found.facts} facts of {found.cases} cases looked at.")
    if found.breaks:
        say("A chain is broken: keep this database as it is and tell information governance.")
        raise typer.Exit(1)
    say("Every chain is whole.")


@cli.command("figures")
def quality_figures(
    first: Annotated[str, typer.Option("--from", help="The first month, for example 2026-01.")],
    last: Annotated[str, typer.Option("--to", help="The last month, for example 2026-12.")],
) -> None:
    """Print the quality figures of these months as CSV, without names or small numbers."""
    try:
        period = months.period(first, last, datetime.now(UTC))
    except CPPMError as refused:
        typer.echo(str(refused), err=True)  # what is printed goes into a file
        raise typer.Exit(2) from None
    settings = settings_or_leave()
    found = figures.figures(load_profile(settings.profile, scottish_rest_day))

    async def work(store: Store) -> str:
        return as_csv((await store.figures.counted(period)).rows(found), period.words)

    typer.echo(_with_store(settings, work), nl=False)


@keys_cli.command("new")
def new_key() -> None:
    """Print a new encryption key for QUORATE_KEYS."""
    typer.echo(Fernet.generate_key().decode())


@handover_cli.command("keys")
def new_handover_keys() -> None:
    """Print a new pair of keys: the private one for QUORATE_HANDOVER_KEYS, the public one for partners."""
    private, public = new_pair()
    typer.echo(f"Private, for QUORATE_HANDOVER_KEYS here and nowhere else:\n{private}")
    typer.echo(
        f"Public, for the other councils' QUORATE_HANDOVER_PARTNERS, beside this council's name:\n{public}"
    )


@keys_cli.command()
def rotate() -> None:
    """Re-encrypt everything that may change under the newest key; facts keep theirs."""
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("Re-encrypting", total=None)

        async def work(store: Store) -> int:
            return await store.rotate(lambda done, of: bar.update(task, completed=done, total=of))

        count = _with_store(settings_or_leave(), work)
    say(f"{count} records are now under the newest key. Keep the older keys for the facts.")


@profile_cli.command("check")
def check_profile(
    file: Annotated[str, typer.Argument(help="A profile's file, or the name of one that comes along.")],
) -> None:
    """Say what a council's profile says, value by value, or what is amiss in it and on which line."""
    try:
        profile = load_profile(file)
    except BrokenProfile as broken:
        for problem in broken.problems:
            say(problem)
        say(f"{file} can't be used yet.")
        raise typer.Exit(1) from None
    except UnknownProfile as nowhere:
        say(str(nowhere))
        raise typer.Exit(2) from None
    whole = Column("", no_wrap=True)  # a name is looked up in the file, so it is never cut
    shown = Table(whole, "In this council", "Where it stands", "Rule", title=profile.name)
    for line in comparing.lines_of(profile):
        shown.add_row(*map(escape, line))
    console.print(shown)
    for unknown in sorted(profile.rules.keys() - RULES.keys()):
        say(f'No rule is called "{unknown}", so nobody would ever read what [rules] says there: correct it.')
    say(f"{file} can be used. QUORATE_PROFILE={file} starts Quorate with it.")


@profile_cli.command("table")
def table_of_profiles() -> None:
    """Write the table of councils in docs/profiles.md anew."""
    page = Path(__file__).parent / "docs" / "profiles.md"
    before, begin, rest = page.read_text("utf-8").partition(TABLE_BEGINS)
    _, end, after = rest.partition(TABLE_ENDS)
    councils = comparing.table([load_profile(key) for key in known_profiles()])
    page.write_text(f"{before}{begin}\n{councils}{end}{after}", "utf-8")
    say(f"{page} is up to date.")
