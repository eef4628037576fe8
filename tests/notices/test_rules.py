"""What goes out by mail, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.notices.rules import DIGEST, NONE, NOW, WEEKLY, KindClash, NoticeKind, by_name, digest_moment, mail_of

SOFT = NoticeKind("zacht", "Er is iets.", "Iets zachts")
DIRECT = NoticeKind("direct", "Er is iets nu.", "Iets van nu", default=NOW)


@pytest.mark.parametrize(
    ("kind", "chosen", "expected"),
    [
        (SOFT, {}, DIGEST),
        (DIRECT, {}, NOW),
        (SOFT, {"zacht": NOW}, NOW),
        (DIRECT, {"direct": NONE}, NONE),
        (DIRECT, {"direct": DIGEST}, DIGEST),
        (SOFT, {"direct": NONE}, DIGEST),
        (SOFT, {WEEKLY: NONE}, NONE),
        (DIRECT, {WEEKLY: NONE}, NOW),
        (SOFT, {"zacht": "iets uit een oude versie"}, NONE),
    ],
)
def test_choice_goes_before_default(kind: NoticeKind, chosen: dict[str, str], expected: str) -> None:
    assert mail_of(kind, chosen) == expected


def test_kinds_have_names_of_their_own() -> None:
    assert by_name([SOFT, DIRECT]) == {"zacht": SOFT, "direct": DIRECT}
    for wrong in (SOFT, NoticeKind(WEEKLY, "x", "x"), NoticeKind("", "x", "x"), NoticeKind("y", "x", "x", default="soms")):
        with pytest.raises(KindClash):
            by_name([SOFT, wrong])


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T09:00+00:00", "2026-11-23T10:00"),  # Monday 10.00 itself, winter
        ("2026-11-23T08:59+00:00", "2026-11-16T10:00"),
        ("2026-11-29T22:59+00:00", "2026-11-23T10:00"),  # Sunday evening
        ("2026-06-01T08:00+00:00", "2026-06-01T10:00"),  # summer: two hours before UTC
        ("2026-06-01T07:59+00:00", "2026-05-25T10:00"),
        ("2026-10-26T08:30+00:00", "2026-10-19T10:00"),  # the Monday after the clock went back
    ],
)
def test_the_week_turns_on_monday_at_ten(at: str, expected: str) -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    assert digest_moment(datetime.fromisoformat(at)) == datetime.fromisoformat(expected).replace(tzinfo=amsterdam)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_the_turn_is_never_ahead_nor_more_than_a_week_back(at: datetime) -> None:
    moment = digest_moment(at)
    local = moment.astimezone(ZoneInfo("Europe/Amsterdam"))
    assert moment <= at < moment + timedelta(days=7, hours=1)
    assert (local.weekday(), local.hour, local.minute) == (0, 10, 0)
