"""Who may come in where, read from the doors and the rules. `make rights` writes it down; test_rights.py compares.

The doors on the routes say who may enter; the first lines of each feature's `rules.py` say who may do what inside.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from hub.app import create_app
from hub.core.access import door_of
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]
MATRIX = ROOT / "tests" / "house" / "rights.yaml"
READABLE = ROOT / "docs" / "rights.md"

# role → the doors it may pass. Whoever is suspended, gone or unknown passes only doors for everybody.
ROLES = {
    "visitor": set(),
    "applicant": {"arriving", "signed_in"},
    "partner": {"arriving", "signed_in"},
    "member": {"arriving", "signed_in", "members_only"},
    "moderator": {"arriving", "signed_in", "members_only", "moderators_only"},
    "operator": {"arriving", "signed_in", "members_only", "operators_only"},
    "suspended": set(),
}
OPEN = {"public", "secret_link"}
FEATURES = (
    "members", "joining", "contacts", "circles", "audience", "profiles", "exchange", "referrals", "intervision",
    "agenda", "moderation", "notices",
)  # fmt: skip
# Where a feature's tables stand, if not in its `rules` itself.
TABLES = {"intervision": ("hub.intervision.rules.planning", "hub.intervision.rules.allowed")}


@dataclass(frozen=True, order=True)
class Right:
    """One route and method: its door, and which roles come in."""

    rule: str
    method: str
    door: str

    @property
    def roles(self) -> list[str]:
        """Who comes in, in the order of ROLES."""
        return [role for role, doors in ROLES.items() if self.door in OPEN or self.door in doors]

    def line(self) -> str:
        """The line of rights.yaml."""
        return f'"{self.method} {self.rule}": {{door: {self.door}, in: [{", ".join(self.roles)}]}}'


def rights_of(app: Flask) -> list[Right]:
    """Every route and method with its door, sorted."""
    found = {
        Right(rule.rule, method, door_of(app, rule.endpoint) or "none")
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return sorted(found)


def as_yaml(rights: list[Right]) -> str:
    """The matrix as it is kept in the repository."""
    head = "# Made by `make rights` from the doors. A change here is a change in who sees what: look at it twice.\n"
    return head + "\n".join(right.line() for right in rights) + "\n"


def as_markdown(rights: list[Right]) -> str:
    """The matrix and the rules' own tables, to be read."""
    lines = [
        "# Who may do what",
        "",
        "Made by `make rights`. The doors say who may come in; the rules say what each may do inside.",
        "",
    ]
    lines += ["| route | " + " | ".join(ROLES) + " |", "| --- |" + " --- |" * len(ROLES)]
    for right in rights:
        marks = " | ".join("yes" if role in right.roles else "–" for role in ROLES)
        lines.append(f"| `{right.method} {right.rule}` | {marks} |")
    for feature in FEATURES:
        lines += ["", f"## {feature}"]
        for module in TABLES.get(feature, (f"hub.{feature}.rules",)):
            lines += ["", "```text", (importlib.import_module(module).__doc__ or "").strip(), "```"]
    return "\n".join(lines) + "\n"


def small_app(instance: Path) -> Flask:
    """The app without its database: only its map of routes is read."""
    return create_app(settings_for("postgresql://nobody@127.0.0.1/none", instance))


def main() -> None:
    """Write both files anew."""
    rights = rights_of(small_app(ROOT / "instance" / "rights"))
    MATRIX.write_text(as_yaml(rights))
    READABLE.parent.mkdir(exist_ok=True)
    READABLE.write_text(as_markdown(rights))


if __name__ == "__main__":
    main()
