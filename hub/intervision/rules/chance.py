"""Where chance comes from: handed in with a command, so that the same draw can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Random(Protocol):
    """The three draws that a room makes; `random.Random` gives them."""

    def getrandbits(self, k: int, /) -> int:
        """A number of so many bits."""

    def shuffle(self, x: Any) -> None:
        """Another order, in place."""

    def choice(self, seq: Sequence[T]) -> T:
        """One of several."""
