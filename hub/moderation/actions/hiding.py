"""What can be hidden and shown again. The feature that owns the thing does it; a kind without a line cannot be hidden.

A new kind is one line: `"assignment": Hiding(hide, show)`, both by what the thing's address names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hiding:
    """Take a thing out of sight, and bring it back."""

    hide: Callable[[str], object]
    show: Callable[[str], object]


HIDING: dict[str, Hiding] = {}


def can_hide(kind: str) -> bool:
    """Whether things of this kind can be hidden."""
    return kind in HIDING
