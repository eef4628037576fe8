"""Forms of reporting, of the desk, and of a review."""

from __future__ import annotations

from hub.core.forms import Choice, HubForm, LongText, Number, Pick
from hub.core.text import N_, translated
from hub.moderation.rules.deciding import CONSEQUENCES, MOST_DAYS, MOST_TEXT, OUTCOMES, SUSPEND, Ruling, house_rules
from hub.moderation.rules.reporting import MOST_WORDS, REASONS, URGENCIES
from hub.moderation.rules.things import WHOLE, Copied, pieces

PICK = N_("Kies een van de mogelijkheden.")


class WhatForm(HubForm):
    """The first step: which piece, and what is wrong with it."""

    piece = Choice(N_("Over welk stuk gaat het?"), required=N_("Kies over welk stuk het gaat."))
    reason = Choice(N_("Wat is er aan de hand?"), choices=REASONS, required=N_("Kies wat er aan de hand is."))

    def offer(self, copied: Copied, whole: str) -> None:
        """The pieces to choose from, the whole thing first; without a choice the whole thing is chosen."""
        self.piece.choices = [(WHOLE, whole), *((line.key, line.label) for line in pieces(copied))]
        if not pieces(copied):
            self.piece.data = WHOLE


class HappenedForm(HubForm):
    """The second step: in own words, and how soon it should be read."""

    words = LongText(
        N_("Wat is er gebeurd?"),
        hint=N_("Een paar woorden is genoeg. Je hoeft niets te bewijzen."),
        most=MOST_WORDS,
        rows=7,
    )
    urgency = Choice(N_("Hoe snel moeten wij kijken?"), choices=URGENCIES, required=N_("Kies hoe snel wij moeten kijken."))


class SendForm(HubForm):
    """The third step: check, and send it once."""

    sent_once = True

    may_tell = Choice(
        N_("Mag de ander weten dat het over dit stuk gaat?"),
        hint=N_("Wij zeggen nooit wie de melding deed. Soms is het te raden."),
        choices=[("yes", N_("Ja, dat mag")), ("no", N_("Nee, liever niet"))],
        required=N_("Kies of de ander dit mag weten."),
    )


class AnswerForm(HubForm):
    """What the reporter answers."""

    answer = LongText(N_("Je antwoord"), required=N_("Schrijf je antwoord."), most=MOST_WORDS, rows=5)


class QuestionForm(HubForm):
    """What a moderator asks the reporter."""

    question = LongText(
        N_("Je vraag aan de melder"),
        hint=N_("Eén vraag tegelijk. Vraag niet naar bewijs."),
        required=N_("Schrijf je vraag."),
        most=1000,
        rows=4,
    )


class HandOverForm(HubForm):
    """Who goes on."""

    to = Pick(N_("Wie neemt het over?"), required=N_("Kies een moderator."))


class PlainForm(HubForm):
    """A button."""


class DecideForm(HubForm):
    """A decision with its reasons."""

    outcome = Choice(N_("Wat besluit je?"), required=N_("Kies wat je besluit."))
    days = Number(N_("Hoeveel dagen?"), low=1, high=MOST_DAYS, hint=N_("Alleen bij tijdelijk buitensluiten. Hooguit 7."))
    house_rule = Pick(N_("Om welke afspraak gaat het?"), hint=N_("Niet nodig als je niets doet."))
    facts = LongText(
        N_("Wat is er gebeurd?"),
        hint=N_("Alleen feiten, zonder oordeel. Noem de melder niet. Niet nodig als je niets doet."),
        most=MOST_TEXT,
        rows=4,
    )
    why = LongText(
        N_("Waarom besluit je dit?"),
        hint=N_("Leg uit waarom het wel of niet bij de afspraak past. Schrijf rustig, in gewone woorden."),
        required=N_("Schrijf op waarom je dit besluit."),
        most=MOST_TEXT,
        rows=4,
    )

    def offer(self, possible: list[str]) -> None:
        """What can be decided here, and the house rules."""
        self.outcome.choices = [(name, translated(OUTCOMES[name])) for name in possible]
        rules = [(str(number), f"{number}. {translated(heading)}") for number, heading in house_rules()]
        self.house_rule.choices = [("", translated(N_("Kies een afspraak"))), *rules]

    def consequences(self) -> dict[str, str]:
        """What each choice does, for the page."""
        return {name: translated(text) for name, text in CONSEQUENCES.items()}

    def ruling(self) -> Ruling:
        """What was decided."""
        outcome = self.outcome.data
        return Ruling(
            outcome=outcome,
            why=self.why.data or "",
            facts=self.facts.data or "",
            days=self.days.data if outcome == SUSPEND else None,
            house_rule=int(self.house_rule.data) if self.house_rule.data else None,
        )


class ReviewForm(HubForm):
    """Why somebody wants another moderator to look."""

    words = LongText(
        N_("Waarom moet iemand anders nog eens kijken?"),
        hint=N_("Een paar zinnen is genoeg. Schrijf wat er volgens jou niet klopt."),
        required=N_("Schrijf in een paar woorden waarom."),
        most=MOST_TEXT,
        rows=6,
    )


class LetterReviewForm(ReviewForm):
    """The same behind a link by mail, where there is no session: the secret in the address is the protection."""

    class Meta(HubForm.Meta):
        """No session, so no mark of one."""

        csrf = False
