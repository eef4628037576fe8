"""Forms of the pages that belong to no feature."""

from __future__ import annotations

from hub.core.forms import Choice, Choices, Day, Email, HubForm, LongText, Number, Password, Pick, Text, TimeOfDay, YesNo
from hub.core.page import LOOKS
from hub.core.text import N_

PICK = N_("Kies een van de mogelijkheden.")


class DisplayForm(HubForm):
    """How the pages look: every choice has a value from the start."""

    weergave = Choice(
        N_("Hoeveel er op een pagina staat"),
        choices=[("gewoon", N_("gewoon")), ("prikkelarm", N_("prikkelarm"))],
        required=PICK,
    )
    thema = Choice(
        N_("Kleuren"),
        choices=[
            ("apparaat", N_("zoals mijn apparaat")),
            ("dag", N_("dag")),
            ("avond", N_("avond")),
            ("sepia", N_("warm papier")),
            ("contrast", N_("hoog contrast")),
        ],
        required=PICK,
    )
    letters = Choice(
        N_("Hoe groot de letters zijn"),
        choices=[
            ("100", N_("gewoon")),
            ("115", N_("iets groter")),
            ("130", N_("groot")),
            ("150", N_("heel groot")),
        ],
        required=PICK,
    )
    lettertype = Choice(
        N_("Soort letters"),
        choices=[
            ("gewoon", N_("gewoon")),
            ("literata", N_("letters als in een boek")),
            ("systeem", N_("de letters van mijn apparaat")),
        ],
        required=PICK,
    )
    ruimte = Choice(
        N_("Ruimte tussen regels en woorden"),
        choices=[("gewoon", N_("gewoon")), ("ruim", N_("ruim")), ("heel-ruim", N_("heel ruim"))],
        required=PICK,
    )
    beweging = Choice(
        N_("Beweging"),
        choices=[("apparaat", N_("zoals mijn apparaat")), ("geen", N_("geen"))],
        required=PICK,
    )
    geluid = Choice(
        N_("Geluid"),
        choices=[("uit", N_("uit")), ("zacht", N_("zacht, als je aan de beurt bent"))],
        required=PICK,
    )

    def chosen(self) -> dict[str, str]:
        """The choices, by their names."""
        return {name: str(self[name].data) for name in LOOKS}


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
