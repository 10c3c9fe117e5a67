"""The invented people of the rehearsal. Nobody here exists, and nobody who does is meant."""

from __future__ import annotations

from dataclasses import dataclass

from cppm.people import Agency, Duty, Standing

CASE = "PK-26-0137"
"""The invented case that the walkthrough books a meeting for."""
MOVED_CASE = "PK-26-0152"
"""The invented case of a family that moved here."""


@dataclass(frozen=True)
class Player:
    """An invented person. `key` is the word for `play <key>`; `manager` is another player's key."""

    key: str
    name: str
    agency: Agency
    post: str
    duties: frozenset[Duty] = frozenset()
    standing: Standing = Standing.STATUTORY
    manager: str | None = None

    @property
    def aad_id(self) -> str:
        """An invented Entra object id, the same at every start."""
        return f"00000000-0000-0000-0001-{list(PLAYERS).index(self.key):012d}"

    @property
    def address(self) -> str:
        """An invented sign-in name in a domain reserved for examples."""
        return f"{self.key}@quorate.example"


_SW = Agency.SOCIAL_WORK
_LEAD = frozenset({Duty.QUALIFIED_SOCIAL_WORKER})
_TAKER = frozenset({Duty.MINUTE_TAKER, Duty.TRAINED_MINUTE_TAKER})
_ALL = [
    Player("lead", "Ewan Reid", _SW, "Social worker", _LEAD, manager="teamleader"),
    Player("chair", "Morag Sinclair", _SW, "Senior officer", frozenset({Duty.CHAIR})),
    Player("police", "Fiona Blair", Agency.POLICE, "Constable, Public Protection", manager="inspector"),
    Player("health", "Ailsa Grant", Agency.HEALTH, "School nurse", manager="healthlead"),
    Player("school", "Callum Ross", Agency.EDUCATION, "Depute head teacher", manager="education"),
    Player("gp", "Priya Nair", Agency.HEALTH, "General practitioner"),
    Player("third", "Jo Kerr", Agency.THIRD_SECTOR, "Family support worker", standing=Standing.VOLUNTARY),
    Player("admin", "Sheila Park", _SW, "CP Administration", frozenset({Duty.CP_ADMIN})),
    Player("manager", "Grant Lowe", _SW, "Service manager", frozenset({Duty.SERVICE_MANAGER})),
    Player("teamleader", "Isla Baird", _SW, "Team leader", _LEAD | {Duty.TEAM_LEADER}),
    Player("inspector", "Kirsty Munro", Agency.POLICE, "Detective inspector"),
    Player("deputy", "Neil Watt", Agency.POLICE, "Detective constable"),
    Player("healthlead", "Una Forbes", Agency.HEALTH, "Team lead, school nursing"),
    Player("reporter", "Hamish Low", Agency.REPORTER, "Children's Reporter"),
    Player("minutes", "Beth Orr", _SW, "Minute taker", _TAKER),
    Player("chief", "Ruth Doig", _SW, "Chief officer", frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER})),
    Player("education", "Elspeth Rae", Agency.EDUCATION, "Education manager"),
    Player("chair2", "Rhona Gunn", _SW, "Senior officer", frozenset({Duty.CHAIR})),
    Player("keeper", "Donald Muir", _SW, "Keeper of the register", frozenset({Duty.KEEPER})),
]

PLAYERS: dict[str, Player] = {player.key: player for player in _ALL}
"""Every invented person by the word that plays them; the lead professional comes first."""
