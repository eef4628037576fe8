"""What is said of a referral: notices without a word of its text, and its history in sentences."""

from __future__ import annotations

from hub.core.text import N_
from hub.notices.rules import NOW, NoticeKind

OFFERED = NoticeKind("referral-offered", N_("Er is een doorverwijzing voor je."), N_("Doorverwijzingen aan jou"), default=NOW)
ACCEPTED = NoticeKind("referral-accepted", N_("Je doorverwijzing is aangenomen."), N_("Aangenomen doorverwijzingen"), default=NOW)
BACK = NoticeKind(
    "referral-back",
    N_("Een doorverwijzing van je is teruggegeven, of niemand kon hem aannemen."),
    N_("Doorverwijzingen die bij jou terugkomen"),
    default=NOW,
)
MEETING = NoticeKind(
    "referral-meeting",
    N_("Er is iets veranderd aan een gesprek bij een doorverwijzing."),
    N_("Gesprekken bij een doorverwijzing"),
    default=NOW,
)
ENDED = NoticeKind("referral-ended", N_("Een doorverwijzing is ingetrokken of afgerond."), N_("Doorverwijzingen die stoppen"))
KINDS = (OFFERED, ACCEPTED, BACK, MEETING, ENDED)

# What happened: a title, the sentence for who did it, and for the other one. A third one is only 'iemand anders'.
STEPS = {
    "sent": (
        N_("Verstuurd"),
        N_("Je hebt de doorverwijzing verstuurd. De klant was akkoord."),
        N_("%(name)s heeft de doorverwijzing verstuurd. De klant was akkoord."),
    ),
    "accepted": (
        N_("Aangenomen"),
        N_("Je hebt de doorverwijzing aangenomen."),
        N_("%(name)s heeft de doorverwijzing aangenomen."),
    ),
    "given_back": (
        N_("Teruggegeven"),
        N_("Je hebt de doorverwijzing teruggegeven."),
        N_("%(name)s heeft de doorverwijzing teruggegeven."),
    ),
    "lost": (N_("Teruggegeven"), "", N_("Wie de doorverwijzing had, kan er niet mee verder.")),
    "reopened": (
        N_("Opnieuw geopend"),
        N_("Je hebt de doorverwijzing opnieuw geopend. De klant was akkoord."),
        N_("%(name)s heeft de doorverwijzing opnieuw geopend. De klant was akkoord."),
    ),
    "renewed": (
        N_("Verlengd"),
        N_("Je hebt de doorverwijzing met 14 dagen verlengd."),
        N_("%(name)s heeft de doorverwijzing met 14 dagen verlengd."),
    ),
    "proposed": (
        N_("Gesprek voorgesteld"),
        N_("Je hebt een moment voor het gesprek voorgesteld."),
        N_("%(name)s heeft een moment voor het gesprek voorgesteld."),
    ),
    "planned": (N_("Gesprek gepland"), N_("Je hebt ja gezegd op het voorstel."), N_("%(name)s heeft ja gezegd op het voorstel.")),
    "called_off": (N_("Gesprek afgezegd"), N_("Je hebt het gesprek afgezegd."), N_("%(name)s heeft het gesprek afgezegd.")),
    "finished": (
        N_("Afgerond"),
        N_("Je hebt de doorverwijzing afgerond."),
        N_("%(name)s heeft de doorverwijzing afgerond."),
    ),
    "ended": (N_("Afgerond"), "", N_("De tijd was om. De doorverwijzing is vanzelf afgerond.")),
    "unanswered": (N_("Niemand kon het aannemen"), "", N_("De tijd is om, of niemand had plek.")),
    "withdrawn": (
        N_("Ingetrokken"),
        N_("Je hebt de doorverwijzing ingetrokken. De tekst is gewist."),
        N_("%(name)s heeft de doorverwijzing ingetrokken. De tekst is gewist."),
    ),
    "by_code": (N_("Ingetrokken"), "", N_("De klant heeft de doorverwijzing ingetrokken. De tekst is gewist.")),
}

STATES = {
    "draft": ("concept", N_("nog niet verstuurd")),
    "open": ("wait", N_("wacht op antwoord")),
    "accepted": ("done", N_("aangenomen")),
    "given_back": ("warn", N_("teruggegeven")),
    "unanswered": ("stopped", N_("niemand kon het aannemen")),
    "withdrawn": ("stopped", N_("ingetrokken")),
    "finished": ("done", N_("afgerond")),
}

# What a referral still has ahead, by its state: titles of the steps to come.
AHEAD = {
    "open": (N_("Iemand neemt het aan"), N_("Gesprek met z'n drieën"), N_("Afgerond")),
    "accepted": (N_("Gesprek met z'n drieën"), N_("Afgerond")),
    "given_back": (N_("Opnieuw openen of intrekken"),),
}
