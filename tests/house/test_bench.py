"""`make bench` can be started and its tables can be read; what it measures is not a test."""

from __future__ import annotations

from bench import __main__ as bench
from bench.bare import bare_app
from bench.table import Page, Size, rendered


def test_tables_tell_ratios_queries_and_bytes() -> None:
    """One line per page and per size, in columns, and no verdict."""
    said = rendered(
        [Page("begin (lid)", 5120, 12, 9.04, 7.31, 60), Page("agenda .ics, 304", 0, 1, 1.496, 0.9, 42)],
        [Size("css", 8192, 16), Size("eerste bezoek", 61440, 120, 6)],
    )
    lines = [line.split() for line in said.splitlines()]
    assert lines[0] == ["pagina", "×", "kale", "pagina", "ms", "vragen", "bytes", "metingen"]
    assert lines[1][-5:] == ["9.04", "7.3", "12", "5120", "60"]
    assert lines[2][-5:] == ["1.50", "0.9", "1", "0", "42"]
    assert lines[5] == ["css", "8.0", "16", "-"]
    assert lines[6][-3:] == ["60.0", "120", "6"]


def test_bare_page_gives_as_many_bytes_as_asked() -> None:
    """What everything is divided by."""
    assert len(bare_app().test_client().get("/bytes/1234").data) == 1234


def test_it_can_be_started() -> None:
    """Every name it uses from the house is still there."""
    assert callable(bench.main)
