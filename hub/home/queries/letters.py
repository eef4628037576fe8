"""The letters that did not leave this machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from hub.config import Settings
from hub.core.mail import post_folder

MOST_LETTERS = 50
ADDRESS = re.compile(r"(https?://[^\s<>]+)")


@dataclass(frozen=True)
class Letter:
    """A letter as /dev/post shows it: lines of pieces, every second piece an address."""

    to: str
    subject: str
    at: datetime
    lines: list[list[str]]


def letters(settings: Settings) -> list[Letter]:
    """The newest letters in the folder that stands in for a mail server."""
    folder = post_folder(settings)
    if not (folder / "new").is_dir():
        return []
    paths = sorted(
        (path for part in ("new", "cur") for path in (folder / part).iterdir()),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    return [_letter(path) for path in paths[:MOST_LETTERS]]


def _letter(path: Path) -> Letter:
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    text = str(message.get_content())
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        lines=[ADDRESS.split(line) for line in text.splitlines()],
    )
