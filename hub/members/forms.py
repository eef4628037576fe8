"""Forms of logging in and of one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from hub.core.forms import Email, HubForm, Password, Text, YesNo
from hub.core.text import N_
from hub.members.rules import why_not_name

ASK_ADDRESS = N_("Vul je mailadres in.")


def is_name(form: Any, field: Field) -> None:
    """A check for fields with a name to use."""
    wrong = why_not_name(field.data or "")
    if wrong:
        raise StopValidation(field.gettext(wrong))


class LogInForm(HubForm):
    """Address and password."""

    email = Email(N_("E-mailadres"), required=ASK_ADDRESS)
    password = Password(N_("Wachtwoord"), required=N_("Vul je wachtwoord in."))
    own_device = YesNo(
        N_("Dit is mijn eigen apparaat"),
        hint=N_("Je blijft dan 30 dagen ingelogd, als moderator korter. Zet dit niet aan op een gedeelde computer."),
    )


class AskLinkForm(HubForm):
    """Where the link should go."""

    email = Email(N_("E-mailadres"), required=ASK_ADDRESS)


class ComeInForm(HubForm):
    """The one button behind a link by mail."""

    own_device = LogInForm.own_device


class AgreeForm(HubForm):
    """The one button that says yes to the house rules."""


class NewPasswordForm(HubForm):
    """A new password."""

    password = Password(
        N_("Nieuw wachtwoord"),
        hint=N_("Minstens 12 tekens. Spaties mogen. Vier gewone woorden achter elkaar werken goed."),
        required=N_("Vul een nieuw wachtwoord in."),
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the current one to show that it is you."""

    current_password = Password(N_("Huidig wachtwoord"), required=N_("Vul je huidige wachtwoord in."))


class NameForm(HubForm):
    """The name to use."""

    name = Text(
        N_("Naam"),
        hint=N_("Zo noemen we je. Het hoeft niet je hele naam te zijn."),
        required=N_("Vul een naam in."),
        most=60,
        checks=(is_name,),
    )
