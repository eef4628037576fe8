"""Calendar text: golden bytes, any Unicode, both clock changes, and readers that know nothing of us."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from hub.core import ical
from hub.core.ical import CalendarHead, Entry, Status

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEAD = CalendarHead(name="Peerhuis, agenda", url="https://peerhuis.example/agenda")
CHANGED = datetime(2026, 3, 2, 8, 15, 30, 999, tzinfo=UTC)


def entry(**changes) -> Entry:
    facts = {
        "uid": "5a1c9a1e-7d3b-4c55-9e0e-2f6d2f6f0a01",
        "sequence": 2,
        "changed_at": CHANGED,
        "starts_at": datetime(2026, 7, 3, 8, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 7, 3, 10, 30, tzinfo=UTC),
        "title": "Zomerpicknick",
        "url": "https://peerhuis.example/e/abcdefghij234567kmno",
    }
    return Entry(**(facts | changes))


def of_local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, fold=fold, tzinfo=AMSTERDAM).astimezone(UTC)


def only_event(data: bytes):
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


GOLDEN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Peerhuis//Agenda//NL
CALSCALE:GREGORIAN
NAME:Peerhuis\\, agenda
X-WR-CALNAME:Peerhuis\\, agenda
X-WR-TIMEZONE:Europe/Amsterdam
REFRESH-INTERVAL;VALUE=DURATION:PT4H
X-PUBLISHED-TTL:PT4H
COLOR:darkolivegreen
URL:https://peerhuis.example/agenda
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:winter
DTSTAMP:20260302T081530Z
LAST-MODIFIED:20260302T081530Z
SEQUENCE:0
DTSTART;VALUE=DATE:20260206
DTEND;VALUE=DATE:20260208
SUMMARY:Twee dagen werken
DESCRIPTION:https://peerhuis.example/e/winter
URL:https://peerhuis.example/e/winter
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:5a1c9a1e-7d3b-4c55-9e0e-2f6d2f6f0a01
DTSTAMP:20260302T081530Z
LAST-MODIFIED:20260302T081530Z
SEQUENCE:2
DTSTART;TZID=Europe/Amsterdam:20260703T100000
DTEND;TZID=Europe/Amsterdam:20260703T123000
SUMMARY:Vervallen: Zomerpicknick\\; één met thee\\, koffie en C:\\\\Nieuw
DESCRIPTION:Kom **niet** te laat.\\n- één\\n- twee (https://x.example)\\nLi
 ft: ja. Rustruimte: ja.\\nDeelnemen: https://peerhuis.example/e/abcdefghij2
 34567kmno/join\\nhttps://peerhuis.example/e/abcdefghij234567kmno
LOCATION:Huis van de wijk\\, Kade 1\\, Utrecht
GEO:52.09;5.12
URL:https://peerhuis.example/e/abcdefghij234567kmno
CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Deelnemen:https://peerhuis.
 example/e/abcdefghij234567kmno/join
STATUS:CANCELLED
TRANSP:TRANSPARENT
CATEGORIES:samen werken,eten drinken
CLASS:PUBLIC
END:VEVENT
END:VCALENDAR
"""


def golden_entries() -> list[Entry]:
    page = "https://peerhuis.example/e/abcdefghij234567kmno"
    return [
        entry(
            title="Zomerpicknick; één met thee, koffie en C:\\Nieuw\x00\u2028",
            description="Kom \\*\\*niet\\*\\* te laat.\r\n\r\n- *één*\r\n- [twee](https://x.example)\r\n",
            access="Lift: ja.\nRustruimte: ja.",
            location="Huis van de wijk, Kade 1, Utrecht",
            geo=(52.09, 5.12),
            conference_url=f"{page}/join",
            status=Status.CANCELLED,
            categories=("samen werken", "eten, drinken", ","),
            public=True,
        ),
        entry(
            uid="winter",
            sequence=0,
            title="Twee dagen werken",
            starts_at=date(2026, 2, 6),
            ends_at=date(2026, 2, 8),
            url="https://peerhuis.example/e/winter",
        ),
    ]


def test_a_feed_is_exactly_these_bytes():
    head = CalendarHead(name=HEAD.name, url=HEAD.url, color="darkolivegreen")
    assert ical.calendar_bytes(head, golden_entries()) == GOLDEN.replace("\n", "\r\n").encode()


def test_entries_that_were_kept_as_bytes_give_the_same_feed():
    in_order = sorted(golden_entries(), key=ical.sort_key)
    kept = [ical.entry_bytes(one) for one in in_order]
    assert ical.joined(HEAD, kept) == ical.calendar_bytes(HEAD, golden_entries())


def test_an_empty_feed_keeps_its_time_zone():
    data = ical.calendar_bytes(HEAD, [])
    assert ical.VTIMEZONE in data
    assert data.endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")
    assert not Calendar.from_ical(data).walk("VEVENT")


