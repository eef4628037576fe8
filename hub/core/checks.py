"""What is checked of typed text, and the Dutch sentences that say what is wrong."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from wtforms import Field
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from hub.core.text import HIDDEN, N_


def clean(text: str | None) -> str | None:
    """NFC, plain line ends, no blanks at the ends; nothing else is changed."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def no_hidden_signs(form: Any, field: Field) -> None:
    """NUL, control signs and marks that turn the reading direction are no text."""
    if isinstance(field.data, str) and HIDDEN.search(field.data):
        field.data = HIDDEN.sub("", field.data)  # what comes back on the page is a text that can be sent
        raise StopValidation(field.gettext(N_("Er staan onzichtbare tekens in. Haal ze weg of typ de tekst opnieuw.")))


class Needed(InputRequired):
    """A field that must be filled. Draws no `required` mark: the page explains in words."""

    field_flags: ClassVar[dict[str, Any]] = {}

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)

    def __call__(self, form: Any, field: Field) -> None:
        """White space alone is nothing."""
        if field.data is None or field.data is False or (isinstance(field.data, str | list) and not field.data):
            field.errors = [error for error in field.errors if error]
            raise StopValidation(field.gettext(self.message))


class TextLength(Length):
    """Not longer than there is room for; says how much too long it is."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(max=most)
        self.least = least
        self.field_flags = {"maxlength_hint": most}

    def __call__(self, form: Any, field: Field) -> None:
        """Count characters, not bytes."""
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                field.gettext(N_("De tekst is %(over)d tekens te lang. Er passen %(most)d tekens."))
                % {"over": length - self.max, "most": self.max}
            )
        if 0 < length < self.least:
            raise ValidationError(field.gettext(N_("Schrijf minstens %(least)d tekens.")) % {"least": self.least})
