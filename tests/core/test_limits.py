"""Counting acts without a thread for each."""

from __future__ import annotations

import threading

import pytest
from limits import parse

from hub.core import limits
from hub.core.limits import Counters


def test_counting_starts_a_thread_now_and_then_and_not_for_each_act(monkeypatch: pytest.MonkeyPatch) -> None:
    counters, started = Counters(""), []
    counters.near.storage.timer.join()
    monkeypatch.setattr(threading.Timer, "start", lambda self: started.append(self))
    for _ in range(50):
        counters.hit(parse("100 per hour"), "act", "somebody")
    assert len(started) == 1


def test_what_is_over_is_swept_and_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SWEEP_SECONDS", 0.0)
    counters = Counters("")
    assert counters.hit(parse("1 per second"), "act", "somebody") == 0
    assert counters.hit(parse("1 per second"), "act", "somebody") > 0
    threading.Event().wait(1.1)
    assert counters.hit(parse("1 per second"), "act", "another") == 0
    counters.near.storage.timer.join()
    assert [key for key, events in counters.near.storage.events.items() if events and "somebody" in key] == []
    assert counters.hit(parse("1 per second"), "act", "somebody") == 0
