"""The moderators' desk of the made-up network: a report that waits, and one that was decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.audience.rules import Audience
from hub.members.models import Member
from hub.moderation.actions.deciding import decide
from hub.moderation.actions.handling import claim
from hub.moderation.actions.reporting import Told, send
from hub.moderation.models import Report
from hub.moderation.queries.things import copy_of
from hub.moderation.rules.deciding import WARN, Ruling
from hub.profiles.actions import save_field
from hub.profiles.queries.own import value_of


class NothingSeen(Exception):
    """The reporter does not see the profile they report."""


def make_reports(made: dict[str, Member], at: datetime) -> None:
    """Somebody's sentence gave a client away; the report about it was decided. Another report waits since this morning."""
    tessa = made["tessa"]
    now = value_of(tessa, "sentence")
    sentence = now.text if now else ""
    save_field(tessa, "sentence", _SENTENCE, [], Audience("members"), at - timedelta(days=6))
    report = _sent(made["esmee"], tessa, Told("sentence", "privacy", _GAVE_AWAY, "soon", True), at - timedelta(days=5))
    claim(report, made["ingrid"], at - timedelta(days=4, hours=20))
    decide(report, made["ingrid"], Ruling(WARN, _WHY, _FACTS, house_rule=1), at - timedelta(days=4, hours=19))
    save_field(tessa, "sentence", sentence, [], Audience("members"), at - timedelta(days=4))
    told = Told("whole", "other", _ADVERTISES, "calm", True)
    _sent(made["hanna"], made["olaf"], told, at - timedelta(hours=5))


def _sent(reporter: Member, about: Member, told: Told, at: datetime) -> Report:
    copied = copy_of(reporter, "profile", about.public_id)
    if copied is None:
        raise NothingSeen(about.name)
    return send(reporter, "profile", about.public_id, copied, told, at)


_SENTENCE = "Ik geef training aan teams die vastzitten, zoals het wijkteam in Purmerend waar de leidster huilend wegliep."
_GAVE_AWAY = "Ik werk in Purmerend. Iedereen hier weet meteen over wie dit gaat. Ik denk dat zij dat niet weet."
_FACTS = "In je zin stond een gemeente, en wat een deelnemer daar overkwam. Mensen uit die plaats konden haar herkennen."
_WHY = (
    "Over cliënten schrijven we niets waaraan je ze kunt herkennen. Met plaats en gebeurtenis samen kan dat wel. "
    "Je hebt de zin zelf al veranderd. Daarmee is het voor ons klaar."
)
_ADVERTISES = (
    "Ik sta pas kort in de ledenlijst. Nu stuurde hij me een aanbod om mijn boekhouding door te rekenen. "
    "Ik vind het niet erg, maar ik weet niet of dit de bedoeling is."
)
