"""Limits by account and by address. Counters in Redis; without it in this process; if Redis fails, half the limit.

The `limits` library does the counting. Flask-Limiter wraps the same library for routes, but ours are asked for in the
middle of a view, after the address in a form is known (docs/decisions/0003).
"""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from functools import lru_cache

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from werkzeug.exceptions import TooManyRequests

log = logging.getLogger("peerhuis.limits")


_parsed = lru_cache(parse)
SWEEP_SECONDS = 5.0


# A name of the library's own: tests/core/test_limits.py fails when it moves.
SCHEDULE = "_MemoryStorage__schedule_expiry"


class SweptNowAndThen(MemoryStorage):
    """The library's storage, swept every few seconds: it would start a thread for that after each act it counts.

    Nothing counts longer for it: what is over is passed over when it is counted, whether or not it was swept.
    """

    def __init__(self) -> None:
        self._swept_at = -SWEEP_SECONDS
        self._sweep = getattr(self, SCHEDULE)
        vars(self)[SCHEDULE] = self._seldom
        super().__init__()

    def _seldom(self) -> None:
        if time.monotonic() >= self._swept_at + SWEEP_SECONDS:
            self._swept_at = time.monotonic()
            self._sweep()


class Counters:
    """Counts acts in moving windows."""

    def __init__(self, redis_url: str) -> None:
        self.near = MovingWindowRateLimiter(SweptNowAndThen())
        self.far = MovingWindowRateLimiter(storage_from_string(redis_url)) if redis_url else None

    def hit(self, item: RateLimitItem, *key: str) -> float:
        """Count one act. Gives 0 when it is allowed, else the seconds until it will be."""
        if self.far is None:
            return self._hit(self.near, item, key)
        try:
            return self._hit(self.far, item, key)
        except RedisError:
            log.error("redis is gone, counting here at half the limit", extra={"event": "limits.fallback"})
            half = type(item)(max(1, item.amount // 2), item.multiples)
            return self._hit(self.near, half, key)

    @staticmethod
    def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItem, key: tuple[str, ...]) -> float:
        if limiter.hit(item, *key):
            return 0.0
        return max(1.0, limiter.get_window_stats(item, *key).reset_time - time.time())

    def clear(self) -> None:
        """Forget all counts of this process. For tests."""
        self.near.storage.reset()


def init_app(app: Flask, redis_url: str) -> None:
    """Give the app its counters."""
    app.extensions["counters"] = Counters(redis_url)


def seconds_to_wait(rule: str, name: str, *key: str) -> float:
    """Count one act. Gives 0 when it is allowed; what is not allowed does not count."""
    counters: Counters = current_app.extensions["counters"]
    return counters.hit(_parsed(rule), name, *key)


def limited(rule: str, name: str, *key: str) -> None:
    """Count one act under a name ('login') and a key (an address, an account). Raises 429 with Retry-After."""
    wait = seconds_to_wait(rule, name, *key)
    if wait:
        raise TooManyRequests(retry_after=math.ceil(wait))


def sender() -> str:
    """Who sends this request: the peer's address, an IPv6 one by its /64 (R-RL-03)."""
    raw = request.remote_addr or "unknown"
    try:
        address = ipaddress.ip_address(raw)
    except ValueError:
        return raw
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return raw
