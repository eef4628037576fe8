"""What was measured, as lines to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page: how much it is, how many queries it takes, its median time divided by that of a bare page, and that time."""

    name: str
    sent: int
    queries: int
    ratio: float
    milliseconds: float
    times: int


@dataclass(frozen=True)
class Size:
    """Bytes as sent, and what the house allows itself (0: nothing was agreed)."""

    name: str
    sent: int
    budget_kb: int = 0
    requests: int = 0


def rendered(pages: list[Page], sizes: list[Size]) -> str:
    """Both tables. A ratio of 5 means: the median takes five times as long as a bare page of the same bytes."""
    lines = [f"{'pagina':34}{'× kale pagina':>14}{'ms':>8}{'vragen':>8}{'bytes':>9}{'metingen':>10}"]
    lines += [
        f"{page.name:34}{page.ratio:>14.2f}{page.milliseconds:>8.1f}{page.queries:>8}{page.sent:>9}{page.times:>10}"
        for page in pages
    ]
    lines += ["", f"{'grootte, zoals verstuurd':34}{'KB':>14}{'budget':>8}{'verzoeken':>11}"]
    for size in sizes:
        budget, requests = size.budget_kb or "-", size.requests or "-"
        lines.append(f"{size.name:34}{size.sent / 1024:>14.1f}{budget:>8}{requests:>11}")
    return "\n".join(lines)
