"""Quorate: the web application and what starts it. The only file that wires the rooms together."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import orjson
import structlog
import typer
from aiohttp import web
from cryptography.fernet import Fernet

from bot import skin
from bot.connector import SendFailed
from bot.handler import Hands
from bot.skin import GRACE
from bot.trust import Credentials, Trust
from command_line import cli, console, say, settings_or_leave
from cppm.councils.profile import Profile, load_profile
from cppm.people import Agency, Duty, Person, Standing
from dialogs import home
from dialogs.commands import Jobs
from dialogs.desk import channel, desk, people
from dialogs.disagreeing import dissent, family_result, family_review, scrutiny
from dialogs.engine import Engine
from dialogs.groups import change, core_group, plan, recommend, seen
from dialogs.meetings import (
    attendance,
    booking,
    conduct,
    decision,
    invitations,
    key_points,
    minutes,
    reports,
    views,
)
from dialogs.moves import address, handovers, moves
from dialogs.rights import exclusion, handing_over, participation, parts, preparation
from dialogs.timing import clocks, reminding
from dialogs.turn import Answer, Turn
from endpoints import HOUSE, House, add_endpoints
from rehearsal.family import PLAYERS
from rehearsal.stage import LabelledComposer, RehearsalNow, Stage, enrol_players
from scheduler.bundling import Bundler
from scheduler.compose import Composer, NotSent
from scheduler.delivery import Composing, Delivery
from scheduler.giving_way import at_once
from scheduler.holidays import scottish_rest_day
from scheduler.tick import Tick, Ticker
from settings import REHEARSAL_DATABASE, REHEARSAL_TENANT, Settings
from storage import migrations
from storage.addresses import Address
from storage.errors import StorageDown
from storage.pace import Pace
from storage.people import NewPerson
from storage.shared_pace import SharedPace
from storage.store import Store, open_store

log = structlog.get_logger("quorate")

DATABASE_AWAY = 30.0
"""Seconds until what needs the database at the start, and found none, tries again."""
COLLECT_AFTER = 20_000
"""New containers in memory after which Python looks for circles among them; its own default is 700."""
LARGEST_BODY = 1024 * 1024
"""Bytes of a request; an activity of Teams stays far below."""
JOBS: list[Jobs] = [
    home.jobs,
    attendance.jobs,
    reports.jobs,
    views.jobs,
    booking.jobs,
    preparation.jobs,
    invitations.jobs,
    exclusion.jobs,
    parts.jobs,
    conduct.jobs,
    decision.jobs,
    dissent.jobs,
    scrutiny.jobs,
    family_review.jobs,
    family_result.jobs,
    key_points.jobs,
    core_group.jobs,
    plan.jobs,
    seen.jobs,
    change.jobs,
    recommend.jobs,
    participation.jobs,
    handing_over.jobs,
    minutes.jobs,
    moves.jobs,
    handovers.jobs,
    address.jobs,
    clocks.jobs,
    people.jobs,
    desk.jobs,
    channel.jobs,
    reminding.jobs,
]
"""Every job of the bot, in the order in which help lists their commands."""


def create_app(
    settings: Settings,
    trust: Trust | None = None,
    skin_options: dict[str, Any] | None = None,
    clock: Callable[[], datetime] | None = None,
    steady: Callable[[], float] = monotonic,
) -> web.Application:
    """The web application; nothing opens before it starts.

    `trust` and `skin_options` (of `bot.skin.build`) replace the way to Teams in tests, `clock` and `steady`
    the time: by the one things fall due, by the other the sending is paced.
    """
    app = web.Application(client_max_size=LARGEST_BODY)
    add_endpoints(app)

    async def run(app: web.Application) -> AsyncIterator[None]:
        house = await _open(settings, trust, skin_options or {}, clock or _utc_now, steady)
        app[HOUSE] = house
        house.ticker.start()
        refreshing = asyncio.create_task(_refresh_clocks(house.store))
        yield
        refreshing.cancel()
        await asyncio.wait([refreshing])
        # First the turns in hand, then the messages they owe; only then is the line out let go.
        await house.skin.flow.close(GRACE)
        await house.ticker.stop()
        await house.skin.close()
        await house.store.close()

    app.cleanup_ctx.append(run)
    return app


async def _open(
    settings: Settings,
    trust: Trust | None,
    skin_options: dict[str, Any],
    given: Callable[[], datetime],
    steady: Callable[[], float],
) -> House:
    profile = load_profile(settings.profile, scottish_rest_day)
    await asyncio.to_thread(migrations.upgrade, settings.database_url)
    now = RehearsalNow(timedelta())
    clock: Callable[[], datetime] = now if settings.rehearsal else given
    store = open_store(settings.database_url, settings.keys, profile, now=clock, envelopes=settings.envelopes)
    if settings.rehearsal:
        now.offset = await store.clock.offset()
    engine = Engine(store, profile, JOBS, home.home)
    trusted = trust or _trust(settings)
    pace = now.unhurried if settings.rehearsal else steady
    return await _wire(settings, trusted, skin_options, store, engine, profile, clock, pace)


async def _wire(
    settings: Settings,
    trust: Trust,
    skin_options: dict[str, Any],
    store: Store,
    engine: Engine,
    profile: Profile,
    clock: Callable[[], datetime],
    steady: Callable[[], float],
) -> House:
    parts: dict[str, House] = {}

    async def converse(turn: Turn) -> Answer:
        house = parts["house"]
        try:
            return await (house.stage.converse(turn) if house.stage else engine.turn(turn))
        finally:
            if store.bell.rings:
                house.ticker.nudge()

    async def welcome(turn: Turn) -> Answer:
        stage = parts["house"].stage
        return await (stage.welcome(turn) if stage else _greeting(engine, turn))

    async def reach(person: Person, known: Address | None) -> Address:
        return await _reach(parts["house"], person, known)

    hands = Hands(
        people=store.people,
        addresses=store.addresses,
        converse=converse,
        welcome=welcome,
        in_public=lambda verb: verb in engine.jobs.doors and engine.jobs.doors[verb].anywhere,
        clock=clock,
    )
    face = skin.build(
        trust=trust,
        credentials=None if trust.rehearsal else _credentials(settings),
        seal_keys=settings.keys,
        hands=hands,
        rosters=store.addresses.shared,
        **skin_options,
    )
    plain = Composer(store, profile, reach, clock)
    composer: Composing = plain
    if settings.rehearsal:
        composer = LabelledComposer(plain, lambda: _stage(parts["house"]))
    delivery = Delivery(
        *(store.outbox, composer, face.post, SendFailed, clock, steady),
        pace=Pace(settings.messages_a_second),
        shared=_shared_pace(settings, store) if steady is monotonic else None,
        # In rehearsal a turn may itself wait for messages.
        quiet=at_once if settings.rehearsal else face.flow.settled,
    )
    tick = Tick(store, Bundler(store, profile), delivery, clock)
    house = House(settings, store, engine, face, tick, Ticker(tick, settings.tick_seconds), clock)
    if isinstance(clock, RehearsalNow):
        ids = await enrol_players(store, REHEARSAL_TENANT)
        house.stage = Stage(store, engine, clock, tick, REHEARSAL_TENANT, ids)
    parts["house"] = house
    await _first_admins(settings, store)
    return house


async def _refresh_clocks(store: Store) -> None:
    """Let the clocks of this release and profile run for what was written under another."""
    while True:
        try:
            log.info("clocks refreshed", differed=await store.refreshing.all())
            return
        except StorageDown:
            await asyncio.sleep(DATABASE_AWAY)


def _shared_pace(settings: Settings, store: Store) -> SharedPace | None:
    """What paces this process together with the others on its database; with SQLite there are none."""
    return None if store.db.is_sqlite else SharedPace(store.db, settings.messages_a_second)


def _stage(house: House) -> Stage:
    if house.stage is None:
        raise LookupError("there is no stage outside rehearsal")
    return house.stage


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _greeting(engine: Engine, turn: Turn) -> Answer:
    """The first words after the app was added; a stranger learns how to be enrolled, a channel nothing."""
    if turn.place.kind != "personal":
        return Answer(say=["I am Quorate. Write to me in a 1:1 chat; here I only post neutral reminders."])
    return home.hello(turn.person) if turn.person else await engine.turn(turn)


async def _reach(house: House, person: Person, known: Address | None) -> Address:
    """Somebody's 1:1 chat, opened when it is not known yet. Raises NotSent, SendFailed."""
    if house.stage:
        found = await house.stage.reach(person)
        if found is None:
            raise SendFailed(None, "NobodyIsHere", 5.0, "retry")
        return found
    if known:
        return known
    if why := (await house.store.addresses.refusing([person.id])).get(person.id):
        # Opening the chat anew would only be refused again; it is used once they write or install the app.
        raise SendFailed(403, f"NotReachable ({why})", None, "refused")
    identity = await house.store.people.identity_of(person.id)
    if identity is None:
        raise NotSent("the person has left")
    return await house.skin.post.open_personal(identity.tenant, identity.aad_id)


