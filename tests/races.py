"""Doing things at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable


def together(*works: Callable[[], int]) -> list[int]:
    """Do these at the same moment, each in a thread; what each answered."""
    start, answers = threading.Barrier(len(works)), [0] * len(works)

    def run(number: int) -> None:
        start.wait(10)
        answers[number] = works[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return answers
