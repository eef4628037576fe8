"""Forms of getting in."""

from __future__ import annotations

from hub.core.forms import Choice, Email, HubForm, LongText, Password, Pick, Text, YesNo
from hub.core.text import N_
from hub.joining.rules import DECLINE_KINDS, PRESS_A_BUTTON, STAGES

NAME = N_("Hoe mogen we je noemen?")
NAME_HINT = N_("Een voornaam is genoeg. Je kunt dit later veranderen.")
ASK_NAME = N_("Vul in hoe we je mogen noemen.")


class InviteForm(HubForm):
    """Somebody to invite."""

    sent_once = True

    name = Text(
        N_("Naam"),
        hint=N_("Zo noem jij deze persoon. Alleen jij en wie je uitnodigt zien dit."),
        required=N_("Vul een naam in."),
        most=60,
    )
    email = Email(N_("E-mailadres"), required=N_("Vul het mailadres in."))


class ApplyForm(HubForm):
    """An application. No experience is asked."""

    sent_once = True

    name = Text(NAME, hint=NAME_HINT, required=ASK_NAME, most=60)
    email = Email(
        N_("E-mailadres"),
        hint=N_("Daar sturen we een link naartoe om je adres te bevestigen."),
        required=N_("Vul je mailadres in."),
    )
    why = LongText(
        N_("Waarom wil je meedoen?"),
        hint=N_("Een paar zinnen is genoeg. Je hoeft niets te vertellen over wat je hebt meegemaakt."),
        required=N_("Schrijf in een paar woorden waarom je wilt meedoen."),
        most=1500,
        rows=5,
    )
    stage = Choice(
        N_("Waar sta je nu met je werk?"),
        required=N_("Kies een antwoord. 'Zeg ik liever niet' mag ook."),
        choices=STAGES,
    )
    leave_empty = Text(N_("Laat dit veld leeg"), most=200)


class ConfirmForm(HubForm):
    """The one button that confirms an address and says yes to the house rules."""


class AcceptForm(HubForm):
    """Using an invitation."""

    name = Text(NAME, hint=NAME_HINT, required=ASK_NAME, most=60)
    why = LongText(N_("Wat spreekt je aan?"), hint=N_("Een zin is genoeg. Leeg laten mag ook."), most=600, rows=3)
    password = Password(
        N_("Wachtwoord"),
        hint=N_("Minstens 12 tekens. Zonder wachtwoord log je in met een link per mail."),
    )
    agrees = YesNo(N_("Ik houd me aan de huisregels"), required=N_("Zet een vinkje als je je aan de huisregels wilt houden."))


class AnswerForm(HubForm):
    """An applicant's answer to a question."""

    answer = LongText(N_("Jouw antwoord"), required=N_("Schrijf een antwoord."), most=2000, rows=6)


class EndForm(HubForm):
    """The one button that takes an application back."""


class QuestionForm(HubForm):
    """A moderator asks the applicant something."""

    question = LongText(
        N_("Je vraag"),
        hint=N_("Vraag niet naar een diagnose of naar wat iemand heeft meegemaakt."),
        required=N_("Schrijf je vraag."),
        most=1000,
        rows=5,
    )


class WelcomeForm(HubForm):
    """Welcome somebody; a greeter can be chosen later as well."""

    greeter = Pick(N_("Wie vraag je om te begroeten?"), hint=N_("Deze persoon kan ja zeggen, of nu niet."))


class GreeterForm(HubForm):
    """Ask a member to greet a newcomer."""

    greeter = Pick(
        N_("Wie vraag je om te begroeten?"),
        hint=N_("Deze persoon kan ja zeggen, of nu niet."),
        required=N_("Kies iemand uit de lijst."),
    )


class DeclineForm(HubForm):
    """Say no, with a kind of reason and a sentence of one's own."""

    kind = Choice(N_("Wat is de reden?"), required=N_("Kies een reden."), choices=DECLINE_KINDS)
    sentence = LongText(
        N_("Een eigen zin erbij"),
        hint=N_("Deze zin komt in de mail. Schrijf zoals je het zelf zou willen lezen."),
        required=N_("Schrijf er een eigen zin bij."),
        least=10,
        most=600,
        rows=4,
    )


class GreetForm(HubForm):
    """What a greeter says: each button sends one of these."""

    said = Choice(
        N_("Jouw antwoord"),
        required=PRESS_A_BUTTON,
        choices=(("yes", N_("Ja, dat doe ik")), ("not_now", N_("Nu niet")), ("done", N_("Gedaan"))),
    )
