"""The kinds of notice the agenda gives, with their fixed sentences: that something is there, never what."""

from hub.core.text import N_
from hub.notices.rules import DIGEST, NOW, NoticeKind

MOVED = NoticeKind(
    "gathering_moved",
    N_("Een bijeenkomst waar je op antwoordde heeft een nieuwe tijd of plek."),
    N_("Een bijeenkomst verandert van tijd of plek"),
    NOW,
)
CANCELLED = NoticeKind(
    "gathering_cancelled",
    N_("Een bijeenkomst waar je op antwoordde gaat niet door."),
    N_("Een bijeenkomst gaat niet door"),
    NOW,
)
REOPENED = NoticeKind(
    "gathering_reopened",
    N_("Een bijeenkomst die was afgezegd, gaat toch door."),
    N_("Een afgezegde bijeenkomst gaat toch door"),
    NOW,
)
ANSWERED = NoticeKind(
    "gathering_answered",
    N_("Iemand gaf antwoord op een bijeenkomst van jou."),
    N_("Iemand antwoordt op een bijeenkomst van jou"),
    DIGEST,
)

KINDS = (MOVED, CANCELLED, REOPENED, ANSWERED)
