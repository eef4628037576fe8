"""Templates and settings: nothing unused, nothing untranslated, nothing undocumented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from hub.config import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "hub" / "templates"
PAGES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def test_every_template_is_used() -> None:
    code = "\n".join(path.read_text() for path in [*(ROOT / "hub").rglob("*.py"), *TEMPLATES.rglob("*.html")])
    unused = [name for name in PAGES if not name.startswith("errors/") and f'"{name}"' not in code]
    assert unused == []


@pytest.mark.parametrize("name", PAGES)
def test_every_word_on_a_page_is_marked_for_translation(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", " ", (TEMPLATES / name).read_text(), flags=re.S)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.S)
    text = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", text, flags=re.S)
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*[A-Za-z]{2}[^"]*)"', text)
    text = re.sub(r"<[^>]*>", " ", text)
    left = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", re.sub(r"&[a-z]+;", " ", text)) if word not in ("CC", "EUPL")]
    assert (left, spoken) == ([], []), "wrap it in _()"


@pytest.mark.parametrize("name", PAGES)
def test_icons_are_called_by_their_literal_name(name: str) -> None:
    called = re.findall(r"\bicon\(([^)]*)\)", (TEMPLATES / name).read_text())
    assert [call for call in called if not re.match(r"""['"][a-z0-9-]+['"]$|name$|symbol$|icon_name$""", call)] == []


def test_the_frame_sets_no_name_that_a_page_may_use_for_something_else() -> None:
    """A name that base.html sets silently takes the place of what a view handed over under that name."""
    frame = (TEMPLATES / "base.html").read_text().partition("<!DOCTYPE")[0]
    names = re.findall(r"\{%-?\s*set (\w+)", frame)
    assert names
    assert [name for name in names if not name.startswith("base_") and name != "bare"] == []


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs" / "deploy.md").read_text()
    missing = [one.name.upper() for one in fields(Settings) if f"`{one.name.upper()}`" not in told]
    assert missing == []
    assert [one.name for one in fields(Settings) if not one.metadata["meaning"]] == []
