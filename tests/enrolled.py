"""Everybody enrolled at once, in one transaction, under the ids that the store hands out in turn."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from cppm.people import Person
from storage.people import NewPerson
from storage.store import Store


async def enrol_all(store: Store, people: Sequence[Person], tenant: str, aad: str = "aad-{}") -> list[Person]:
    """Enrol these people in their order; `aad` names each by its number."""
    new = [
        NewPerson(tenant, aad.format(number), p.name, p.agency, p.standing, p.post, p.duties)
        for number, p in enumerate(people)
    ]

    def work(connection: Connection) -> list[Person]:
        return [store.people.enrol_in(connection, each, None) for each in new]

    return await store.people.write(work)
