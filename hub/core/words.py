"""Dutch words that `personal` needs to tell a name or a number of a person from ordinary text; they stand in words.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

_LISTS = {name: text.split() for name, text in tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8")).items()}

UNITS = tuple(_LISTS["units"])
NO_TOWN_LETTERS = frozenset(_LISTS["no_town_letters"])
LOOSE_WORDS = frozenset(_LISTS["loose_words"])
NO_SURNAMES = frozenset(_LISTS["no_surnames"])
FIRST_NAMES = frozenset(_LISTS["first_names"])
