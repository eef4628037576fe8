"""Forms of the agenda: text in, values or Dutch sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from wtforms.validators import Optional, ValidationError

from hub.agenda.rules import access, addresses, days, moments, points
from hub.circles.models import Circle
from hub.core.forms import Choice, Choices, Day, HubForm, LongText, Number, Pick, Text, TimeOfDay, YesNo
from hub.core.text import N_, translated

TITLE_NEEDED = N_("Schrijf een titel. Daaraan herkennen mensen de bijeenkomst.")


class WhatForm(HubForm):
    """What it is."""

    title = Text(N_("Titel"), most=70, required=TITLE_NEEDED, hint=N_("Kort, zoals 'Wandelen en bijpraten in Zwolle'."))
    source = LongText(
        N_("Hoe wordt het?"),
        most=4000,
        rows=8,
        hint=N_("Wat gaan jullie doen? Wat hoeft niet? Noem geen namen van deelnemers."),
    )


class MomentsForm(HubForm):
    """A begin and an end on one day, in Dutch time."""

    day = Day(N_("Dag"), required=N_("Kies een dag."))
    begins = TimeOfDay(N_("Begin"), required=N_("Vul in hoe laat het begint."))
    ends = TimeOfDay(N_("Einde"), required=N_("Vul in hoe laat het klaar is."))

    starts_at: datetime
    ends_at: datetime

    def validate(self, extra_validators: object = None) -> bool:
        """Turn local times into moments, and say it where the clock or the order does not allow them."""
        if super().validate(extra_validators):
            self.settle()
        return not self.problems()

    def settle(self) -> None:
        """Turn what was typed into moments, or say what is wrong with it."""
        starts_at = moments.moment_of(self.day.data, self.begins.data)
        ends_at = moments.moment_of(self.day_of_end(), self.ends.data)
        if starts_at is None or ends_at is None:
            self.refuse("ends" if starts_at else "begins", moments.SKIPPED)
        elif reason := moments.why_not_between(starts_at, ends_at):
            self.refuse("ends", reason)
        else:
            self.starts_at, self.ends_at = starts_at, ends_at

    def day_of_end(self) -> date:
        """The day it ends on."""
        found: date = self.day.data
        return found


class WhenForm(MomentsForm):
    """When a gathering is, in hours or in whole days; it may last longer than a day."""

    last_day = Day(N_("Laatste dag"), hint=N_("Alleen als het langer dan 1 dag duurt."))
    whole_day = YesNo(N_("Dit duurt de hele dag"), hint=N_("Dan vul je geen begin en einde in."))

    def validate(self, extra_validators: object = None) -> bool:
        """A whole day has no times: what stands there does not count."""
        for field in (self.begins, self.ends) if self.whole_day.data else ():
            field.validators, field.process_errors = (Optional(),), []
        return super().validate(extra_validators)

    def settle(self) -> None:
        """The moments between which whole days lie, or those of the times."""
        if not self.whole_day.data:
            super().settle()
        elif reason := days.why_not_days(self.day.data, self.day_of_end()):
            self.refuse("last_day", reason)
        else:
            self.starts_at, self.ends_at = days.span_of(self.day.data, self.day_of_end())

    def day_of_end(self) -> date:
        """The last day, or the only one."""
        found: date = self.last_day.data or self.day.data
        return found


class NewForm(WhatForm, WhenForm):
    """A new gathering begins with what it is and when."""

    sent_once = True


class PlaceForm(HubForm):
    """Where it is: a place, online, or both; and who reads the address."""

    form = Choice(
        N_("Hoe komen jullie samen?"),
        required=N_("Kies hoe jullie samenkomen."),
        choices=[
            ("place", N_("Op een plek")),
            ("online", N_("Online")),
            ("hybrid", N_("Op een plek, en online kan ook")),
        ],
    )
    venue = Text(N_("Naam van de plek"), most=100, hint=N_("Zoals 'Buurthuis De Schakel, zaal 2'."))
    street = Text(N_("Straat en nummer"), most=100)
    town = Text(N_("Plaats"), most=80)
    province = Pick(N_("Provincie"))
    point = Text(
        N_("Punt op de kaart"),
        most=60,
        hint=N_(
            "Twee getallen, zoals 52,0907 5,1214. Zoek de plek in een kaart op internet. Klik er met de rechterknop op, of houd "
            "je vinger erop. Dan zie je ze. Ze staan alleen in agenda's als iedereen de bijeenkomst en het adres mag zien."
        ),
    )
    address_for = Choice(
        N_("Wie ziet het adres?"),
        choices=list(addresses.SHOWN_TO.items()),
        hint=N_("Het adres is de naam van de plek en de straat. Wie de bijeenkomst ziet, ziet altijd de plaats en de provincie."),
    )
    link = Text(
        N_("Link om online mee te doen"),
        most=500,
        hint=N_("Alleen wie ja of misschien zegt, kan deze link openen. Je kunt hem later invullen."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """A place has a town and a province."""
        sound = super().validate(extra_validators)
        if self.form.data in ("place", "hybrid"):
            if not self.town.data:
                self.refuse("town", N_("Vul in in welke plaats het is."))
            if not self.province.data:
                self.refuse("province", N_("Kies een provincie."))
            if not self.address_for.data:
                self.refuse("address_for", N_("Kies wie het adres ziet."))
        return sound and not self.problems()

    def validate_point(self, field: Text) -> None:
        """Two numbers, somewhere in the country."""
        if field.data and (reason := points.why_not_point(field.data)):
            raise ValidationError(field.gettext(reason))

    def validate_link(self, field: Text) -> None:
        """A meeting link is an https address."""
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname or any(letter.isspace() for letter in field.data):
            raise ValidationError(field.gettext(N_("Dit is geen link. Een link begint met https://")))


class MoveForm(WhenForm, PlaceForm):
    """When and where an open gathering will be instead."""


class ThemesForm(HubForm):
    """What it is about and how many can come."""

    themes = Choices(N_("Thema's"), hint=N_("Zo vinden mensen de bijeenkomst. Kies er hooguit 3."))
    places = Number(N_("Hoeveel plekken zijn er?"), low=1, high=2000, hint=N_("Laat leeg als er geen grens is."))

    def validate_themes(self, field: Choices) -> None:
        """A few say more than many."""
        if len(field.data or ()) > 3:
            raise ValidationError(field.gettext(N_("Kies hooguit 3 thema's.")))


class AccessForm(HubForm):
    """What one wants to know of a place before going there."""

    def facts(self) -> dict[str, dict[str, str]]:
        """What was filled in, without what is not known."""
        found = {}
        for fact in access.FACTS:
            answer, text = self[fact.code].data or "unknown", self[f"{fact.code}_text"].data or ""
            if answer != "unknown" or text:
                found[fact.code] = {"answer": answer, "text": text}
        return found

    def rows(self) -> list[tuple[access.Fact, Any, Any]]:
        """Each question with its two fields, for the page."""
        return [(fact, self[fact.code], self[f"{fact.code}_text"]) for fact in access.FACTS]


for _fact in access.FACTS:
    setattr(AccessForm, _fact.code, Pick(N_("Is dit er?"), choices=list(access.ANSWERS), default="unknown"))
    setattr(AccessForm, f"{_fact.code}_text", Text(N_("Toelichting"), most=160))


class OpenForm(HubForm):
    """For whom a gathering is opened."""

    audience = Choice(N_("Wie ziet deze bijeenkomst?"), required=N_("Kies wie de bijeenkomst ziet."))
    to = Choices(N_("Wie kies je?"))

    def validate(self, extra_validators: object = None) -> bool:
        """'Chosen' names somebody."""
        sound = super().validate(extra_validators)
        if self.audience.data == "chosen" and not self.to.data:
            self.refuse("to", N_("Kies minstens 1 kring of je contacten."))
        return sound and not self.problems()

    def offer(self, circles: Sequence[Circle]) -> None:
        """What this member can choose from."""
        self.audience.choices = [
            ("public", translated(N_("Iedereen, ook buiten het netwerk"))),
            ("members", translated(N_("Alle leden"))),
            ("chosen", translated(N_("Kringen of contacten die ik kies"))),
        ]
        self.to.choices = [
            ("contacts", translated(N_("Mijn contacten"))),
            *((circle.public_id, circle.name) for circle in circles),
        ]

    def chosen(self, circles: Sequence[Circle]) -> tuple[bool, tuple[int, ...]]:
        """Contacts or not, and the keys of the chosen circles."""
        if self.audience.data != "chosen":
            return False, ()
        to = set(self.to.data or ())
        return "contacts" in to, tuple(circle.id for circle in circles if circle.public_id in to)


class ItemForm(MomentsForm):
    """One part of a programme."""

    sent_once = True

    title = Text(N_("Naam van dit onderdeel"), most=100, required=N_("Geef dit onderdeel een naam."))
    about = LongText(N_("Waar gaat het over?"), most=1500, rows=4)
    topic = Text(N_("Onderwerp in een paar woorden"), most=60)
    municipality = Text(N_("Gemeente"), most=60, hint=N_("Als het over één gemeente gaat."))


class PlainForm(HubForm):
    """Only a button: the page around it says what will happen."""


class AnswerForm(HubForm):
    """Yes, maybe or no."""

    answer = Choice(
        N_("Kom je?"),
        required=N_("Kies ja, misschien of nee."),
        choices=[("yes", N_("Ja, ik kom")), ("maybe", N_("Misschien")), ("no", N_("Nee, ik kom niet"))],
    )


class CancelForm(HubForm):
    """Why it does not go on, in one sentence that everybody may read."""

    note = Text(
        N_("Waarom gaat het niet door?"),
        most=200,
        required=N_("Schrijf één zin. Wie zich aanmeldde, leest die."),
        hint=N_("Eén zin. Je hoeft niets over jezelf te vertellen."),
    )


class SubscriptionForm(HubForm):
    """A new calendar link of one's own."""

    sent_once = True

    name = Text(
        N_("Naam van dit abonnement"),
        most=40,
        required=N_("Geef het een naam, zoals 'telefoon'."),
        hint=N_("Zoals 'telefoon' of 'laptop'. Alleen jij ziet deze naam."),
    )
    detail = Choice(
        N_("Wat staat er in je agenda?"),
        required=N_("Kies wat er in je agenda staat."),
        default="discreet",
        choices=[
            ("discreet", N_("Alleen 'Netwerk-afspraak' met de tijd en een link")),
            ("rich", N_("De titel, de plek en de tekst")),
        ],
    )
