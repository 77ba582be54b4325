"""Every page as the validator of the W3C reads it (Nu): no error, in the sample, among attacks and on the real site."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.engine.install import build_site
from generator.engine.project import publish, read_project

ROOT = Path(__file__).parents[1]
QUICK_START = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Seconds of reading do not pay for the better machine code Java would make of itself meanwhile: half the work."""
JAR = ROOT / ".venv" / "web" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(*paths: Path) -> list[str]:
    """Return what the validator calls an error, with the file and line."""
    java = shutil.which("java")
    assert java, "no java: run `make test`, which installs Debian's"
    assert JAR.is_file(), "no validator: run `make test`, which installs it"
    asked = ("--errors-only", "--format", "json", "--skip-non-html")
    command = [java, *QUICK_START, "-jar", str(JAR), *asked, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(done.stderr)["messages"]
    return [f"{m['url']}:{m.get('lastLine')}: {m['message']}" for m in told]


@pytest.mark.parametrize("whose", ["sample", "real"])
def test_no_page_has_an_error_of_html(whose: str, built: Path, tmp_path: Path) -> None:
    site = built / "site" if whose == "sample" else tmp_path / "out"
    if whose == "real":
        build_site(publish(read_project(ROOT)), site)
    assert len(list(site.rglob("*.html"))) > 40
    assert errors(site) == []


def test_the_validator_would_tell(tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    page.write_text("<!doctype html><html lang=vi><title>x</title><input type=checkbox autocomplete=off>", "utf-8")
    assert [e for e in errors(page) if "autocomplete" in e]
