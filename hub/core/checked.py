"""Forms whose texts may not lead to a person: what `personal` finds is refused with its place pointed out.

`LongText(..., checks=[Impersonal()])` refuses what is sure, such as a phone number, in any form. A form that is a
`CheckedForm` also refuses what is likely a name, until its writer says of that very piece that it is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from hub.core.forms import Choices, HubForm
from hub.core.personal import LIKELY, SURE, Finding, findings
from hub.core.text import N_, translated

MOST_POINTED_OUT = 5
NO_NAME = N_("'%(piece)s' is geen naam van een persoon.")


class Impersonal:
    """Refuses a text in which something may lead to a person. `kinds` are the sure kinds this field refuses."""

    def __init__(self, kinds: Iterable[str] = SURE) -> None:
        self.kinds = frozenset(kinds)

    def __call__(self, form: Any, field: Field) -> None:
        """Say each thing and quote its piece; the page shows the text with the pieces marked."""
        text = field.data or ""
        said = form.said_no_names() if isinstance(form, CheckedForm) else None
        kinds = self.kinds if said is None else self.kinds | LIKELY
        found = [one for one in findings(text, kinds) if one.kind not in LIKELY or text[one.start : one.end] not in (said or ())]
        if not found:
            return
        vars(field)["pieces"] = pieces(text, found)
        *first, last = (_said(field, text, one) for one in found[:MOST_POINTED_OUT])
        field.errors = [*field.errors, *first]
        raise ValidationError(last)


def _said(field: Field, text: str, one: Finding) -> str:
    about = field.gettext(N_("Het gaat om: '%(piece)s'.")) % {"piece": text[one.start : one.end]}
    return f"{field.gettext(one.sentence)} {about}"


def pieces(text: str, found: Iterable[Finding]) -> list[tuple[str, bool]]:
    """The whole text in pieces, each with whether it is one that was found: for showing it with marks."""
    parts, end = [], 0
    for one in found:
        parts += [(text[end : one.start], False), (text[one.start : one.end], True)]
        end = one.end
    return [(part, marked) for part, marked in [*parts, (text[end:], False)] if part]


class CheckedForm(HubForm):
    """A form with texts about somebody. What looks like a name can be said to be none, piece by piece."""

    not_names = Choices(
        N_("Is dit geen naam?"),
        hint=N_("Kruis alleen aan wat echt geen naam van een persoon is. Haal andere namen weg uit je tekst."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer what looks like a name in what was typed; a piece that is no longer there cannot be waved through."""
        super().__init__(*args, **options)
        looks = [piece for field in self if _checks_names(field) for piece in names_in(field.data or "")]
        self.not_names.choices = [(one, translated(NO_NAME) % {"piece": one}) for one in dict.fromkeys(looks)]
        self.not_names.data = [one for one in self.not_names.data or () if one in looks]

    def said_no_names(self) -> set[str]:
        """The pieces of which the writer said that they are no name."""
        return set(self.not_names.data or ())


def names_in(text: str) -> list[str]:
    """The pieces that look like a name."""
    return [text[one.start : one.end] for one in findings(text) if one.kind in LIKELY]


def _checks_names(field: Field) -> bool:
    return any(isinstance(one, Impersonal) for one in field.validators)
