"""What is typed about a referral. There is no field for a name, an address or a file; the texts are looked through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from hub.circles.models import Circle
from hub.core import personal
from hub.core.checked import CheckedForm, Impersonal
from hub.core.forms import Choice, Choices, Day, HubForm, LongText, Pick, Text, TimeOfDay, YesNo
from hub.core.localtime import moment_of
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.members.models import Member
from hub.referrals.rules import deciding, lists

# What a practice says of itself may hold an address of a page or a phone; never a number of a person.
OF_A_PERSON = frozenset({personal.CITIZEN_NUMBER, personal.IBAN, personal.BIRTH})
# Where two members meet may be a street with a number.
OF_A_CLIENT = OF_A_PERSON | {personal.PHONE, personal.EMAIL, personal.DATE}


def _first(words: str, pairs: dict[str, str]) -> list[tuple[str, str]]:
    return [("", words), *pairs.items()]


class QuestionForm(CheckedForm):
    """The question of a client, without the client."""

    sent_once = True
    question = LongText(
        N_("Wat is de vraag?"),
        hint=N_("Schrijf wat de klant wil, niet wie de klant is. Geen namen, plaatsen, data of nummers."),
        required=N_("Schrijf wat de klant vraagt."),
        most=deciding.MOST_QUESTION,
        rows=5,
        checks=[Impersonal()],
    )
    avoid = LongText(
        N_("Wat wil de klant liever niet?"),
        hint=N_("Bijvoorbeeld: niet bellen, geen wachtkamer."),
        most=deciding.MOST_AVOID,
        rows=2,
        checks=[Impersonal()],
    )
    kind = Pick(
        N_("Welke hulp zoekt de klant?"),
        choices=_first(N_("Kies een soort hulp"), lists.KINDS),
        required=N_("Kies een soort hulp."),
    )
    province = Pick(
        N_("In welke provincie?"), choices=_first(N_("Kies een provincie"), PROVINCES), required=N_("Kies een provincie.")
    )
    age_band = Pick(
        N_("Hoe oud is de klant ongeveer?"),
        choices=_first(N_("Kies een leeftijd"), lists.AGE_BANDS),
        required=N_("Kies een leeftijd."),
    )
    language = Pick(N_("In welke taal?"), choices=_first(N_("Kies een taal"), lists.LANGUAGES), required=N_("Kies een taal."))
    form = Choice(N_("Op een plek of online?"), choices=list(lists.FORMS.items()), required=N_("Kies waar de hulp kan zijn."))
    period = Choice(
        N_("Wanneer moet het beginnen?"), choices=list(lists.PERIODS.items()), required=N_("Kies wanneer het moet beginnen.")
    )

    def asked(self) -> dict[str, str]:
        """Every field as a value."""
        names = ("age_band", "province", "kind", "form", "language", "period", "avoid", "question")
        return {name: self[name].data or "" for name in names}


class ReceiversForm(HubForm):
    """To whom: contacts, or one circle."""

    to = Choice(
        N_("Wie krijgt de vraag?"),
        choices=[("contacts", N_("Aan contacten die ik kies, hooguit 5")), ("circle", N_("Aan 1 kring"))],
        required=N_("Kies contacten of een kring."),
    )
    contacts = Choices(N_("Welke contacten?"), hint=N_("Dit telt alleen bij 'contacten'. Wie pauze heeft, staat er niet bij."))
    circle = Pick(
        N_("Welke kring?"), hint=N_("Dit telt alleen bij 'kring'. Iedereen die meedoet krijgt de vraag, behalve wie pauze heeft.")
    )

    def offer(self, contacts: Iterable[Member], circles: Iterable[Circle]) -> None:
        """What there is to choose from."""
        self.contacts.choices = [(one.public_id, one.name) for one in contacts]
        self.circle.choices = [("", translated(N_("Kies een kring"))), *((one.public_id, one.name) for one in circles)]

    def chosen_circle(self, circles: Sequence[Circle]) -> Circle | None:
        """The circle that was chosen; the form hears it when there is none."""
        if self.to.data != "circle":
            return None
        found = next((one for one in circles if one.public_id == self.circle.data), None)
        if found is None:
            self.refuse("circle", N_("Kies een kring."))
        return found


class AgreementForm(HubForm):
    """The client's yes."""

    agreed_on = Day(N_("Wanneer zei de klant ja?"), required=N_("Vul in op welke dag de klant ja zei."))
    how = Choice(N_("Hoe zei de klant ja?"), choices=list(lists.HOW_AGREED.items()), required=N_("Kies hoe de klant ja zei."))
    agreed = YesNo(
        N_("Ja, de klant is het hiermee eens."), required=N_("Zonder een ja van de klant kun je de vraag niet doorgeven.")
    )


