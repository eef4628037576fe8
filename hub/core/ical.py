"""Calendar text (RFC 5545) as bytes: pure functions, so that the same entry gives the same bytes everywhere.

What stands here was chosen because every calendar app must read it alike:
one VTIMEZONE written by hand with yearly rules, local times with a TZID, no
METHOD, no names or addresses of people, and stamps that come from the stored
change and never from the clock.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Parameters
from icalendar.prop import vText
from markdown_it import MarkdownIt
from markdown_it.token import Token

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PRODUCT = "-//Peerhuis//Agenda//NL"
REFRESH = timedelta(hours=4)
CANCELLED_PREFIX = "Vervallen: "
FALLBACK_TITLE = "Netwerk-afspraak"

# Yearly rules, not lists of dates: some readers take only one RDATE per line
# and then have winter time all year.
VTIMEZONE = (
    "\r\n".join(
        """\
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
""".splitlines()
    ).encode()
    + b"\r\n"
)

_CLOSING = b"END:VCALENDAR\r\n"
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_SPACES = re.compile(r"\s+")


class Status(StrEnum):
    """How sure it is that the entry takes place."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class CalendarHead:
    """What a whole calendar says about itself."""

    name: str
    url: str
    color: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One VEVENT. Times are aware UTC; whole days are dates, the end being the day after the last."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime | date
    ends_at: datetime | date
    title: str
    url: str
    description: str = ""
    access: str = ""
    location: str = ""
    location_note: str = ""
    geo: tuple[float, float] | None = None
    conference_url: str | None = None
    status: Status = Status.CONFIRMED
    transparent: bool = False
    categories: tuple[str, ...] = ()
    public: bool = False

    def __post_init__(self) -> None:
        """Refuse what a calendar app would read in its own way."""
        moments = (self.starts_at, self.ends_at)
        timed = [moment for moment in moments if isinstance(moment, datetime)]
        if len(timed) == 1:
            raise ValueError("start and end must both be moments or both be days")
        if any(moment.utcoffset() is None for moment in (*timed, self.changed_at)):
            raise ValueError("a moment without a zone means another time for every reader")
        if self.ends_at <= self.starts_at:
            raise ValueError("the end must come after the start")
        if self.sequence < 0:
            raise ValueError("a sequence starts at 0")

    @property
    def whole_days(self) -> bool:
        """True if the entry fills days instead of hours."""
        return not isinstance(self.starts_at, datetime)


class _ExactText(vText):
    r"""TEXT with each special character escaped once.

    The library's own writer turns a backslash followed by N into a line
    break, so that "C:\Nieuw" would lose its letter.
    """

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def calendar_bytes(head: CalendarHead, entries: Iterable[Entry]) -> bytes:
    """A whole calendar: its head, the time zone, then the entries by start and UID."""
    return joined(head, (entry_bytes(entry) for entry in sorted(entries, key=sort_key)))


def joined(head: CalendarHead, blocks: Iterable[bytes]) -> bytes:
    """A whole calendar around entries that were written before and are already in order."""
    return b"".join((_head_bytes(head), VTIMEZONE, *blocks, _CLOSING))


def single_bytes(entry: Entry) -> bytes:
    """A file with one entry and no calendar name, else apps add a whole new calendar for it."""
    return b"".join((_opening(_calendar()), VTIMEZONE, entry_bytes(entry), _CLOSING))


def sort_key(entry: Entry) -> tuple[datetime, str]:
    """Order in a calendar: by start, then UID."""
    start = entry.starts_at
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(), AMSTERDAM)
    return start.astimezone(UTC), entry.uid


def entry_bytes(entry: Entry) -> bytes:
    """One VEVENT as bytes; the same entry always gives the same bytes."""
    cancelled = entry.status is Status.CANCELLED
    event = Event()
    event.add("uid", _text(entry.uid))
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _moment(entry.starts_at))
    event.add("dtend", _moment(entry.ends_at))
    title = one_line(entry.title) or FALLBACK_TITLE
    event.add("summary", _text(CANCELLED_PREFIX + title if cancelled else title))
    event.add("description", _text(_description(entry)))
    if location := one_line(entry.location):
        event.add("location", _text(location))
    if entry.geo:
        event.add("geo", (float(entry.geo[0]), float(entry.geo[1])))
    event.add("url", entry.url)
    if entry.conference_url:
        event.add("conference", entry.conference_url, parameters=_conference_parameters())
    event.add("status", entry.status.value)
    free = entry.transparent or entry.whole_days or entry.status is not Status.CONFIRMED
    event.add("transp", "TRANSPARENT" if free else "OPAQUE")
    if categories := [name for name in map(_category, entry.categories) if name]:
        event.add("categories", categories)
    if entry.public:
        event.add("class", "PUBLIC")
    return _written(event)


def plain_text(markdown: str) -> str:
    """Markdown as text for a calendar app: no tags or entities, LF between lines."""
    text = ""
    mark = ""
    for token in _MARKDOWN.parse(_without_controls(markdown)):
        if token.type == "list_item_open":
            mark += f"{token.info}{token.markup} " if token.info else "- "
        elif token.type in {"inline", "fence", "code_block"}:
            words = _inline_text(token.children) if token.children else token.content.strip()
            text += ("\n" if mark else "\n\n") + mark + words
            mark = ""
    return text.strip()


def one_line(text: str) -> str:
    """Text without control characters, on one line."""
    return _SPACES.sub(" ", _without_controls(text)).strip()


def _description(entry: Entry) -> str:
    """The entry's text, then facts one a line, and at the end the address of its page."""
    parts = [plain_text(entry.description), one_line(entry.access), one_line(entry.location_note)]
    if entry.conference_url:
        parts.append(f"Deelnemen: {entry.conference_url}")
    parts.append(entry.url)
    return "\n".join(part for part in parts if part)


def _inline_text(tokens: list[Token]) -> str:
    """The words of one paragraph; a link keeps its address behind its words."""
    written: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((len(written), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            begin, address = links.pop()
            words = "".join(written[begin:])
            if address and address.removeprefix("mailto:") != words:
                written.append(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            written.append("\n")
        else:
            written.append(token.content)
    return "".join(written).strip()


def _without_controls(text: str) -> str:
    """Text without what breaks lines or files: controls, U+2028/9, lone surrogates, byte order marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in text if char == "\n" or not _breaks(char)).strip()


def _breaks(char: str) -> bool:
    return char == "\ufeff" or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}


def _text(text: str) -> _ExactText:
    return _ExactText(_without_controls(text))


def _category(name: str) -> str:
    """A tag name without characters that some readers split at."""
    return one_line(re.sub(r"[,;\\]", " ", name))


def _moment(moment: datetime | date) -> datetime | date:
    """Dutch local time; the second of two equal hours in autumn has no local name and stays in UTC."""
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(AMSTERDAM)
    first = local.replace(fold=0)
    return local if first.utcoffset() == local.utcoffset() else moment.astimezone(UTC)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _head_bytes(head: CalendarHead) -> bytes:
    name = _text(one_line(head.name))
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", AMSTERDAM.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    if head.color:
        calendar.add("color", head.color)
    calendar.add("url", head.url)
    return _opening(calendar)


def _opening(calendar: Calendar) -> bytes:
    return _written(calendar).removesuffix(_CLOSING)


def _conference_parameters() -> Parameters:
    """FEATURE as a list: as one string the library would quote it as one value."""
    return Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Deelnemen"})


def _written(component: Component) -> bytes:
    """Bytes in the order in which the properties were added."""
    data: bytes = component.to_ical(sorted=False)
    return data
