"""Small decisions, as pure questions."""

from __future__ import annotations

import pytest

from hub.home.rules import Helper, helper_of, kind_of_home, name_of_form, why_not_ready


@pytest.mark.parametrize(
    ("setting", "name", "address"),
    [
        ("Noor Bakker <noor@peerhuis.example>", "Noor Bakker", "noor@peerhuis.example"),
        ("  Ties  < ties@peerhuis.example > ", "Ties", "ties@peerhuis.example"),
        ("De balie", "De balie", ""),
    ],
)
def test_a_helper_has_a_name_and_perhaps_an_address(setting: str, name: str, address: str):
    assert helper_of(setting) == Helper(name, address)


@pytest.mark.parametrize(
    ("is_member", "is_partner", "state", "kind"),
    [
        (False, False, None, "visitor"),
        (True, False, "member", "member"),
        (False, True, "member", "partner"),
        (False, False, "applicant", "applicant"),
        (False, True, "applicant", "applicant"),
        (False, False, "suspended", "visitor"),
        (False, True, "left", "visitor"),
    ],
)
def test_each_kind_of_account_has_its_home(is_member: bool, is_partner: bool, state: str | None, kind: str):
    assert kind_of_home(is_member, is_partner, state) == kind


def test_a_draft_of_an_unknown_form_has_a_name():
    assert name_of_form("agenda") == "Bijeenkomst"
    assert name_of_form("") == "Formulier"


def test_ready_only_when_everything_is():
    assert why_not_ready(writes=True, worker_fresh=True, disk_free=0.5) == []
    assert why_not_ready(writes=False, worker_fresh=False, disk_free=0.049) == ["database", "worker", "disk"]
