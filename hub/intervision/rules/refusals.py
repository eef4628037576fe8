"""Why the room says no, each in one plain sentence."""

from __future__ import annotations

from hub.core.text import N_

SENTENCES = {
    "not_member": N_("Je zit niet in deze kring."),
    "no_agreement": N_("Lees eerst de afspraken van de kring. Daarna kun je meedoen."),
    "not_allowed_role": N_("In deze fase luister je. Je tekst staat veilig bij je concepten."),
    "not_your_turn": N_("Je bent nu niet aan de beurt. Je tekst staat veilig bij je concepten."),
    "wrong_phase": N_("Dit kan niet in deze fase."),
    "stale_epoch": N_("De fase is net veranderd. Je tekst staat veilig bij je concepten."),
    "paused": N_("Het is nu pauze. Je tekst staat veilig bij je concepten."),
    "quiet": N_("Het is even stil om na te denken. Daarna kun je schrijven."),
    "too_long": N_("Deze tekst is te lang. Maak hem korter."),
    "too_many": N_("Dit mag nu niet nog een keer."),
    "too_fast": N_("Dit gaat te snel achter elkaar. Wacht even en probeer het dan opnieuw."),
    "held": N_("Iemand vroeg om meer tijd. Wacht een minuut."),
    "not_owner_present": N_("De inbrenger is er even niet. We wachten. Je tekst staat veilig bij je concepten."),
    "below_minimum": N_("Er zijn nu te weinig mensen. Minstens 3 mensen zijn nodig."),
    "stepped_back": N_("Je zit nu even apart. Kies 'Ik ben er weer' om mee te doen."),
    "already_revealed": N_("Iedereen ziet dit al. Je kunt het niet meer veranderen."),
    "unknown_item": N_("Dit is er niet meer."),
    "bad_input": N_("Hier ontbreekt iets. Vul het in en probeer het opnieuw."),
    "out_of_order": N_("Dit kwam te laat binnen. Kijk wat er nu op de pagina staat en probeer het opnieuw."),
    "no_case": N_("Er is nog geen vraag ingebracht. Breng er een in, of vraag het de groep."),
    "leads": N_("Jij leidt vandaag het gesprek. Geef dat eerst door als je zelf een vraag wilt inbrengen."),
    "brings_in": N_("Je brengt vandaag zelf een vraag in. Wie dat doet, leidt niet. Trek eerst je vraag in."),
    "full": N_("Alle plaatsen in deze kamer zijn bezet."),
    "closed": N_("Deze sessie is klaar."),
}
