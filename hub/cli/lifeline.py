"""A child holds one end of a pipe; when the other end closes, whoever started it is gone, however it died."""

import os
import threading
from collections.abc import Callable


def watch(lifeline: int | None, gone: Callable[[], None]) -> None:
    """Call `gone` once the starter no longer exists. Without a lifeline there is nobody to wait for."""
    if lifeline is None:
        return
    thread = threading.Thread(target=_wait, args=(lifeline, gone), name="lifeline", daemon=True)
    thread.start()


def _wait(lifeline: int, gone: Callable[[], None]) -> None:
    while os.read(lifeline, 1):
        continue
    gone()
