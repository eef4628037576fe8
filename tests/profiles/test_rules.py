"""What profiles decide, without a page."""

from __future__ import annotations

from hub.profiles.rules import ALREADY_THERE, FINDABLE_NEEDS_SHOWN, NOT_OFFERED, why_not_add, why_not_consent


def test_a_kind_of_experience_is_put_on_a_profile_once_and_from_the_list() -> None:
    offered = ["autisme", "ggz"]
    assert why_not_add("autisme", offered, had=[]) is None
    assert why_not_add("autisme", offered, had=["autisme"]) == ALREADY_THERE
    assert why_not_add("verzonnen", offered, had=["autisme"]) == NOT_OFFERED


def test_nobody_is_found_by_what_is_not_shown() -> None:
    assert why_not_consent(shown=True, findable=True) is None
    assert why_not_consent(shown=False, findable=False) is None
    assert why_not_consent(shown=False, findable=True) == FINDABLE_NEEDS_SHOWN
