"""The kinds of notice the exchange gives, with their fixed sentences: that something is there, never what.

Being chosen is for one person alone, and a reminder a day ahead is of no use a week later: those go at once unless the
member wants otherwise. Everything else waits for the weekly letter.
"""

from hub.core.text import N_
from hub.notices.rules import NOW, NoticeKind

OFFERED = NoticeKind("assignment-offered", N_("Er is een opdracht die bij je past."), N_("Opdrachten die bij je passen"))
RESPONDED = NoticeKind(
    "assignment-response", N_("Er is een reactie op een opdracht van jou."), N_("Reacties op een opdracht van jou")
)
CHOSEN = NoticeKind("response-chosen", N_("Je bent gekozen voor een opdracht."), N_("Je bent gekozen voor een opdracht"), NOW)
DECLINED = NoticeKind(
    "response-answered",
    N_("Er is antwoord op een reactie van jou."),
    N_("Antwoord op een reactie van jou"),
)
CLOSED = NoticeKind(
    "assignment-closed",
    N_("Een opdracht waar je op reageerde, is ingetrokken."),
    N_("Een opdracht waar je op reageerde, wordt ingetrokken"),
)
STEPPED_BACK = NoticeKind(
    "response-withdrawn",
    N_("Iemand die je koos voor een opdracht, doet niet meer mee."),
    N_("Iemand die je koos, doet niet meer mee"),
)
PROGRESS = NoticeKind(
    "assignment-progress",
    N_("Een opdracht waar je aan meedoet, is een stap verder."),
    N_("Een opdracht waar je aan meedoet, gaat een stap verder"),
)
ENDING = NoticeKind(
    "assignment-ending",
    N_("Een opdracht van jou sluit binnenkort."),
    N_("Een opdracht van jou sluit binnenkort"),
    NOW,
)
EXPIRED = NoticeKind(
    "assignment-expired",
    N_("Een opdracht van jou is gesloten. Je kunt kiezen of verlengen."),
    N_("Een opdracht van jou is gesloten"),
)

KINDS = (OFFERED, RESPONDED, CHOSEN, DECLINED, CLOSED, STEPPED_BACK, PROGRESS, ENDING, EXPIRED)
