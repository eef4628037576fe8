"""Who may have calendar links.

| what                     | who                                  |
|--------------------------|--------------------------------------|
| make, renew, stop        | a member, of one's own               |
| fetch                    | whoever holds the link of a member   |
|                          | who is in: not left, not suspended   |
"""

from hub.core.text import N_

MOST = 10
TOO_MANY = N_("Je hebt al 10 abonnementen. Stop er eerst een die je niet meer gebruikt.")


def why_not_subscribe(running: int) -> str | None:
    """Why no more links can be made, or None."""
    return TOO_MANY if running >= MOST else None
