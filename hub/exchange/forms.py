"""Forms of the exchange: text in, values or Dutch sentences out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.core import personal
from hub.core.checked import Impersonal
from hub.core.forms import Choice, Choices, Day, HubForm, LongText, Number, Pick, Text
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.exchange.rules import access, answering, life, moments, wording

ANY = N_("Maakt niet uit")

# What belongs to one person and never to an assignment; a date or the page of an organisation may stand there.
OF_A_PERSON = frozenset({personal.CITIZEN_NUMBER, personal.IBAN, personal.BIRTH})


class WhatForm(HubForm):
    """What it is, for whom, and whether the poster has an interest of their own."""

    title = Text(
        N_("Titel"),
        most=life.MOST_TITLE,
        checks=[Impersonal(OF_A_PERSON)],
        required=N_("Schrijf een titel. Daaraan herkennen mensen de opdracht."),
        hint=N_("Kort, zoals 'Training geven over brieven'."),
    )
    about = LongText(
        N_("Wat is er te doen?"),
        most=life.MOST_ABOUT,
        rows=8,
        required=N_("Schrijf wat er te doen is."),
        hint=N_("Wat doet iemand? Met wie? Noem geen namen van anderen en niets over een cliënt."),
        checks=[Impersonal(OF_A_PERSON)],
    )
    for_whom = Choice(
        N_("Voor wie is het?"),
        required=N_("Kies voor wie het is."),
        choices=[("self", N_("Voor mijzelf")), ("organisation", N_("Voor een organisatie"))],
    )
    organisation = Text(
        N_("Naam van de organisatie"), most=100, hint=N_("Alleen als het voor een organisatie is. Wie je kiest, ziet de naam.")
    )
    interested = Choice(
        N_("Ben je zelf partij?"),
        required=N_("Kies ja of nee."),
        hint=N_("Ja, als jij er zelf beter van wordt. Bijvoorbeeld: je krijgt er geld voor, of het is voor familie."),
        choices=[("yes", N_("Ja, ik ben zelf partij")), ("no", N_("Nee"))],
    )
    interest = Text(N_("Wat is jouw belang?"), most=life.MOST_LINE, hint=N_("1 zin, alleen bij ja."))


class NewForm(WhatForm):
    """A new assignment begins with what it is."""

    sent_once = True


class PlanForm(HubForm):
    """When, how much, where, for how many people."""

    starts_on = Day(N_("Eerste dag van het werk"), required=N_("Vul in wanneer het werk begint."))
    ends_on = Day(N_("Laatste dag van het werk"), hint=N_("Laat leeg als er geen einde is afgesproken."))
    hours = Number(N_("Hoeveel uur is het ongeveer?"), low=1, high=2000, required=N_("Vul in hoeveel uur het is."))
    hours_per = Choice(
        N_("Per week of in totaal?"),
        required=N_("Kies per week of in totaal."),
        choices=[("week", N_("Per week")), ("total", N_("In totaal"))],
    )
    place = Choice(N_("Waar is het?"), required=N_("Kies waar het is."), choices=list(wording.PLACES.items()))
    province = Pick(N_("Provincie"), hint=N_("Niet nodig als het alleen online is."))
    town = Text(N_("Plaats"), most=80, hint=N_("Alleen de plaats, geen straat."))
    people = Number(N_("Hoeveel mensen zoek je?"), low=1, high=20, default=1, required=N_("Vul in hoeveel mensen je zoekt."))
    answer_by = Day(
        N_("Laatste dag om te reageren"),
        required=N_("Kies tot en met welke dag mensen kunnen reageren."),
        hint=N_("Hooguit 90 dagen. Je krijgt 7 dagen en 1 dag van tevoren een seintje. Verlengen kan."),
    )

    def offer(self) -> None:
        """The provinces."""
        self.province.choices = [("", translated(N_("Kies een provincie"))), *PROVINCES.items()]

    def validate(self, extra_validators: object = None) -> bool:
        """The end comes after the begin, and a place is in a province."""
        sound = super().validate(extra_validators)
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.refuse("ends_on", moments.BACKWARDS)
        if self.place.data in ("place", "both") and not self.province.data:
            self.refuse("province", N_("Kies een provincie."))
        return sound and not self.problems()


class PayForm(HubForm):
    """What somebody gets for it."""

    pay = Choice(
        N_("Wat krijgt iemand ervoor?"), required=N_("Kies wat iemand ervoor krijgt."), choices=list(wording.PAYS.items())
    )
    pay_low = Number(N_("Vanaf hoeveel euro?"), low=1, high=1_000_000, hint=N_("Hele euro's, zonder btw."))
    pay_high = Number(N_("Tot hoeveel euro?"), low=1, high=1_000_000, hint=N_("Laat leeg bij een vast bedrag."))
    pay_unit = Pick(N_("Per wat?"), choices=[("", N_("Kies per wat")), *wording.UNITS.items()])
    pay_note = Text(
        N_("Uitleg"),
        most=life.MOST_NOTE,
        hint=N_("Bij ruilen: wat geef jij terug? Bij onkosten: welke kosten krijgt iemand terug?"),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Money has an amount and a unit; a swap says what comes back."""
        sound = super().validate(extra_validators)
        if sound and self.pay.data == "paid":
            self._amount()
        if sound and self.pay.data == "swap" and not self.pay_note.data:
            self.refuse("pay_note", N_("Schrijf wat je teruggeeft."))
        return sound and not self.problems()

    def _amount(self) -> None:
        if self.pay_low.data is None:
            self.refuse("pay_low", N_("Vul een bedrag in."))
        elif self.pay_high.data is not None and self.pay_high.data < self.pay_low.data:
            self.refuse("pay_high", N_("Dit bedrag is lager dan het eerste."))
        if not self.pay_unit.data:
            self.refuse("pay_unit", N_("Kies per wat het bedrag is."))


