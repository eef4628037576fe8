"""What the desk tells people of: that something is there, never what or whom it is about."""

from __future__ import annotations

from hub.core.text import N_
from hub.notices.rules import NOW, NoticeKind

AT_THE_DESK = NoticeKind("report", N_("Er wacht iets bij de meldingen."), N_("Meldingen, voor moderatoren"), NOW)
LATE = NoticeKind(
    "report-late", N_("Een melding wacht langer dan we beloofden."), N_("Meldingen die te lang wachten, voor moderatoren"), NOW
)
QUESTION = NoticeKind("report-question", N_("Er is een vraag over je melding."), N_("Vragen over je melding"), NOW)
DECIDED = NoticeKind("report-decided", N_("Er is besloten over je melding."), N_("Besluiten over je melding"), NOW)
DECISION = NoticeKind("decision", N_("Er is een besluit dat over jou gaat."), N_("Besluiten die over jou gaan"), NOW)
KINDS = (AT_THE_DESK, LATE, QUESTION, DECIDED, DECISION)
