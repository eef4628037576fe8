"""The form of choices: one question per kind of notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hub.core.forms import Choice, HubForm
from hub.core.text import N_, translated
from hub.notices.rules import DIGEST, HOW, WEEKLY, WEEKLY_HOW, WEEKLY_LABEL, NoticeKind

NEEDED = N_("Kies een van de mogelijkheden.")


def choices_form(kinds: Iterable[NoticeKind], chosen: Mapping[str, str]) -> HubForm:
    """A form with one field for the weekly letter and one per kind, as the member has them now."""
    fields = {WEEKLY: Choice(translated(WEEKLY_LABEL), choices=_said(WEEKLY_HOW), required=NEEDED)}
    now = {WEEKLY: chosen.get(WEEKLY, DIGEST)}
    for kind in kinds:
        fields[kind.name] = Choice(translated(kind.label), choices=_said(HOW), required=NEEDED)
        now[kind.name] = chosen.get(kind.name, kind.default)
    form: HubForm = type("ChoicesForm", (HubForm,), fields)(data=now)
    return form


def _said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, translated(label)) for value, label in pairs]
