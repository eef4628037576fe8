"""Encryption of special text per field (R-CRY-01): MultiFernet, bound to the place where it stands."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app


class Unreadable(Exception):
    """The text cannot be opened: a wrong key, or a text that stood somewhere else."""


class Vault:
    """Seals and opens text with the installation's keys, newest first."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key.encode()) for key in keys])

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt text for one place, 'table.column:public_id'; it opens nowhere else."""
        return self._fernet.encrypt(json.dumps([place, text]).encode())

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt text of that place. Raises Unreadable."""
        try:
            stands_at, text = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            raise Unreadable(place) from error
        if stands_at != place:
            raise Unreadable(place)
        return str(text)

    def turn(self, sealed: bytes) -> bytes:
        """The same text under the newest key."""
        return self._fernet.rotate(sealed)


def vault() -> Vault:
    """The vault of this app."""
    found: Vault = current_app.extensions["vault"]
    return found


class Sealed:
    """Descriptor for a text column that is encrypted at rest.

    `text = Sealed("message.text")` reads and writes the bytes column `text_sealed` of a row with a public id.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.column = place.split(".")[1] + "_sealed"

    def __get__(self, row: Any, owner: type) -> Any:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return "" if sealed is None else vault().open(sealed, f"{self.place}:{row.public_id}")

    def __set__(self, row: Any, text: str) -> None:
        setattr(row, self.column, vault().seal(text, f"{self.place}:{row.public_id}") if text else None)