def test_a_single_file_has_no_calendar_name_and_no_method():
    data = ical.single_bytes(entry())
    for name in (b"NAME:", b"X-WR-CALNAME", b"METHOD", b"REFRESH-INTERVAL", b"X-WR-TIMEZONE"):
        assert b"\r\n" + name not in data
    assert data.index(b"BEGIN:VTIMEZONE") < data.index(b"BEGIN:VEVENT")
    assert ical.entry_bytes(entry()) in data
    assert str(only_event(data)["summary"]) == "Zomerpicknick"


def test_nothing_names_people_or_sets_alarms():
    data = ical.calendar_bytes(HEAD, golden_entries())
    for name in (b"ORGANIZER", b"ATTENDEE", b"CONTACT", b"VALARM", b"METHOD", b"X-ALT-DESC"):
        assert name not in data


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({}, False),
        ({"transparent": True}, True),
        ({"status": Status.TENTATIVE}, True),
        ({"status": Status.CANCELLED}, True),
        ({"starts_at": date(2026, 7, 3), "ends_at": date(2026, 7, 4)}, True),
    ],
)
def test_what_does_not_fill_the_day_is_transparent(changes, free):
    event = only_event(ical.single_bytes(entry(**changes)))
    assert event["transp"] == ("TRANSPARENT" if free else "OPAQUE")


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": datetime(2026, 7, 3, 8, 0, tzinfo=UTC)},
        {"ends_at": date(2026, 7, 4)},
        {"starts_at": date(2026, 7, 3)},
        {"starts_at": datetime(2026, 7, 3, 8, 0)},
        {"changed_at": datetime(2026, 7, 3, 8, 0)},
        {"sequence": -1},
        {"starts_at": date(2026, 7, 4), "ends_at": date(2026, 7, 4)},
    ],
)
def test_an_entry_that_readers_would_read_differently_is_refused(changes):
    with pytest.raises(ValueError, match="."):
        entry(**changes)


def test_a_title_of_nothing_but_control_characters_still_has_words():
    event = only_event(ical.single_bytes(entry(title="\x07\u2029 \x00")))
    assert str(event["summary"]) == "Netwerk-afspraak"


# Both clock changes of 2026 (29 March and 25 October), and the days around them.
MOMENTS = [
    of_local(2026, 3, 28, 14, 0),
    of_local(2026, 3, 29, 1, 30),
    of_local(2026, 3, 29, 3, 0),
    of_local(2026, 3, 30, 9, 0),
    of_local(2026, 10, 24, 23, 30),
    of_local(2026, 10, 25, 1, 59),
    of_local(2026, 10, 25, 2, 0),
    of_local(2026, 10, 25, 3, 0),
    of_local(2026, 12, 31, 23, 0),
    of_local(2031, 7, 1, 12, 0),
]


@pytest.mark.parametrize("start", MOMENTS)
@pytest.mark.parametrize("hours", [0.5, 6])
def test_independent_readers_see_the_moment_that_was_meant(start, hours):
    end = start + timedelta(hours=hours)
    data = ical.calendar_bytes(HEAD, [entry(starts_at=start, ends_at=end)])
    seen = recurring_ical_events.of(Calendar.from_ical(data)).between(start - timedelta(minutes=5), end + timedelta(minutes=5))
    assert [(one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in seen] == [(start, end)]
    event = vobject.readOne(data.decode()).vevent
    assert event.dtstart.value.astimezone(UTC) == start
    assert event.dtend.value.astimezone(UTC) == end


@pytest.mark.parametrize("hours", [0.5, 2])
def test_the_second_of_two_equal_hours_in_autumn_is_not_the_first(hours):
    start = of_local(2026, 10, 25, 2, 30, fold=1)
    end = start + timedelta(hours=hours)
    data = ical.calendar_bytes(HEAD, [entry(starts_at=start, ends_at=end)])
    assert b"DTSTART:20261025T013000Z" in data
    event = only_event(data)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (start, end)
    other = vobject.readOne(data.decode()).vevent
    assert other.dtstart.value.astimezone(UTC) == start
    assert other.dtend.value.astimezone(UTC) == end


def test_a_meeting_in_summer_and_in_winter_keeps_its_local_hour():
    for month in (1, 7):
        start = of_local(2026, month, 5, 10, 0)
        data = ical.entry_bytes(entry(starts_at=start, ends_at=start + timedelta(hours=1)))
        assert f"DTSTART;TZID=Europe/Amsterdam:20260{month}05T100000".encode() in data


@pytest.mark.parametrize("first", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_whole_days_over_a_clock_change_stay_days(first):
    days = entry(starts_at=first, ends_at=first + timedelta(days=2))
    data = ical.calendar_bytes(HEAD, [days])
    event = vobject.readOne(data.decode()).vevent
    assert (event.dtstart.value, event.dtend.value) == (first, first + timedelta(days=2))
    calendar = recurring_ical_events.of(Calendar.from_ical(data))
    assert len(calendar.at(first)) == len(calendar.at(first + timedelta(days=1))) == 1
    assert calendar.at(first + timedelta(days=2)) == []


def test_entries_stand_in_order_of_start_then_uid():
    early = entry(uid="z", starts_at=date(2026, 7, 3), ends_at=date(2026, 7, 4))
    data = ical.calendar_bytes(HEAD, [entry(uid="b"), entry(uid="a"), early])
    assert re.findall(rb"\r\nUID:(\w+)", data) == [b"z", b"a", b"b"]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Eerste regel\nvervolg\n\nTweede alinea", "Eerste regel\nvervolg\n\nTweede alinea"),
        ("# Kop\n\n1. een\n2. twee\n   - drie", "Kop\n1. een\n2. twee\n- drie"),
        ("**vet** en *schuin* en `code`", "vet en schuin en code"),
        ("[hier](https://x.example/a,b)", "hier (https://x.example/a,b)"),
        ("<https://x.example>", "https://x.example"),
        ("<a@x.example>", "a@x.example"),
        ("<script>alert(1)</script> &amp; meer", "<script>alert(1)</script> & meer"),
        ("    vier\n\n```\nvijf\n```", "vier\n\nvijf"),
        ("![plaatje](https://x.example/a.png)", "plaatje"),
        ("een\x0btwee\u2028drie\x85\ufeff\ud800", "eentweedrie"),
        ("> citaat\n\n---\n\n", "citaat"),
        ("", ""),
    ],
)
def test_markdown_becomes_plain_lines(markdown, plain):
    assert ical.plain_text(markdown) == plain


