"""Every check, one after the other, and what came of each. `make test`, `make test-deep` and `make lint` call this.

A check that fails does not stop the others. The last lines are the summary and pytest's own closing line.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MODULE = (sys.executable, "-m")


@dataclass(frozen=True)
class Outcome:
    """What came of one check."""

    name: str
    good: bool
    seconds: float
    note: str = ""


@dataclass(frozen=True)
class Check:
    """A check: its name and the command."""

    name: str
    command: tuple[str, ...]

    def run(self) -> tuple[Outcome, str]:
        """Show its output while it comes; the outcome and everything it said."""
        print(f"\n--- {self.name}", flush=True)
        began = time.monotonic()
        said: list[bytes] = []
        with subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT) as process:
            assert process.stdout is not None
            while part := os.read(process.stdout.fileno(), 65536):
                said.append(part)
                sys.stdout.buffer.write(part)
                sys.stdout.buffer.flush()
        words = b"".join(said).decode(errors="replace")
        return Outcome(self.name, process.returncode == 0, time.monotonic() - began), words


QUICK = (
    Check("stijl (ruff)", (*MODULE, "ruff", "check", ".")),
    Check("plattegrond (import-linter)", (str(Path(sys.executable).with_name("lint-imports")), "--no-logo")),
    Check("typen (mypy)", (*MODULE, "mypy")),
)
ASSETS = Check("opmaak en scripts (assets)", (sys.executable, "assets/build.py"))


def main(which: str) -> int:
    """Run the checks of this kind; the answer is the exit code."""
    os.chdir(ROOT)
    everything = "1" in (os.environ.get("REQUIRE_ALL", ""), os.environ.get("CI", "").replace("true", "1"))
    chromium = any(shutil.which(name) for name in CHROMIUMS)
    if which != "lint" and everything and not chromium:
        print("Er is geen Chromium en niets mag worden overgeslagen. Installeer die: apt install chromium.", file=sys.stderr)
        return 1
    outcomes = [check.run()[0] for check in QUICK]
    closing = ""
    if which != "lint":
        outcomes.append(ASSETS.run()[0])
        tested, closing = tests(deep=which == "test-deep", everything=everything)
        outcomes += [tested, *coverage()]
    summary(outcomes, closing, missing_chromium=which != "lint" and not chromium)
    return 0 if all(outcome.good for outcome in outcomes) else 1


def tests(deep: bool, everything: bool) -> tuple[Outcome, str]:
    """All tests, in parallel; its outcome and pytest's closing line."""
    shutil.rmtree(ROOT / "build" / "coverage", ignore_errors=True)
    (ROOT / "build" / "coverage").mkdir(parents=True)
    marks = ("-m", "deep or not deep") if deep else ()
    # One more than the processors of a small machine: browsers and rooms wait much of the time.
    workers = os.environ.get("WORKERS", "3")
    command = (*MODULE, "coverage", "run", "-m", "pytest", f"-n{workers}", "--dist=worksteal", "-rs", *marks)
    outcome, said = Check("proeven (pytest)", command).run()
    lines = [line for line in said.splitlines() if re.search(r"\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s", line)]
    closing = lines[-1] if lines else "pytest kwam niet aan het eind"
    skipped = " skipped" in closing
    note = closing.strip("= ")
    if everything and skipped:
        note += ": er is iets overgeslagen en dat mag nu niet"
    return Outcome(outcome.name, outcome.good and not (everything and skipped), outcome.seconds, note), closing


def coverage() -> list[Outcome]:
    """How much of the house the tests walked through; the rules must be walked whole."""
    least = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["peerhuis"]["coverage"]
    subprocess.run((*MODULE, "coverage", "combine", "-q"), cwd=ROOT, check=False)
    rules = "--include=hub/*/rules.py,hub/*/rules/*"
    gates = {
        "dekking (alles)": (f"--fail-under={least['everything']}",),
        "dekking (rules)": (f"--fail-under={least['rules']}", rules),
    }
    outcomes = []
    for name, options in gates.items():
        outcome, said = Check(name, (*MODULE, "coverage", "report", *options)).run()
        total = re.search(r"^TOTAL.* (\d+%)", said, re.MULTILINE)
        outcomes.append(Outcome(name, outcome.good, outcome.seconds, total.group(1) if total else ""))
    return outcomes


def summary(outcomes: list[Outcome], closing: str, missing_chromium: bool) -> None:
    """What ran, what came of it, and what was not done."""
    print("\n=== Samenvatting")
    for outcome in outcomes:
        print(f"{'goed' if outcome.good else 'FOUT':5} {outcome.name:30} {outcome.seconds:6.1f} s  {outcome.note}".rstrip())
    if missing_chromium:
        print("\n!!! NIET GEDAAN: de browserproeven. Er is geen Chromium gevonden (apt install chromium).")
    if closing:
        print(closing)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
