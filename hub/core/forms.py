"""Forms: text in, values or Dutch sentences out. Fields refuse what a person cannot have meant to type."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from sqlalchemy import Index, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core import clock
from hub.core.db import Base, db
from hub.core.text import HIDDEN, N_

DRAFT_BUTTON = "_concept"
ONCE_FIELD = "once"


class SentForm(Base):
    """A form that made something, so that sending it twice makes one thing."""

    __tablename__ = "sent_form"
    __table_args__ = (Index("ix_sent_form_at", "at"),)

    token: Mapped[str] = mapped_column(unique=True, comment="random mark of one drawn form")
    leads_to: Mapped[str | None] = mapped_column(comment="path the sender was shown afterwards")
    at: Mapped[datetime] = mapped_column(comment="when it was sent")


class AlreadyDone(Exception):
    """This very form was sent before: the first one counts."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


def clean(text: str | None) -> str | None:
    """NFC, plain line ends, no blanks at the ends; nothing else is changed."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def no_hidden_signs(form: Any, field: Field) -> None:
    """NUL, control signs and marks that turn the reading direction are no text."""
    if isinstance(field.data, str) and HIDDEN.search(field.data):
        raise StopValidation(field.gettext(N_("Er staan onzichtbare tekens in. Haal ze weg of typ de tekst opnieuw.")))


class HubForm(FlaskForm):
    """Every form: protected, forgiving about white space, strict about the rest.

    `sent_once = True` on a form that makes something new: sending it twice makes one thing.
    """

    sent_once = False
    draft_at: str | None = None  # 'vandaag om 14.02 uur' when the fields were filled from a kept draft
    can_draft = False

    once = HiddenField(default=lambda: secrets.token_urlsafe(12))

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
        if self.sent_once and not _first_time(self.once.data):
            raise AlreadyDone(self.once.data)
        return True

    def refuse(self, field: str, sentence: str) -> None:
        """Add what a rule said to a field, so that page and summary show it there."""
        one = self[field]
        one.errors = [*one.errors, one.gettext(sentence)]

    def problems(self) -> list[tuple[Field, str]]:
        """What is wrong, in the order of the page: for the error summary."""
        return [(field, str(error)) for field in self for error in field.errors]


def _first_time(token: str | None) -> bool:
    """Mark a form as sent, in the same transaction as what it does; the second sender waits and gets False."""
    if not token or len(token) > 64 or HIDDEN.search(token):
        return True
    marked = insert(SentForm).values(token=token, at=clock.now()).on_conflict_do_nothing().returning(SentForm.id)
    g.sent_token = token
    return db.session.execute(marked).first() is not None


def remember_outcome(path: str | None) -> None:
    """Keep where the sender of a form is shown its effect, for whoever sends it twice."""
    if g.get("sent_token") and path:
        db.session.execute(update(SentForm).where(SentForm.token == g.sent_token).values(leads_to=path))


def outcome_of(token: str) -> str | None:
    """Where the first sender of a form was shown its effect."""
    return db.session.scalar(select(SentForm.leads_to).where(SentForm.token == token))


def _checks(required: str | None, least: int, most: int | None) -> list[Callable[[Any, Any], None]]:
    checks: list[Any] = [Needed(required) if required else Optional()]
    if most is not None:
        checks += [no_hidden_signs, TextLength(least, most)]
    return checks


class Needed(InputRequired):
    """A field that must be filled. Draws no `required` mark: the page explains in words."""

    field_flags: dict[str, Any] = {}

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


class _Described:
    """A field with a label, a hint and a sentence for when it is left empty."""

    def __init__(self, label: str, *, hint: str = "", required: str | None = None, **options: Any) -> None:
        least, most = options.pop("least", 0), options.pop("most", None)
        extra = list(options.pop("checks", ()))
        super().__init__(
            label,
            [*_checks(required, least, most), *extra],
            description=hint,
            **options,  # type: ignore[call-arg]
        )
        self.optional = required is None
        self.most = most


class Text(_Described, StringField):
    """One line."""

    def __init__(self, label: str, *, most: int = 200, **options: Any) -> None:
        super().__init__(label, most=most, **options)

    def pre_validate(self, form: Any) -> None:
        """A line has no line ends."""
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
        wrong = (
            not at
            or not name
            or "." not in domain.strip(".")
            or any(s.isspace() or s in '<>,;"()' for s in self.data or "")
        )
        if self.data and wrong:
            raise StopValidation(
                self.gettext(N_("Dit is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl."))
            )


class Password(_Described, PasswordField):
    """A password: never cut, never changed, never kept in a draft."""


class Choice(_Described, RadioField):
    """One of a few: radio buttons in a fieldset."""

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """A choice that was not offered is no choice."""
        if self.data and str(self.data) not in {str(value) for value, *_ in self.choices or ()}:
            raise StopValidation(self.gettext(N_("Kies een van de mogelijkheden.")))


class Pick(_Described, SelectField):
    """One of many: a list to pick from."""

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **options)

    pre_validate = Choice.pre_validate


class Choices(_Described, SelectMultipleField):
    """Any of a few: checkboxes in a fieldset."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, *, choices: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, choices=list(choices), validate_choice=False, **options)

    def pre_validate(self, form: Any) -> None:
        """Choices that were not offered are no choices."""
        offered = {str(value) for value, *_ in self.choices or ()}
        if any(str(one) not in offered for one in self.data or ()):
            raise StopValidation(self.gettext(N_("Kies uit de mogelijkheden die er staan.")))


class YesNo(_Described, BooleanField):
    """One checkbox. Never ticked beforehand."""


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
        if len(raw) > 9 or not raw.isascii() or not raw.isdigit() or not self.low <= int(raw) <= self.high:
            raise ValueError(
                self.gettext(N_("Vul een getal in van %(low)d tot en met %(high)d."))
                % {"low": self.low, "high": self.high}
            )
        self.data = int(raw)


class Day(_Described, DateField):
    """A day, as a date field of the browser."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A day between 2000 and 2100, in the browser's own way of writing."""
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
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.gettext(N_("Vul een tijd in, zoals 16:30."))) from None
