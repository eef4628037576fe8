"""Forms of the pages that belong to no feature."""

from __future__ import annotations

from hub.core.forms import Choice, Choices, Day, Email, HubForm, LongText, Number, Password, Pick, Text, TimeOfDay, YesNo
from hub.core.text import N_


class SampleForm(HubForm):
    """One field of each kind, for the page that shows all components."""

    can_draft = True

    name = Text(N_("Hoe wil je heten?"), hint=N_("De naam die andere leden zien."), required=N_("Vul in hoe je wilt heten."))
    story = LongText(N_("Waarom wil je meedoen?"), hint=N_("Een paar zinnen is genoeg."), most=400)
    province = Pick(N_("Provincie"), choices=[("", N_("Maakt niet uit")), ("fr", N_("Friesland")), ("ut", N_("Utrecht"))])
    capacity = Choice(
        N_("Hoeveel ruimte heb je?"),
        hint=N_("Je kunt dit elke dag veranderen."),
        choices=[("ruimte", N_("ruimte")), ("beperkt", N_("beperkt")), ("vol", N_("vol"))],
        required=N_("Kies hoeveel ruimte je hebt."),
    )
    work = Choices(
        N_("Wat voor werk doe je?"), choices=[("coach", N_("coach")), ("trainer", N_("trainer")), ("maatje", N_("maatje"))]
    )
    day = Day(N_("Dag"), hint=N_("Bijvoorbeeld 27-11-2026."), required=N_("Vul een dag in."))
    time = TimeOfDay(N_("Tijd"))
    places = Number(N_("Hoeveel plaatsen zijn er?"), low=1, high=500)
    email = Email(N_("E-mailadres"), required=N_("Vul je e-mailadres in."))
    password = Password(N_("Wachtwoord"), required=N_("Vul je wachtwoord in."))
    agreed = YesNo(
        N_("Ik heb de huisregels gelezen"),
        hint=N_("Ze staan op één bladzijde."),
        required=N_("Lees de huisregels en zet een vinkje."),
    )
