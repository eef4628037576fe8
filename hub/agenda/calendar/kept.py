"""Bytes that were made before, kept per process.

Every key names a stored revision, so a kept value is never wrong, only
unused. Limits are in bytes: a subscription feed may be half a megabyte.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar


@dataclass(frozen=True)
class Feed:
    """A calendar as it is sent, with the moment it last changed."""

    data: bytes
    changed_at: datetime
    zipped: bool = False

    @cached_property
    def etag(self) -> str:
        """Hash of exactly these bytes."""
        return hashlib.sha256(self.data).hexdigest()[:32]

    @cached_property
    def moment(self) -> str:
        """When it last changed, as HTTP writes it."""
        return format_datetime(self.changed_at, usegmt=True)

    def headers_for(self, secret: bool) -> list[tuple[str, str]]:
        """What calendar apps need to ask again cheaply."""
        said = [
            ("Content-Type", "text/calendar; charset=utf-8"),
            ("Vary", "Accept-Encoding"),
            ("ETag", f'"{self.etag}"'),
            ("Last-Modified", self.moment),
            ("Cache-Control", "private, max-age=900" if secret else "public, max-age=900"),
        ]
        if self.zipped:
            said.append(("Content-Encoding", "gzip"))
        if secret:
            said.append(("X-Robots-Tag", "noindex, noarchive"))
        return said

    @cached_property
    def as_gzip(self) -> "Feed":
        """The same calendar compressed, with an ETag of its own; the same bytes in every process."""
        return Feed(gzip.compress(self.data, compresslevel=6, mtime=0), self.changed_at, True)

    def __len__(self) -> int:
        return len(self.data)


Value = TypeVar("Value", bytes, Feed)


class Kept(Generic[Value]):
    """The most recently used values, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The kept value, if there is one."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep a value and let the ones that were not used for long go."""
        with self._lock:
            old = self._values.pop(key, None)
            self._values[key] = value
            self._size += len(value) - (len(old) if old is not None else 0)
            while self._size > self._most_bytes and len(self._values) > 1:
                _, gone = self._values.popitem(last=False)
                self._size -= len(gone)
        return value

    def forget(self) -> None:
        """Start empty."""
        with self._lock:
            self._values.clear()
            self._size = 0