class ReopenForm(CheckedForm, ReceiversForm, AgreementForm):
    """To whom now, why, and the client's yes to that."""

    why = LongText(
        N_("Waarom open je de doorverwijzing opnieuw?"),
        hint=N_("Wie de doorverwijzing aanneemt, leest dit ook. Schrijf niets over wie de klant is."),
        required=N_("Schrijf waarom je de doorverwijzing opnieuw opent."),
        most=deciding.MOST_WHY,
        rows=2,
        checks=[Impersonal()],
    )


class AcceptForm(HubForm):
    """Under which rules a practice falls, and where its complaints go."""

    regime = Choice(
        N_("Onder welke regels valt je werk?"), choices=list(lists.REGIMES.items()), required=N_("Kies welke regels er gelden.")
    )
    complaints = Text(
        N_("Waar kan een klant met een klacht naartoe?"),
        hint=N_(
            "Bijvoorbeeld je klachtenfunctionaris of geschillencommissie. Heb je die niet? Schrijf dan hoe het bij jou gaat."
        ),
        required=N_("Schrijf waar een klacht naartoe kan."),
        most=deciding.MOST_COMPLAINTS,
        checks=[Impersonal(OF_A_PERSON)],
    )


class GiveBackForm(HubForm):
    """Why it is given back."""

    why = Choice(N_("Waarom geef je de vraag terug?"), choices=list(lists.WHY_BACK.items()), required=N_("Kies een reden."))


class MeetingForm(HubForm):
    """When and where the three of them could meet."""

    day = Day(N_("Dag"), required=N_("Kies een dag."))
    begins = TimeOfDay(N_("Begin"), required=N_("Vul in hoe laat het begint."))
    ends = TimeOfDay(N_("Einde"), required=N_("Vul in hoe laat het klaar is."))
    form = Choice(
        N_("Waar?"), choices=[("place", N_("Op een plek")), ("online", N_("Online"))], required=N_("Kies op een plek of online.")
    )
    place = Text(
        N_("De plek of de link"),
        hint=N_("Een plek waar jullie allebei mogen komen, zoals een praktijk of een buurthuis. Nooit het huis van de klant."),
        required=N_("Schrijf waar jullie elkaar zien, of de link."),
        most=deciding.MOST_PLACE,
        checks=[Impersonal(OF_A_CLIENT)],
    )

    starts_at: datetime
    ends_at: datetime

    def validate(self, extra_validators: object = None) -> bool:
        """Turn local times into moments."""
        if not super().validate(extra_validators):
            return False
        starts_at, ends_at = moment_of(self.day.data, self.begins.data), moment_of(self.day.data, self.ends.data)
        if starts_at is None or ends_at is None:
            self.refuse("ends" if starts_at else "begins", deciding.SKIPPED)
            return False
        self.starts_at, self.ends_at = starts_at, ends_at
        return True


class CodeForm(HubForm):
    """The code from the client's paper."""

    code = Text(
        N_("De code op je papier"),
        hint=N_("16 letters en cijfers. Hoofdletters, spaties en streepjes maken niet uit."),
        required=N_("Vul de code in die op je papier staat."),
        most=60,
    )


class PlainForm(HubForm):
    """A button that needs nothing else."""
