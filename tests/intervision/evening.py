"""A room in which things are done by name, step by step, with all that must hold checked after each."""

from __future__ import annotations

from random import Random
from typing import Any

from hub.intervision.rules import room as r
from hub.intervision.rules.project import view
from tests.intervision.drawing import Words
from tests.intervision.invariants import Invariants
from tests.intervision.machine import NAMES, Ack, Shell, one_step, opened

ALI, BO, CAS, DEE, EVA, FAY = NAMES
SECOND = 1000


class Evening:
    """A room in which things are done by name, with all that must hold checked after each."""

    def __init__(self, people: int = 4, length: int = 90, cases: dict[str, str] | None = None) -> None:
        self.shell, self.words = Shell(Random(3)), Words()
        self.invariants = Invariants(self.shell, Random(3))
        self.shell.write(opened(NAMES[:people], length, cases))

    def do(self, who: str, kind: str, **data: Any) -> Ack:
        ack = self.shell.do(who, kind, **data)
        self.invariants.step()
        return ack

    def wait(self, ms: int) -> None:
        self.shell.wait(ms)
        self.invariants.step()

    def lose(self, who: str) -> None:
        self.shell.lose(who)
        self.invariants.step()

    def to(self, key: str, cases: bool = True) -> None:
        """As it is meant, up to this phase; the third is the owner."""
        while self.phase != key:
            assert self.room.status not in r.ENDED
            if cases and self.phase == "kiezen" and not self.room.cases:
                self.do(CAS, "case.offer", title="Hoe zeg ik nee?")
            one_step(self.shell, self.words)
            self.invariants.step()

    def sees(self, who: str) -> dict[str, Any]:
        return view(self.room, who, self.shell.now)

    def texts(self, who: str) -> set[str]:
        return {one["text"] for one in self.sees(who)["items"] if one["text"]}

    @property
    def room(self) -> r.Room:
        return self.shell.room

    @property
    def phase(self) -> str:
        return self.room.phase.key if self.room.phase else "lobby"

    def happened(self, kind: str) -> list[Any]:
        return [one for one in self.shell.events() if one.type == kind]
