"""Lines to the database: looked at before they are used, and some kept for reads of one row (docs/decisions/0031).

Asking `SELECT 1` each time costs as much as a small read. A line that the server closed can be seen on its socket
without asking anything. Only a line on which something arrived, or that was quiet for long, is asked.
"""

from __future__ import annotations

import select
import time
from collections import deque, namedtuple
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any

import psycopg
from flask import Flask, current_app
from sqlalchemy import Engine, Select, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.core.db import db

QUIET_SECONDS = 30.0
MOST_KEPT = 8
PATIENCE_SECONDS = 10.0


def init_app(app: Flask) -> None:
    """Look at each line of this app's pool when it is taken, and keep some for reads of one row."""
    with app.app_context():
        watch(db.engine)
        app.extensions["read_lines"] = ReadLines(db.engine)


def watch(engine: Engine) -> None:
    """Look at each line of this pool when it is taken; a dead one is replaced, and so are the ones made before it."""

    def taken(line: Any, record: Any, _proxy: object) -> None:
        # A new line has just answered the server's greeting.
        if _has_to_be_asked(line, record.info.get("left_at", time.monotonic())):
            try:
                engine.dialect.do_ping(line)
            except psycopg.Error as error:
                raise InvalidatePoolError from error

    def left(_line: Any, record: Any) -> None:
        record.info["left_at"] = time.monotonic()

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", left)


def _has_to_be_asked(line: Any, left_at: float) -> bool:
    """Whether the server said something unasked, hung up, or was not heard for long: nothing comes over a line at rest."""
    if line.closed or time.monotonic() - left_at >= QUIET_SECONDS:
        return True
    look = select.poll()
    look.register(line.fileno(), select.POLLIN)
    return bool(look.poll(0))


class ReadLine:
    """A line that is in no transaction, ever: one read is one round trip."""

    def __init__(self, engine: Engine) -> None:
        taken: Any = engine.raw_connection()
        self.line = taken.driver_connection
        taken.detach()  # the pool makes another; this one is ours
        self._taken = taken  # held here: the line is closed when nobody holds it
        self.line.autocommit = True
        self.cursor = self.line.cursor()


class ReadLines:
    """A few read lines, the one used last on top. Whoever finds all in use waits: a read takes less than a moment.

    They are not looked at before they are used, because a read can be asked again: if a line is dead, so are probably
    the others, and all are replaced.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept: deque[ReadLine] = deque()
        self._turn = BoundedSemaphore(MOST_KEPT)
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def row(self, sql: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The row, or None. Raises OperationalError or TimeoutError when a new line gives no answer either."""
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise PoolTimeout("all read lines stayed in use")
        try:
            return self._asked_twice(sql, values)
        finally:
            self._turn.release()

    def _asked_twice(self, sql: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        try:
            return self._asked(self._top() or ReadLine(self.engine), sql, values)
        except psycopg.OperationalError:
            self.close()
        try:
            return self._asked(ReadLine(self.engine), sql, values)
        except psycopg.OperationalError as error:
            raise OperationalError(sql, values, error) from error

    def _asked(self, line: ReadLine, sql: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = line.cursor.execute(sql, values, prepare=True).fetchone()
        except BaseException:
            line.line.close()
            raise
        self._kept.append(line)
        return row

    def _top(self) -> ReadLine | None:
        try:
            return self._kept.pop()
        except IndexError:
            return None

    def close(self) -> None:
        """Let all go that are not in use."""
        while line := self._top():
            line.line.close()


class OneRow:
    """A read of at most one row, written out once and prepared on each line.

    What it gives was committed when it was asked, by whichever process. It sees nothing of the request's own
    unsaved work, so it is for what is read before anything is written.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement

    @cached_property
    def _written(self) -> tuple[str, dict[str, Any], list[Any], Callable[..., Any]]:
        """The text for the driver, what is fixed in it, how each column is read, and the row that comes of it."""
        dialect = db.engine.dialect
        compiled = self.statement.compile(dialect=dialect)
        columns = self.statement.selected_columns
        readers = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
        return str(compiled), dict(compiled.params), readers, namedtuple("Row", columns.keys())

    def __call__(self, values: Mapping[str, object] | None = None) -> Any:
        """The row, its columns by name, or None. Raises OperationalError."""
        sql, fixed, readers, row_of = self._written
        given = {**fixed, **values} if values else fixed
        lines: ReadLines = current_app.extensions["read_lines"]
        # Whoever counts what is asked of the database counts this as well.
        for told in lines.engine.dispatch.before_cursor_execute:
            told(None, None, sql, given, None, False)
        row = lines.row(sql, given)
        if row is None:
            return None
        return row_of(*(read(value) if read else value for read, value in zip(readers, row, strict=True)))
