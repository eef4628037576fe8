"""What is pointed out in a text: a table of sentences, the sums, and places that stay right whatever is typed."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.personal import LIKELY, SENTENCES, SURE, findings, passes_eleven_test
from tests.core.sentences import INNOCENT, TELLING

MOST_FALSE_ALARMS = 0.05


def test_the_table_is_long_and_half_of_it_is_innocent() -> None:
    assert len(TELLING) + len(INNOCENT) >= 200
    assert len(INNOCENT) >= 100
    assert {kind for _, _, kind in TELLING} == set(SENTENCES)


@pytest.mark.parametrize(("text", "piece", "kind"), TELLING)
def test_what_leads_to_a_person_is_pointed_at(text: str, piece: str, kind: str) -> None:
    found = [(one.kind, text[one.start : one.end]) for one in findings(text)]
    assert (kind, piece) in found


@pytest.mark.parametrize(("text", "piece", "kind"), TELLING)
def test_it_is_found_in_the_middle_of_a_text_too(text: str, piece: str, kind: str) -> None:
    longer = f"Zoekt rust. {text}\nWil dat niemand schrikt."
    assert kind in [one.kind for one in findings(longer)]


def test_a_text_without_a_person_is_left_alone() -> None:
    alarms = {text: [(one.kind, text[one.start : one.end]) for one in findings(text)] for text in INNOCENT if findings(text)}
    assert len(alarms) / len(INNOCENT) < MOST_FALSE_ALARMS, alarms
    assert not [text for text in INNOCENT if {one.kind for one in findings(text)} & SURE], "a sure kind cannot be waved through"


def test_every_kind_is_sure_or_likely_and_has_a_sentence() -> None:
    assert set(SENTENCES) == SURE | LIKELY
    assert not SURE & LIKELY
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_several_things_are_pointed_at_in_their_order() -> None:
    text = "Jan de Vries, Dorpsstraat 12, 8011 CW Zwolle, 06-12345678"
    assert [one.kind for one in findings(text)] == ["name", "house", "postcode", "phone"]


@pytest.mark.parametrize("figures", ["123456782", "111222333", "10000008"])
def test_a_number_that_can_be_a_citizens(figures: str) -> None:
    assert passes_eleven_test(figures)


@pytest.mark.parametrize("figures", ["123456789", "111222334", "000000000", "1234567", "1234567821"])
def test_a_number_that_cannot(figures: str) -> None:
    assert not passes_eleven_test(figures)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at_and_the_places_are_in_it(text: str) -> None:
    end = 0
    for one in findings(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(st.sampled_from([piece for _, piece, kind in TELLING if kind in SURE]), st.text("abc .\n", max_size=40))
def test_what_stands_around_it_hides_nothing(piece: str, around: str) -> None:
    assert {one.kind for one in findings(f"{around} {piece} {around}")} & SURE


def test_a_very_long_line_takes_no_time_to_speak_of() -> None:
    began = process_time()
    for piece in ("a", "1 ", "Aa ", "a.", "06 ", "A.", "a@", "-", "NL12 "):
        findings((piece * 20_000)[:20_000])
    assert process_time() - began < 6
