"""Which kind of calendar app asks, from what it says of itself; nothing else of it is kept."""

from functools import lru_cache

from hub.core.text import N_

_KINDS = (
    ("google-calendar-importer", N_("Google Agenda")),
    ("googlebot", N_("Google Agenda")),
    ("icsx5", N_("ICSx5")),
    ("davx5", N_("DAVx5")),
    ("thunderbird", N_("Thunderbird")),
    ("nextcloud", N_("Nextcloud")),
    ("home assistant", N_("Home Assistant")),
    ("vdirsyncer", N_("vdirsyncer")),
    ("microsoft office", N_("Outlook")),
    ("outlook", N_("Outlook")),
    ("microsoft.exchange", N_("Outlook")),
    ("exchange", N_("Outlook")),
    ("dataaccessd", N_("Apple Agenda")),
    ("calendaragent", N_("Apple Agenda")),
    ("ios/", N_("Apple Agenda")),
    ("macos/", N_("Apple Agenda")),
    ("mac os x/", N_("Apple Agenda")),
    ("mozilla", N_("een webbrowser")),
)
OTHER = N_("een andere agenda-app")


@lru_cache(maxsize=256)
def kind_of_client(said: str) -> str:
    """A plain name for the kind of app, from the User-Agent header."""
    lowered = said.lower()
    return next((name for part, name in _KINDS if part in lowered), OTHER)
