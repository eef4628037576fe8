"""The floor plan, the budgets and the words that may not be: kept by machine, so that nobody needs to remember."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "hub"
LINT = Path(sys.executable).with_name("lint-imports")
MOST_LINES, MOST_FUNCTION, MOST_FUNCTION_P90 = 300, 40, 25
NOT_A_FEATURE = {"core", "cli", "demo"}

PYTHON = sorted([*HUB.rglob("*.py"), *(ROOT / "migrations").rglob("*.py")])
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((HUB / "templates").rglob("*.html"))

# What, where it is looked for, where it may stand, and why it may not stand elsewhere.
FORBIDDEN_IN_PYTHON = [
    (r"\bMarkup\(", {"hub/core/html.py"}, "HTML is made behind one door"),
    (r"os\.(environ|getenv)", {"hub/config.py"}, "settings are read once"),
    (r"\bpopulate_obj\b", set(), "a form never writes a row by itself"),
    (r"\.query\.get\(|\.get_or_404\(", set(), "load through the viewer, never by number"),
    (r"#\s*noqa|#\s*type:\s*ignore|#\s*nosec", set(), "mend it, or change the rule for everybody"),
    (r"\b(TODO|FIXME|XXX)\b", set(), "nothing half done"),
    (r"\bpickle\b|\beval\(|\bexec\(|shell=True|yaml\.load\b", set(), "not with what people type"),
    (r"|".join([r"@event\.listens_for\b.*after_commit", r"\bblinker\b", r"\bsignals\b"]), set(), "no signals"),
    (r"cors_allowed_origins=.\*", set(), "sockets have exact origins"),
]
FORBIDDEN_IN_TEMPLATES = [
    (r"\|\s*safe\b", "HTML is made behind one door"),
    (r"autoescape\s+false", "HTML is made behind one door"),
    (r"<script(?![^>]*\b(src|nonce)=)", "no inline scripts"),
    (r"<style\b|\sstyle=", "no inline style"),
    (r"\son[a-z]+=[\"']", "no inline handlers"),
    (r"(src|href|action)=[\"'](https?:)?//(?!www\.w3\.org)", "no requests to other hosts"),
    (r"(?i)\b(TODO|FIXME)\b", "nothing half done"),
]
FORBIDDEN_IN_TESTS = [
    (r"\btime\.sleep\(", "wait for what must happen, not for the clock"),
    (r"@pytest\.mark\.skip\(|@pytest\.mark\.xfail", "a test that is off is a defect"),
    (r"#\s*noqa|#\s*type:\s*ignore", "mend it"),
]


def short(path: Path) -> str:
    """The path as the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def found(pattern: str, paths: list[Path], allowed: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """Where the pattern stands, outside the files that may hold it."""
    places = []
    for path in paths:
        if short(path) in allowed or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(pattern, line):
                places.append(f"{short(path)}:{number}: {line.strip()[:90]}")
    return places


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the house with its length, its docstring included."""
    for path in HUB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{short(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts of a copy or of the house itself."""
    return subprocess.run([LINT, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The house's Python and its contracts in a folder where something may be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(HUB, tmp_path / "hub", ignore=lambda folder, names: [
        name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
    ])  # fmt: skip
    return tmp_path


def test_the_floor_plan_holds() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("hub/agenda/helpers.py", ""),
        ("hub/proposals/__init__.py", ""),
        ("hub/utils.py", ""),
        ("hub/members/queries.py", "from hub.agenda import models\n"),
        ("hub/notices/models.py", "from hub.notices import views\n"),
        ("hub/members/rules.py", "import flask\n"),
        ("hub/members/rules.py", "from hub.core.db import db\n"),
        ("hub/members/rules.py", "from hub.core import clock\n"),
        ("hub/circles/actions.py", "from flask import request\n"),
        ("hub/circles/views.py", "import sqlalchemy\n"),
        ("hub/core/text.py", "from hub.core import page\n"),
    ],
)
def test_whoever_breaks_the_floor_plan_hears_it(copied: Path, place: str, text: str) -> None:
    path = copied / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + text)
    assert lint(copied).returncode == 1


def test_every_feature_has_its_place_in_the_contracts() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contracts = {one["id"]: one for one in settings["contracts"]}
    features = {f"hub.{path.parent.name}" for path in HUB.glob("*/__init__.py") if path.parent.name not in NOT_A_FEATURE}
    assert features == set(contracts["rooms"]["containers"])
    floors = set(re.findall(r"\w+", " ".join(contracts["floors"]["layers"])))
    assert {feature.removeprefix("hub.") for feature in features} <= floors


def test_every_folder_is_seen_by_the_contracts() -> None:
    folders = {path.parent for path in HUB.rglob("*.py")}
    assert [short(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_files_and_functions_stay_small() -> None:
    long_files = {short(path): len(path.read_text().splitlines()) for path in HUB.rglob("*.py")}
    assert {path: lines for path, lines in long_files.items() if lines > MOST_LINES} == {}
    lengths = dict(functions())
    assert {name: lines for name, lines in lengths.items() if lines > MOST_FUNCTION} == {}
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.9)] <= MOST_FUNCTION_P90


def test_no_logic_in_packages_and_no_drawers_for_everything() -> None:
    for path in HUB.rglob("__init__.py"):
        body = ast.parse(path.read_text()).body
        assert all(isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) for part in body), short(path)
    assert [short(path) for path in PYTHON if path.stem in {"utils", "helpers", "misc", "common", "signals"}] == []


@pytest.mark.parametrize(("pattern", "allowed", "why"), FORBIDDEN_IN_PYTHON)
def test_words_that_may_not_be_in_python(pattern: str, allowed: set[str], why: str) -> None:
    assert found(pattern, PYTHON, allowed) == [], why


@pytest.mark.parametrize(("pattern", "why"), FORBIDDEN_IN_TEMPLATES)
def test_words_that_may_not_be_in_templates(pattern: str, why: str) -> None:
    assert found(pattern, TEMPLATES) == [], why


@pytest.mark.parametrize(("pattern", "why"), FORBIDDEN_IN_TESTS)
def test_words_that_may_not_be_in_tests(pattern: str, why: str) -> None:
    assert found(pattern, TESTS) == [], why


def test_the_locks_name_no_addresses_and_carry_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert not re.search(r"https?://|file://|--index-url |--find-links ", text), lock.name
        pinned = re.findall(r"^(\S+)==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0, lock.name


def test_the_same_library_has_one_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in ROOT.glob("requirements*.lock"):
        for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
