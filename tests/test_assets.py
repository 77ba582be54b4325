"""Styles and scripts are named by what they hold, and by what they rest on."""

import re
from pathlib import Path

import pytest

from generator.engine.assets import Asset, AssetError, named_by_content
from tests.making import copy_sample
from tests.test_build import BIN, run

FOLDER = "assets/javascripts/"


def made(**sources: str) -> dict[str, Asset]:
    """Return modules by their bare names."""
    files = {f"{FOLDER}{name}.js": text.encode() for name, text in sources.items()}
    return {path.removeprefix(FOLDER)[:-3]: asset for path, asset in named_by_content(files, files).items()}


def bare(asset: Asset) -> str:
    return asset.name.removeprefix(FOLDER)


def test_a_change_reaches_all_that_rest_on_it_and_nothing_else() -> None:
    sources = {
        "page": 'import { a } from "./middle.js";\n',
        "middle": "export { a } from'./base.js';\n",
        "base": "A\n",
        "other": "B\n",
    }
    before, after = made(**sources), made(**{**sources, "base": "C\n"})
    assert {name for name in sources if before[name].name != after[name].name} == {"page", "middle", "base"}
    assert after["middle"].content.decode() == f"export {{ a }} from'./{bare(after['base'])}';\n"
    assert f'"./{bare(after["middle"])}"' in after["page"].content.decode()
    assert after["page"].imports == (f"{FOLDER}middle.js", f"{FOLDER}base.js")


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        ({"page": 'import "./gone.js";'}, "missing"),
        ({"one": 'import "./two.js";', "two": 'import "./one.js";'}, "circle"),
        ({"one": 'import "./one.js";'}, "circle"),
        ({"one": 'import("./two.js");', "two": ""}, "later"),
    ],
)
def test_a_script_that_can_never_run_is_refused(sources: dict[str, str], reason: str) -> None:
    with pytest.raises(AssetError) as refused:
        made(**sources)
    assert refused.value.reason == reason


def test_what_is_no_module_of_ours_keeps_its_bytes() -> None:
    sources = {"assets/stylesheets/a.css": b'@import "./b.css";', f"{FOLDER}own.js": b'/* from "./old.js" */ \xff'}
    for path, asset in named_by_content(sources, ()).items():
        assert asset.content == sources[path]
        stem, _, ending = path.rpartition(".")
        assert asset.name.startswith(f"{stem}.")
        assert asset.name.endswith(f".{ending}")


def test_a_project_s_own_script_stays_what_it_is_and_one_in_place_of_ours_can_be_refused(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    own = root / "docs" / "assets" / "javascripts"
    own.mkdir(parents=True)
    (own / "own.js").write_text("var here = document.currentScript; // from './nowhere.js'\n", "utf-8")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    more = "extra_javascript:\n  - path: assets/javascripts/own.js\n"
    (root / "mkdocs.yml").write_text(settings.replace("extra_javascript:\n", more), "utf-8")
    assert run(str(BIN / "dienhinh"), "build", cwd=root).returncode == 0
    home = (root / "site" / "index.html").read_text("utf-8")
    (tag,) = [each for each in home.split("<script ") if "javascripts/own." in each]
    assert "module" not in tag
    (own / "dienhinh.js").write_text('import "./gone.js";\n', "utf-8")
    refused = run(str(BIN / "dienhinh"), "build", cwd=root)
    assert refused.returncode != 0
    assert "«gone.js»" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("tra-cuu/", ["display", "elements", "search", "respelling", "syllables", "search_page", "muc-luc"]),
        ("tra-cuu/danh-sach/", ["display", "elements", "search", "respelling", "syllables", "look_up"]),
        ("dien-hinh/", ["display"]),
    ],
)
def test_what_the_first_paint_and_the_first_answer_wait_for_is_asked_for_before_any_font(
    built: Path, page: str, first: list[str]
) -> None:
    """On a slow line the fonts took the way of what was searched for."""
    head = (built / "site" / page / "index.html").read_text("utf-8").partition("</head>")[0]
    links = re.findall(r'<(?:link rel="(?:module)?preload"|script)[^>]* (?:href|src)="([^"]+)"', head)
    names = [link.rpartition("/")[2].partition(".")[0] for link in links]
    fonts = [at for at, link in enumerate(links) if link.endswith(".woff2")]
    assert len(fonts) == 4
    assert sorted(names[: fonts[0]]) == sorted(first)
    for link in links:
        assert (built / "site" / page / link).resolve().is_file(), link