def test_a_tag_name_never_holds_what_readers_split_at():
    data = ical.entry_bytes(entry(categories=("a,b", "c;d", "e\\n", "  ")))
    assert b"\r\nCATEGORIES:a b,c d,e n\r\n" in data


def assert_well_formed(data: bytes) -> None:
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    for line in lines:
        assert line.strip()
        assert len(line) <= 75
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line.decode())
    assert len(data.decode().splitlines()) == len(lines)


def texts_as_written(data: bytes, name: str) -> list[str]:
    """A reader of its own: unfold, find the property, undo each escape from left to right."""
    unfolded = data.decode().replace("\r\n ", "")
    values = [line.partition(":")[2] for line in unfolded.split("\r\n") if line.startswith(f"{name}:")]
    return [re.sub(r"\\(.)", lambda hit: "\n" if hit[1] in "nN" else hit[1], v) for v in values]


ANY_TEXTS = {"title": st.text(), "location": st.text(), "tag": st.text(max_size=30)}


@given(**ANY_TEXTS)
def test_any_text_gives_sound_lines_and_comes_back(title, location, tag):
    assert_comes_back(title, location, tag)


@pytest.mark.deep
@settings(max_examples=1000, deadline=None)
@given(**ANY_TEXTS)
def test_a_thousand_texts_give_sound_lines_and_come_back(title, location, tag):
    assert_comes_back(title, location, tag)


def assert_comes_back(title: str, location: str, tag: str) -> None:
    one = entry(title=title, location=location, categories=(tag,))
    data = ical.calendar_bytes(CalendarHead(name=title, url=HEAD.url), [one])
    assert_well_formed(data)
    expected = ical.one_line(title) or "Netwerk-afspraak"
    assert texts_as_written(data, "SUMMARY") == [expected]
    assert texts_as_written(data, "X-WR-CALNAME") == [ical.one_line(title)]
    assert only_event(data)["uid"] == one.uid


@given(title=st.text(min_size=1), description=st.text())
def test_any_text_is_read_back_by_other_readers(title, description):
    # The readers themselves misread an escaped backslash before an n.
    assume("\\" not in title)
    data = ical.single_bytes(entry(title=title, description=description))
    assert_well_formed(data)
    expected = ical.one_line(title) or "Netwerk-afspraak"
    assert str(only_event(data)["summary"]) == expected
    assert vobject.readOne(data.decode()).vevent.summary.value == expected
    lines = texts_as_written(data, "DESCRIPTION")[0].split("\n")
    assert lines[-1] == "https://peerhuis.example/e/abcdefghij234567kmno"


@given(
    start=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 12, 31)),
    length=st.integers(min_value=1, max_value=60 * 36),
)
def test_any_moment_comes_back(start, length):
    begin = start.replace(microsecond=0, tzinfo=UTC)
    end = begin + timedelta(minutes=length)
    event = only_event(ical.calendar_bytes(HEAD, [entry(starts_at=begin, ends_at=end)]))
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (begin, end)
