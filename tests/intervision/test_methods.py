"""The method files: the ones we have load and fit together, and a file that breaks a rule is refused with its reason."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from hub.intervision.queries.methods import FOLDER, frame, methods
from hub.intervision.rules.method import BadMethod, frame_of, method_of
from hub.intervision.rules.plan import LENGTHS, minutes_of, plan_of, why_not_fit

Raw = dict[str, Any]


def raw(name: str) -> Raw:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def phase(raw: Raw, key: str) -> Raw:
    return next(one for one in raw["phases"] if one["key"] == key)


def test_the_files_load_as_they_are_written() -> None:
    method = methods()["reflecting"]
    assert [one.key for one in method.phases] == [
        "vraag", "helder", "waarderen", "kern", "herzie", "suggesties", "slot", "leren",
    ]  # fmt: skip
    assert (method.people, method.core_min, method.facilitator_is_peer) == ((3, 7), 42, True)
    silent = [one.key for one in method.phases if one.owner == "listens"]
    assert silent == ["waarderen", "kern", "suggesties"]
    assert [one.key for one in frame().before] == ["inchecken", "terugblik", "kiezen"]
    assert [one.key for one in frame().after] == ["stap", "oogst", "uitchecken", "evaluatie"]
    assert {one.part for one in method.phases} == {"core"}
    assert [one.key for one in frame().after if one.is_content] == ["stap"]


# What is broken in a good file, and a piece of the sentence that says so.
BROKEN: list[tuple[str, Callable[[Raw], object], str]] = [
    ("a word for turn that nobody knows", lambda raw: phase(raw, "kern").update(turn="chaos"), "turn is 'chaos'"),
    ("unknown input", lambda raw: phase(raw, "kern").update(input="dance"), "input is 'dance'"),
    ("unknown reveal", lambda raw: phase(raw, "kern").update(reveal="soon"), "reveal is 'soon'"),
    ("unknown part of the owner", lambda raw: phase(raw, "kern").update(owner="sleeps"), "owner is 'sleeps'"),
    ("unknown way to go on", lambda raw: phase(raw, "kern").update(adv="clock"), "adv is 'clock'"),
    ("unknown keep", lambda raw: phase(raw, "kern").update(keep="forever"), "keep is 'forever'"),
    ("unknown author", lambda raw: phase(raw, "kern").update(author="ghost"), "author is 'ghost'"),
    ("unknown guard", lambda raw: phase(raw, "kern").update(guard="dog"), "guard is 'dog'"),
    ("answers", lambda raw: phase(raw, "slot").update(input="answers"), "input 'answers' cannot be done yet"),
    ("rate", lambda raw: phase(raw, "slot").update(input="rate"), "input 'rate' cannot be done yet"),
    ("owner only", lambda raw: phase(raw, "kern").update(reveal="owner_only"), "reveal 'owner_only' cannot be done yet"),
    ("owner away", lambda raw: phase(raw, "kern").update(owner="away"), "owner 'away' cannot be done yet"),
    ("no names", lambda raw: phase(raw, "kern").update(author="anonymous"), "author 'anonymous' cannot be done yet"),
    ("the same key twice", lambda raw: phase(raw, "herzie").update(key="vraag"), "key is used twice"),
    ("no time at all", lambda raw: phase(raw, "kern").update(min=0), "less than a minute"),
    ("a role that is none", lambda raw: phase(raw, "kern").update(who=["peers", "guests"]), "who names no role"),
    ("from a phase that is not there", lambda raw: phase(raw, "slot").update({"from": "advies"}), "does not point backwards"),
    ("from a later phase", lambda raw: phase(raw, "slot").update({"from": "leren"}), "does not point backwards"),
    (
        "an owner who writes and only listens",
        lambda raw: phase(raw, "kern").update(who=["owner", "peers"]),
        "who and owner differ",
    ),
    ("an owner who speaks without a pen", lambda raw: phase(raw, "kern").update(owner="speaks"), "who and owner differ"),
    ("single by two", lambda raw: phase(raw, "vraag").update(who=["owner", "peers"]), "single needs one author"),
    ("cards that are open at once", lambda raw: phase(raw, "kern").update(reveal="live"), "cards are not shown"),
    ("silence with authors", lambda raw: phase(raw, "waarderen").update(input="none"), "only silence"),
    ("words without authors", lambda raw: phase(raw, "waarderen").update(who=[]), "only silence"),
    ("no title", lambda raw: phase(raw, "kern").update(nl=""), "title is empty or long"),
    ("a long title", lambda raw: phase(raw, "kern").update(en="x" * 41), "title is empty or long"),
    ("no prompt", lambda raw: phase(raw, "kern").update(ask_nl=""), "prompt is empty or long"),
    ("a long prompt", lambda raw: phase(raw, "kern").update(ask_nl="x" * 201), "prompt is empty or long"),
    ("no English prompt", lambda raw: phase(raw, "kern").update(ask_en=""), "prompt is empty or long"),
    ("a field that nobody knows", lambda raw: phase(raw, "kern").update(colour="red"), "unknown fields ['colour']"),
    ("another schema", lambda raw: raw["method"].update(schema=2), "another schema"),
    ("no English title", lambda raw: phase(raw, "kern").pop("en"), "misses ['en']"),
    ("nothing to pick from", lambda raw: phase(raw, "slot").pop("from"), "needs from"),
    ("minutes that do not add up", lambda raw: raw["method"].update(core_min=41), "core_min is not the sum"),
    ("an owner without the last word", lambda raw: phase(raw, "leren").update(who=["peers"], owner="listens"), "the last word"),
]


@pytest.mark.parametrize(("change", "said"), [pytest.param(*one[1:], id=one[0]) for one in BROKEN])
def test_a_broken_method_is_refused(change: Callable[[Raw], object], said: str) -> None:
    broken = copy.deepcopy(raw("reflecting"))
    change(broken)
    with pytest.raises(BadMethod) as caught:
        method_of(broken)
    assert said in str(caught.value)


def test_every_prompt_is_dutch() -> None:
    english = {"the", "you", "your", "what", "which", "how", "and", "with", "this"}
    for one in (*frame().before, *methods()["reflecting"].phases, *frame().after):
        assert not english & set(re.findall(r"[a-z]+", one.ask_nl.lower())), one.key


def test_a_frame_of_another_schema_is_refused() -> None:
    broken = copy.deepcopy(raw("frame"))
    broken["frame"]["schema"] = 2
    with pytest.raises(BadMethod, match="schema"):
        frame_of(broken)


@pytest.mark.parametrize("part", ["before", "after"])
def test_a_frame_that_does_not_add_up_is_refused(part: str) -> None:
    broken = copy.deepcopy(raw("frame"))
    broken["frame"][f"{part}_min"] += 1
    with pytest.raises(BadMethod, match=f"{part}_min"):
        frame_of(broken)


@pytest.mark.parametrize(
    ("length", "pace", "minutes"), [(60, "kort", 52), (60, "gewoon", 62), (90, "gewoon", 79), (120, "rustig", 110)]
)
def test_frame_core_and_break_make_a_session(length: int, pace: str, minutes: int) -> None:
    method = methods()["reflecting"]
    made = plan_of(frame(), method, length, pace)
    assert minutes_of(made) == minutes
    assert (why_not_fit(frame(), method, length, pace) is None) == (minutes <= length)
    keys = [one.key for one in made]
    assert len(set(keys)) == len(keys)
    assert ("pauze" in keys) == (length >= 120)
    assert ("terugblik" in keys) == (length > 60)
    assert keys[-1] == "evaluatie"


def test_what_does_not_fit_says_so_in_words() -> None:
    assert str(why_not_fit(frame(), methods()["reflecting"], 60, "rustig")).startswith("Deze manier past niet")
    assert all(why_not_fit(frame(), methods()["reflecting"], length, "kort") is None for length in LENGTHS)
