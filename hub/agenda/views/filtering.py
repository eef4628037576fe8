"""What the agenda can be narrowed to: a form whose address can be shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from hub.agenda.queries import gatherings as queries
from hub.agenda.queries.gatherings import Filter
from hub.agenda.rules import access
from hub.audience.queries import circles_of
from hub.circles.models import Circle
from hub.core.places import PROVINCES
from hub.core.text import N_, translated
from hub.members.models import Member

FORMS = {"place": N_("Op een plek"), "online": N_("Online")}


@dataclass(frozen=True)
class Field:
    """One list to pick from."""

    name: str
    label: str
    nothing: str
    options: dict[str, str]

    @property
    def chosen(self) -> str:
        """What the address asks for; a value that was never offered is left out."""
        given = request.args.get(self.name, "")
        return given if given in self.options else ""


class Filters:
    """The lists for one viewer, and what is chosen in them."""

    def __init__(self, member: Member | None) -> None:
        self.circles: list[Circle] = circles_of(member) if member is not None and member.is_member else []
        self.fields = [
            Field("provincie", translated(N_("Provincie")), translated(N_("Overal")), PROVINCES),
            Field("thema", translated(N_("Thema")), translated(N_("Alle thema's")), queries.theme_names()),
            Field("vorm", translated(N_("Op een plek of online")), translated(N_("Maakt niet uit")), _said(FORMS)),
            Field("nodig", translated(N_("Wat heb je nodig?")), translated(N_("Niets bijzonders")), _facts()),
        ]
        if self.circles:
            names = {circle.public_id: circle.name for circle in self.circles}
            self.fields.append(Field("kring", translated(N_("Kring")), translated(N_("Alle bijeenkomsten")), names))
        self.chosen: dict[str, Any] = {field.name: field.chosen for field in self.fields if field.chosen}

    def asked(self) -> Filter:
        """What the database is asked."""
        circle = next((one for one in self.circles if one.public_id == self.chosen.get("kring")), None)
        return Filter(
            province=self.chosen.get("provincie", ""),
            theme=self.chosen.get("thema", ""),
            form=self.chosen.get("vorm", ""),
            fact=self.chosen.get("nodig", ""),
            circle_id=circle.id if circle else None,
        )

    def on_page(self, endpoint: str, **values: object) -> dict[str, Any]:
        """What list and month draw of it: the form, and each choice as a link that takes it away."""
        here: dict[str, Any] = dict(values)
        without = [
            (field.options[field.chosen], {name: value for name, value in self.chosen.items() if name != field.name})
            for field in self.fields
            if field.chosen
        ]
        return {
            "fields": self.fields,
            "kept": self.chosen,
            "filters": [(text, url_for(endpoint, **here, **rest)) for text, rest in without],
            "clear_url": url_for(endpoint, **here),
        }


def _said(names: dict[str, str]) -> dict[str, str]:
    return {value: translated(name) for value, name in names.items()}


def _facts() -> dict[str, str]:
    return _said({fact.code: fact.name for fact in access.FACTS})
