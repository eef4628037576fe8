"""Forms: text in, values or Dutch sentences out. Fields refuse what a person cannot have meant to type."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core.checks import Needed, TextLength, clean, no_hidden_signs
from hub.core.once import LONGEST_MARK, AlreadyDone, first_time
from hub.core.text import HIDDEN, N_

DRAFT_BUTTON = "_concept"
ONCE_FIELD = "once"


class Mark(HiddenField):
    """The mark of one drawn form; what cannot be such a mark is not drawn again."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A short text without hidden signs, else a new mark."""
        sent = valuelist[0] if valuelist else ""
        self.data = sent if 0 < len(sent) <= LONGEST_MARK and not HIDDEN.search(sent) else secrets.token_urlsafe(12)


class HubForm(FlaskForm):
    """Every form: protected, forgiving about white space, strict about the rest.

    `sent_once = True` on a form that makes something new: sending it twice makes one thing.
    """

    sent_once = False
    draft_at: str | None = None  # 'vandaag om 14.02 uur' when the fields were filled from a kept draft
    can_draft = False

    once = Mark(default=lambda: secrets.token_urlsafe(12))

    class Meta(FlaskForm.Meta):
        """Every field is cleaned before anything looks at it."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Add the cleaning to each field of text."""
            if unbound_field.field_class in (Text, LongText, Email):
                filters = list(unbound_field.kwargs.get("filters", ()))
                unbound_field.kwargs["filters"] = [clean, *(one for one in filters if one is not clean)]
            return super().bind_field(form, unbound_field, options)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether this was sent and holds. Raises AlreadyDone on a second sending of the same form."""
        if not super().validate_on_submit(extra_validators):
            return False
        if self.sent_once and not first_time(self.once.data):
            raise AlreadyDone(self.once.data)
        return True

    def refuse(self, field: str, sentence: str) -> None:
        """Add what a rule said to a field, so that page and summary show it there."""
        one = self[field]
        one.errors = [*one.errors, one.gettext(sentence)]

    def problems(self) -> list[tuple[Field, str]]:
        """What is wrong, in the order of the page: for the error summary."""
        return [(field, str(error)) for field in self for error in field.errors]


def _checks(required: str | None, least: int, most: int | None) -> list[Callable[[Any, Any], None]]:
    checks: list[Any] = [Needed(required) if required else Optional()]
    if most is not None:
        checks += [no_hidden_signs, TextLength(least, most)]
    return checks


class _Described:
    """A field with a label, a hint and a sentence for when it is left empty."""

    def __init__(self, label: str, *, hint: str = "", required: str | None = None, **options: Any) -> None:
        least, most = options.pop("least", 0), options.pop("most", None)
        extra = list(options.pop("checks", ()))
        field: Any = super()  # the next in line is a WTForms field
        field.__init__(label, [*_checks(required, least, most), *extra], description=hint, **options)
        self.optional = required is None
        self.most = most


class Text(_Described, StringField):
    """One line."""

    def __init__(self, label: str, *, most: int = 200, **options: Any) -> None:
        super().__init__(label, most=most, **options)

    def pre_validate(self, form: Any) -> None:
        """A line has no hidden signs (said first: what is wrong else may hang on them) and no line ends."""
        no_hidden_signs(form, self)
        if self.data and "\n" in self.data:
            raise StopValidation(self.gettext(N_("Schrijf dit op één regel.")))


class LongText(_Described, TextAreaField):
    """More lines; says how many characters fit."""

    def __init__(self, label: str, *, most: int = 4000, rows: int = 6, **options: Any) -> None:
        super().__init__(label, most=most, **options)
        self.rows = rows


class Email(Text):
    """An address for mail. Form only: nothing is asked of any server."""

    def pre_validate(self, form: Any) -> None:
        """One sign @, something before it, a dot after it, no spaces."""
        super().pre_validate(form)
        name, at, domain = (self.data or "").rpartition("@")
        wrong = not at or not name or "." not in domain.strip(".") or any(s.isspace() or s in '<>,;"()' for s in self.data or "")
        if self.data and wrong:
            raise StopValidation(self.gettext(N_("Dit is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl.")))


class Password(_Described, PasswordField):
    """A password: never cut, never changed, never kept in a draft."""


def _as_choices(pairs: Iterable[tuple[str, str] | SelectChoice]) -> list[SelectChoice]:
    return [pair if isinstance(pair, SelectChoice) else SelectChoice(pair[0], pair[1]) for pair in pairs]


class _Offering(_Described):
    """A field with choices, given as (value, label); also when a view fills them in later."""

    @property
    def choices(self) -> list[SelectChoice] | None:
        """What may be chosen."""
        found: list[SelectChoice] | None = SelectField.choices.fget(self)
        return found

    @choices.setter
    def choices(self, pairs: Iterable[tuple[str, str] | SelectChoice] | None) -> None:
        SelectField.choices.fset(self, None if pairs is None else _as_choices(pairs))

    def offers(self, value: object) -> bool:
        """Whether this was among the choices: anything else was not sent by our page."""
        return str(value) in {str(one.value) for one in self.choices or ()}


class Choice(_Offering, RadioField):
    """One of a few: radio buttons in a fieldset."""

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=_as_choices(choices), validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """A choice that was not offered is no choice."""
        if self.data and not self.offers(self.data):
            raise StopValidation(self.gettext(N_("Kies een van de mogelijkheden.")))


class Pick(_Offering, SelectField):
    """One of many: a list to pick from."""

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=_as_choices(choices), validate_choice=False, **options)

    pre_validate = Choice.pre_validate


class Choices(_Offering, SelectMultipleField):
    """Any of a few: checkboxes in a fieldset."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=_as_choices(choices), validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """Choices that were not offered are no choices."""
        if not all(self.offers(one) for one in self.data or ()):
            raise StopValidation(self.gettext(N_("Kies uit de mogelijkheden die er staan.")))


class YesNo(_Described, BooleanField):
    """One checkbox. Never ticked beforehand."""

    def _value(self) -> str:
        """What the page sends for a tick, whatever was sent before."""
        return "y"


class Number(_Described, IntegerField):
    """A whole number between two bounds."""

    def __init__(self, label: str, *, low: int, high: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        """Figures only, and not so many that they mean nothing."""
        raw = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not raw:
            return
        self.raw_data = [HIDDEN.sub("", raw)]
        if len(raw) > 9 or not raw.isascii() or not raw.isdigit() or not self.low <= int(raw) <= self.high:
            raise ValueError(
                self.gettext(N_("Vul een getal in van %(low)d tot en met %(high)d.")) % {"low": self.low, "high": self.high}
            )
        self.data = int(raw)


class Day(_Described, DateField):
    """A day, as a date field of the browser."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A day between 2000 and 2100, in the browser's own way of writing."""
        self.raw_data = [HIDDEN.sub("", one) for one in valuelist]
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.gettext(N_("Vul een dag in, zoals 27-11-2026."))) from None
        if self.data and not 2000 <= self.data.year <= 2100:
            raise ValueError(self.gettext(N_("Vul een dag in tussen 2000 en 2100.")))


class TimeOfDay(_Described, TimeField):
    """A time, as a time field of the browser."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Hours and minutes."""
        self.raw_data = [HIDDEN.sub("", one) for one in valuelist]
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.gettext(N_("Vul een tijd in, zoals 16:30."))) from None
