"""The method files, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from hub.intervision.rules.method import Frame, Method, frame_of, method_of

FOLDER = Path(__file__).resolve().parent.parent / "methods"


@cache
def frame() -> Frame:
    """What every session begins and ends with."""
    return frame_of(tomllib.loads((FOLDER / "frame.toml").read_text(encoding="utf-8")))


@cache
def methods() -> dict[str, Method]:
    """Every method there is, by key."""
    found = [method_of(tomllib.loads(one.read_text(encoding="utf-8"))) for one in _files()]
    return {one.key: one for one in sorted(found, key=lambda one: one.nl)}


def _files() -> list[Path]:
    return [one for one in sorted(FOLDER.glob("*.toml")) if one.stem != "frame"]