async def _first_admins(settings: Settings, store: Store) -> None:
    """Enrol the CP Administration that the settings name, so that somebody can enrol the others."""
    for aad_id in settings.admins if settings.tenants else []:
        if await store.people.by_identity(settings.tenants[0], aad_id) is None:
            new = NewPerson(
                tenant=settings.tenants[0],
                aad_id=aad_id,
                name="CP Administration",
                agency=Agency.SOCIAL_WORK,
                standing=Standing.STATUTORY,
                post="CP Administration",
                duties=frozenset({Duty.CP_ADMIN}),
                line_manager=None,
            )
            await store.people.enrol(new, None)


def _trust(settings: Settings) -> Trust:
    return Trust(
        app_id=settings.app_id,
        tenants=frozenset(settings.tenants),
        service_hosts=frozenset(settings.service_url_hosts),
        file_hosts=frozenset(settings.file_hosts),
        openid_url=settings.openid_metadata_url,
        issuer=settings.token_issuer,
        rehearsal=settings.rehearsal,
    )


def _credentials(settings: Settings) -> Credentials:
    return Credentials(
        app_id=settings.app_id,
        tenant=settings.app_tenant_id,
        secret=settings.app_password.get_secret_value() or None,
        certificate=settings.app_certificate.read_text() if settings.app_certificate else None,
        private_key=settings.app_private_key.read_text() if settings.app_private_key else None,
        managed_identity=settings.app_managed_identity,
        login_endpoint=settings.login_endpoint,
        scope=settings.token_scope,
    )