class WishForm(HubForm):
    """Who is looked for."""

    experiences = Choices(N_("Welke ervaring zoek je?"), hint=N_("Kies er geen, een of meer."))
    work_forms = Choices(N_("Welk werk zoek je?"), hint=N_("Kies er geen, een of meer."))

    def offer(self, kinds: Sequence[tuple[str, str]], work_forms: Mapping[str, str]) -> None:
        """The kept lists."""
        self.experiences.choices, self.work_forms.choices = list(kinds), list(work_forms.items())


class AccessForm(HubForm):
    """How the work is."""

    def facts(self) -> dict[str, dict[str, str]]:
        """What was answered to the questions about the work."""
        return {
            fact.code: {"answer": self[fact.code].data, "text": self[f"{fact.code}_text"].data or ""} for fact in access.FACTS
        }

    def rows(self) -> list[tuple[access.Fact, Any, Any]]:
        """Each question with its two fields, for the page."""
        return [(fact, self[fact.code], self[f"{fact.code}_text"]) for fact in access.FACTS]


ANSWER_NEEDED = N_("Kies een antwoord. 'Weet ik nog niet' mag ook.")
for _fact in access.FACTS:
    setattr(AccessForm, _fact.code, Choice(_fact.question, required=ANSWER_NEEDED, choices=list(_fact.answers.items())))
    setattr(AccessForm, f"{_fact.code}_text", Text(_fact.more, most=life.MOST_LINE))


class PlainForm(HubForm):
    """Only a button: the page around it says what will happen."""


class RespondForm(HubForm):
    """What somebody writes to the poster."""

    why = LongText(
        N_("Waarom past dit bij jou?"),
        most=answering.MOST_WHY,
        rows=6,
        required=N_("Schrijf waarom dit bij jou past."),
        hint=N_("Een paar zinnen is genoeg. Je hoeft niets over je gezondheid te vertellen."),
        checks=[Impersonal(OF_A_PERSON)],
    )
    available = LongText(
        N_("Wanneer kun je?"),
        most=answering.MOST_WHEN,
        checks=[Impersonal(OF_A_PERSON)],
        rows=3,
        required=N_("Schrijf wanneer je kunt."),
        hint=N_("Bijvoorbeeld: op dinsdag en donderdag, na 10 uur."),
    )
    stand_in = Text(
        N_("Wie kan het overnemen als jij niet kunt?"),
        most=answering.MOST_STAND_IN,
        hint=N_("Vraag het diegene eerst."),
    )


class DeclineForm(HubForm):
    """Why somebody is not chosen, kindly."""

    reason = Choice(
        N_("Waarom kies je deze persoon niet?"),
        required=N_("Kies een reden. De ander leest die."),
        choices=list(answering.REASONS.items()),
    )
    note = LongText(
        N_("Een zin van jezelf"),
        most=answering.MOST_KIND,
        rows=3,
        checks=[Impersonal(OF_A_PERSON)],
        hint=N_("Bijvoorbeeld: dank je, ik las je reactie met plezier."),
    )


class ChooseForm(HubForm):
    """Whom one chooses, and what happens to the others."""

    chosen = Choices(N_("Wie kies je?"))
    rest = Choice(N_("Zoek je daarna nog verder?"), default=answering.DECLINE)
    reason = Choice(N_("Waarom kies je de anderen niet?"), choices=list(answering.REASONS.items()))
    note = LongText(
        N_("Een zin van jezelf aan de anderen"),
        most=answering.MOST_KIND,
        rows=3,
        checks=[Impersonal(OF_A_PERSON)],
        hint=N_("Zij lezen allemaal dezelfde zin. Noem geen namen."),
    )

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """Those who wait for an answer."""
        self.chosen.choices = list(people)
        self.rest.choices = [
            (answering.DECLINE, translated(N_("Nee, ik zoek niet verder. De opdracht gaat dicht."))),
            (answering.WAIT, translated(N_("Ja, ik zoek nog iemand. De anderen wachten nog."))),
        ]


class FilterForm(HubForm):
    """The filter of the board. It changes nothing, so its address can be shared."""

    class Meta(HubForm.Meta):
        """A form that only asks needs no protection."""

        csrf = False

    vergoeding = Pick(N_("Wat krijg je ervoor?"))
    werk = Pick(N_("Werk"))
    waar = Pick(N_("Waar"))
    ervaring = Pick(N_("Ervaring die gevraagd wordt"))
    toon = Pick(N_("Welke opdrachten"))

    def offer(self, **lists: Mapping[str, str]) -> None:
        """Each list begins with 'no matter'; the last with what is open."""
        for name, choices in lists.items():
            nothing = N_("Alleen open opdrachten") if name == "toon" else ANY
            self[name].choices = [("", translated(nothing)), *choices.items()]
