"""Scripts, styles and templates read by the tools their authors use, and the scripts run under Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".venv" / "web"
BIN = TOOLS / "node_modules" / ".bin"
SCRIPTS = ROOT / "generator" / "theme" / "assets" / "javascripts"
WORKER_FOLDER = ROOT / "generator" / "publish" / "sharing"
DESK = ROOT / "generator" / "desk" / "static"
WORKERS = "generator/publish/sharing/*.js"
STYLES = (
    "generator/theme/assets/stylesheets/*.css",
    "generator/publish/sharing/*.css",
    "generator/desk/static/*.css",
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_scripts_are_clean() -> None:
    done = run(
        str(BIN / "eslint"), "--config", str(TOOLS / "eslint.config.mjs"), str(SCRIPTS), str(WORKER_FOLDER), str(DESK)
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_styles_are_clean() -> None:
    done = run(str(BIN / "stylelint"), "--config", str(TOOLS / "stylelint.config.json"), *STYLES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_scripts_and_styles_are_laid_out_as_the_formatter_lays_them() -> None:
    config = str(TOOLS / "prettier.config.json")
    done = run(
        *(str(BIN / "prettier"), "--config", config, "--check"),
        *(f"{SCRIPTS}/*.js", f"{DESK}/*.js", WORKERS, "tests/web/*.mjs", *STYLES),
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("folder", "ending"),
    [("publish/templates", "md.j2"), ("publish/templates", "html.j2"), ("theme", "html"), ("desk/templates", "html")],
)
def test_templates_are_clean(folder: str, ending: str) -> None:
    """H015 and H020 ask for line breaks that Markdown would read, and know no tag a script fills; J018 for Flask."""
    rules = ["--lint", "--profile", "jinja", "--ignore", "H015,H020,J018" if folder.startswith("desk") else "H015,H020"]
    djlint = str(ROOT / ".venv" / "bin" / "djlint")
    done = run(djlint, str(ROOT / "generator" / folder), "--extension", ending, *rules)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fault_is_seen(tmp_path: Path) -> None:
    """The tools would say so: a test that cannot fail says nothing."""
    script, style = tmp_path / "a.js", tmp_path / "a.css"
    script.write_text("if (a == 1) eval(b);\n", "utf-8")
    style.write_text("a { colour: red; colour: red }\n", "utf-8")
    config = str(TOOLS / "eslint.config.mjs")
    read = subprocess.run(
        [str(BIN / "eslint"), "--config", config, str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no-eval" in read.stdout
    assert run(str(BIN / "stylelint"), "--config", str(TOOLS / "stylelint.config.json"), str(style)).returncode == 2


@pytest.mark.parametrize("name", sorted(file.name for file in (ROOT / "tests" / "web").glob("*.test.mjs")))
def test_scripts_do_what_they_say_under_node(name: str, tmp_path: Path) -> None:
    """Modules are modules to Node where a `package.json` says so, which the site has no use for."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    for folder in (WORKER_FOLDER, DESK):
        for file in folder.glob("*.js"):
            shutil.copy(file, scripts)
    (scripts / "package.json").write_text('{"type": "module"}', "utf-8")
    for file in (ROOT / "tests" / "web").glob("*.mjs"):
        shutil.copy(file, tmp_path)
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    done = run("node", "--test", str(tmp_path / name))
    assert done.returncode == 0, done.stdout + done.stderr