# What is started from the command line


def configure_logging() -> None:
    """One JSON line an event, on standard error; no bodies, no names."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(file=sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


async def collect_rarely(app: web.Application) -> None:
    """Let Python look for circles in memory after many turns rather than several times in each.

    What is open by now stays for good and need never be looked at. Most of what a turn makes is let go at
    its end without the collector, whose looking took a twelfth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


@cli.command()
def serve() -> None:
    """Start the bot with the settings of the environment."""
    configure_logging()
    settings = settings_or_leave()
    app = create_app(settings)
    app.on_startup.append(collect_rarely)
    try:
        web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None)
    except StorageDown as away:
        say(f"Quorate can't start: {away}")
        raise typer.Exit(2) from None


@cli.command()
def rehearse(
    players: Annotated[str, typer.Option(help="Invented people with a client each.")] = "lead",
) -> None:
    """Start with an invented family and Microsoft's Agents Playground in the browser."""
    from rehearsal.run import rehearse as run  # needs Node; nothing else does

    configure_logging()
    names = [name.strip() for name in players.split(",") if name.strip()]
    unknown = [name for name in names if name not in PLAYERS]
    if unknown:
        say(f"Nobody is called {', '.join(unknown)}. Choose from: {', '.join(PLAYERS)}.")
        raise typer.Exit(2)
    settings = settings_or_leave(
        rehearsal=True, app_id="", database_url=REHEARSAL_DATABASE, keys=_rehearsal_keys()
    )
    run(create_app, settings, names, console)


def _rehearsal_keys() -> list[str]:
    """The rehearsal's own key, made at the first start and kept beside its database."""
    path = Path("var/rehearsal.key")
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(Fernet.generate_key().decode())
        path.chmod(0o600)
    return [path.read_text().strip()]


if __name__ == "__main__":
    cli()
