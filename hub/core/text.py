"""Words: marking for translation, Dutch dates and times, keys for sorting and searching."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as translated

from hub.core.clock import AMSTERDAM

__all__ = ["N_", "day", "moment", "month", "plain", "short_day", "slug", "sort_key", "time_of_day", "translated"]

HIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")


def N_(text: str) -> str:
    """Mark a sentence for translation where there is no request yet; it is translated at the edge."""
    return text


def day(moment: datetime | date) -> str:
    """'vrijdag 27 november 2026', as it is in Amsterdam."""
    return str(format_date(_local(moment), "EEEE d MMMM y", rebase=False))


def short_day(moment: datetime | date) -> str:
    """'vr 27 nov', for narrow places."""
    return str(format_date(_local(moment), "EEE d MMM", rebase=False)).replace(".", "")


def month(moment: datetime | date) -> str:
    """'november 2026', as it is in Amsterdam."""
    return str(format_date(_local(moment), "LLLL y", rebase=False))


def time_of_day(moment: datetime) -> str:
    """'10 uur' or '16.30 uur', as it is in Amsterdam."""
    local = moment.astimezone(AMSTERDAM)
    return f"{local.hour} uur" if not local.minute else f"{local.hour}.{local.minute:02d} uur"


def moment(moment: datetime) -> str:
    """'vrijdag 27 november 2026, 16.30 uur'."""
    return f"{day(moment)}, {time_of_day(moment)}"


def _local(moment: datetime | date) -> date:
    return moment.astimezone(AMSTERDAM).date() if isinstance(moment, datetime) else moment


def plain(text: str) -> str:
    """Lower case without accents: for searching."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """What a list is sorted by: no accents, no case, only letters and figures."""
    return re.sub(r"[^a-z0-9]+", " ", plain(text)).strip()


def slug(text: str) -> str:
    """'Geld en regels' becomes 'geld-en-regels'."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")
