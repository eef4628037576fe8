"""docs/deploy.md says what the code does: its table of settings, its commands, its services."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import Flask

from hub.cli.commands import described_settings

DEPLOY = (Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_the_one_the_code_prints() -> None:
    told = re.search(r"<!-- settings: begin.*?-->\n(.*?)\n<!-- settings: end -->", DEPLOY, re.DOTALL)
    assert told
    assert told.group(1) == described_settings(), "flask --app wsgi hub settings"


def test_every_command_it_names_exists(app: Flask) -> None:
    named = set(re.findall(r"flask --app wsgi hub ([a-z-]+)", DEPLOY))
    assert named
    group = app.cli.commands["hub"]
    assert isinstance(group, click.Group)
    assert named <= set(group.commands)
