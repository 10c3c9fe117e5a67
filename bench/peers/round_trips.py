"""One answer to an invitation, raw: `round_trips.py asyncpg|psycopg <url> <clients> <seconds>`.

Begin, read the person, read the invitation, change it, one row of audit, one owed message, commit: seven.
Prints one line of JSON: how many, in how many seconds.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from datetime import UTC, datetime

import asyncpg
import psycopg

PEOPLE = 2000
TABLES = """
DROP TABLE IF EXISTS raw_person, raw_invitation, raw_audit, raw_outbox;
CREATE TABLE raw_person (id bigint PRIMARY KEY, aad_id text, name text, agency text);
CREATE TABLE raw_invitation (id bigint PRIMARY KEY, person bigint, coming text, at timestamptz, version int);
CREATE TABLE raw_audit (id bigserial PRIMARY KEY, at timestamptz, who bigint, detail text);
CREATE TABLE raw_outbox (id bigserial PRIMARY KEY, at timestamptz, whom text, body text);
INSERT INTO raw_person SELECT n, 'aad-' || n, 'Invented ' || n, 'health' FROM generate_series(1, 2000) n;
INSERT INTO raw_invitation SELECT n, n, 'invited', NULL, 1 FROM generate_series(1, 2000) n;
"""
PERSON = "SELECT * FROM raw_person WHERE id = {0}"
INVITATION = "SELECT * FROM raw_invitation WHERE id = {0}"
CHANGE = (
    "UPDATE raw_invitation SET coming = 'attending', at = {0}, version = version + 1"
    " WHERE id = {1} AND version = {2}"
)
AUDIT = "INSERT INTO raw_audit (at, who, detail) VALUES ({0}, {1}, {2})"
OWE = "INSERT INTO raw_outbox (at, whom, body) VALUES ({0}, {1}, {2})"
DETAIL = json.dumps({"from": "invited", "to": "attending", "by": "teams"})
BODY = json.dumps({"kind": "answered", "about": "an invitation" * 5})


def in_style(statement, style):
    """A statement with the placeholders of a driver."""
    return statement.format(*(("$1", "$2", "$3") if style == "asyncpg" else ("%s", "%s", "%s")))


ASYNCPG = [in_style(each, "asyncpg") for each in (PERSON, INVITATION, CHANGE, AUDIT, OWE)]
PSYCOPG = [in_style(each, "psycopg") for each in (PERSON, INVITATION, CHANGE, AUDIT, OWE)]


async def by_asyncpg(url):
    """One client with its own connection; returns what makes one answer."""
    connection = await asyncpg.connect(url)
    person, invitation, change, audit, owe = ASYNCPG

    async def answer(n):
        async with connection.transaction():
            who = await connection.fetchrow(person, n)
            line = await connection.fetchrow(invitation, n)
            at = datetime.now(UTC)
            await connection.execute(change, at, n, line["version"])
            await connection.execute(audit, at, who["id"], DETAIL)
            await connection.execute(owe, at, who["aad_id"], BODY)

    return answer


async def by_psycopg(url):
    """The same with psycopg."""
    connection = await psycopg.AsyncConnection.connect(url)
    person, invitation, change, audit, owe = PSYCOPG

    async def answer(n):
        async with connection.transaction():
            who = await (await connection.execute(person, [n])).fetchone()
            line = await (await connection.execute(invitation, [n])).fetchone()
            at = datetime.now(UTC)
            await connection.execute(change, [at, n, line[4]])
            await connection.execute(audit, [at, who[0], DETAIL])
            await connection.execute(owe, [at, who[1], BODY])

    return answer


async def run(driver, url, clients, seconds):
    """Answer for so long, each client for people of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
    answers = [await (by_asyncpg if driver == "asyncpg" else by_psycopg)(url) for _ in range(clients)]
    begun = time.perf_counter()

    async def client(index, answer):
        done = 0
        while time.perf_counter() < begun + seconds:
            await answer(random.randrange(PEOPLE // clients) * clients + index % clients + 1)
            done += 1
        return done

    done = sum(await asyncio.gather(*(client(n, each) for n, each in enumerate(answers))))
    taken = time.perf_counter() - begun
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT count(*) FROM raw_audit").fetchone()[0]
    sys.stdout.write(
        json.dumps({"done": done, "kept": kept, "seconds": taken, "cpu": time.process_time()}) + "\n"
    )


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
