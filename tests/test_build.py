"""Building: whole or not at all, the same bytes everywhere, and a way out of MkDocs."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

from generator.core.problem import UsageError
from generator.engine.install import _replace_site, build_site, write_markdown
from generator.engine.project import publish, read_project
from generator.engine.render import render_plan
from tests.making import copy_sample, own_theme

BIN = Path(sys.executable).parent


def hashes(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def pages(folder: Path) -> set[str]:
    return {p.parent.relative_to(folder).as_posix() for p in folder.rglob("index.html")}


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_errors_leave_the_last_site_as_it_was(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    before = hashes(root / "site")
    record = root / "stories" / "2025" / "nguyen-van-mot.yml"
    record.write_text(record.read_text("utf-8").replace("kind: individual", "kind: x"), "utf-8")
    done = run(str(BIN / "dienhinh"), "build", cwd=root)
    assert done.returncode == 1
    assert "stories/2025/nguyen-van-mot.yml:1: kind:" in done.stdout
    assert hashes(root / "site") == before
    assert [p.name for p in root.iterdir() if p.name.startswith(".site-")] == []
    done = run(str(BIN / "mkdocs"), "build", cwd=root)
    assert done.returncode != 0
    assert "stories/2025/nguyen-van-mot.yml:1: kind:" in done.stderr
    assert hashes(root / "site") == before


def test_the_same_records_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first, second = copy_sample(tmp_path / "a"), copy_sample(tmp_path / "somewhere" / "else")
    one = run(str(BIN / "dienhinh"), "build", cwd=first, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    two = run(
        str(BIN / "dienhinh"),
        "build",
        cwd=second,
        TZ="Asia/Ho_Chi_Minh",
        LC_ALL="C.UTF-8",
        PYTHONHASHSEED="7",
        SOURCE_DATE_EPOCH="1000000000",
    )
    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    assert hashes(first / "site") == hashes(second / "site")


def test_plain_mkdocs_gives_the_same_pages(built: Path, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    done = run(str(BIN / "mkdocs"), "build", "-q", cwd=root)
    assert done.returncode == 0, done.stderr
    ours = hashes(built / "site")
    del ours["manifest.txt"]  # it names what `dienhinh build` put in place
    assert hashes(root / "site") == ours


@pytest.mark.parametrize("processes", [2, 5])
def test_any_number_of_processes_gives_the_same_bytes(processes: int, built: Path, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site", partial(render_plan, processes=processes))
    assert hashes(root / "site") == hashes(built / "site")


def test_a_build_never_replaces_sources_or_somebody_s_files(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    publication = publish(read_project(root))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("x")
    for target in (root, tmp_path, root / "stories", root / "docs" / "site", mine):
        with pytest.raises(UsageError):
            build_site(publication, target)
    assert (mine / "letter.txt").read_text() == "x"
    assert (root / "stories" / "2025" / "nguyen-van-mot.yml").is_file()
    odd: dict[str, Callable[[Path], None]] = {
        "file": Path.touch,
        "pipe": os.mkfifo,
        "link": partial(os.symlink, mine / "letter.txt"),
    }
    for name, make in odd.items():
        target = tmp_path / name
        make(target)
        with pytest.raises(UsageError, match="not-a-site"):
            build_site(publication, target)
        with pytest.raises(UsageError, match="not-for-markdown"):
            write_markdown(publication, target)
        assert target.exists()
        assert not target.is_dir()
    build_site(publication, tmp_path / "site")
    inside = (root, root / "stories", root / "docs" / "pages", root / ".dienhinh", mine, tmp_path / "site")
    for target in inside:
        with pytest.raises(UsageError, match="not-for-markdown"):
            write_markdown(publication, target)
    pages = tmp_path / "pages"
    assert write_markdown(publication, pages) == write_markdown(publication, pages) > 0
    (pages / "left.md").write_text("x")
    write_markdown(publication, pages)
    assert not (pages / "left.md").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_swap_that_fails_half_way_brings_the_last_site_back(tmp_path: Path) -> None:
    site, missing = tmp_path / "site", tmp_path / "never-rendered"
    site.mkdir()
    (site / "index.html").write_text("last good", "utf-8")
    with pytest.raises(FileNotFoundError):
        _replace_site(missing, site, tmp_path / "old")
    assert (site / "index.html").read_text("utf-8") == "last good"
    assert not (tmp_path / "old").exists()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.inline: list[str] = []
        self.headings: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {v for k, v in attrs if k == "id" and v}
        self.targets += [v for k, v in attrs if k in {"href", "src", "action"} and v]
        if "style" in given or any(k.startswith("on") for k in given):
            self.inline.append(f"<{tag} {attrs}>")
        if tag == "h1":
            self.headings.append(tag)
        if tag == "script":
            self.scripts.append(given.get("src") or given.get("type") or "inline")


def read(page: Path) -> Links:
    parser = Links()
    parser.feed(page.read_text("utf-8"))
    return parser


def test_no_link_is_dead_and_nothing_leads_to_third_parties_by_itself(built: Path) -> None:
    site = built / "site"
    parsed = {p: read(p) for p in site.rglob("*.html")}
    for page, links in parsed.items():
        if page.name == "404.html":
            continue
        here = f"http://x/{page.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        for target in links.targets:
            parts = urlsplit(urljoin(here, target))
            if parts.netloc != "x":
                continue
            path = site / unquote(parts.path).lstrip("/")
            path = path / "index.html" if parts.path.endswith("/") or path.is_dir() else path
            assert path.is_file(), f"{page}: {target}"
            if parts.fragment and path in parsed:
                assert unquote(parts.fragment) in parsed[path].ids, f"{page}: {target}"


def test_no_inline_style_or_handler_and_one_heading_of_the_first_rank(built: Path) -> None:
    for page in (built / "site").rglob("*.html"):
        links = read(page)
        assert links.inline == [], page
        assert "inline" not in links.scripts, page
        allowed = "" if page.is_relative_to(built / "site" / "nhung") else " script-src 'self';"
        policy = f'http-equiv="Content-Security-Policy" content="default-src \'none\';{allowed}'
        assert policy in page.read_text("utf-8"), page
        assert len(links.headings) == 1, page


def test_every_record_and_hand_written_page_is_in_the_site(built: Path) -> None:
    found = pages(built / "site")
    for record in read_project(built).archive.stories:
        assert f"dien-hinh/{record}" in found
    assert {".", "gioi-thieu", "bao-chi", "huong-dan", "huong-dan/truong"} <= found


def plain_config(root: Path) -> Path:
    """Write a configuration without any plugin of ours beside the exported Markdown."""
    config = {
        "site_name": "Điển hình mẫu",
        "site_url": "https://dienhinh.example/",
        "docs_dir": "pages",
        "site_dir": "out",
        "use_directory_urls": True,
        "theme": {"name": None, "custom_dir": "theme"},
        "plugins": [],
        "nav": [{"Trang chủ": "index.md"}, {"Điển hình": "dien-hinh/index.md"}],
    }
    (root / "theme").mkdir()
    (root / "theme" / "main.html").write_text("<!doctype html><title>x</title>{{ page.content }}", "utf-8")
    path = root / "mkdocs.yml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return path


@pytest.mark.parametrize("engine", ["properdocs", "zensical"])
def test_other_engines_render_every_page(engine: str, built: Path, tmp_path: Path) -> None:
    count = write_markdown(publish(read_project(built)), tmp_path / "pages")
    assert count > 40
    config = plain_config(tmp_path)
    if engine == "zensical":
        config.write_text(
            config.read_text("utf-8").replace("custom_dir: theme\n  name: null", "variant: classic"), "utf-8"
        )
    done = run(str(BIN / engine), "build", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert pages(built / "site") <= pages(tmp_path / "out")
    story = (tmp_path / "out" / "dien-hinh" / "nguyen-van-mot" / "index.html").read_text("utf-8")
    assert re.search(r"<h1[^>]*>Ông Nguyễn\sVăn\sMột cứu người đuối nước trên sông", story)
    assert '<div id="khen-1" class="dh-award">' in story
    assert re.search(r"<h2[^>]*>Việc đã làm", story)


def test_a_changed_script_is_asked_for_by_its_new_name(tmp_path: Path) -> None:
    """Compiled templates are kept: what a filter makes of a constant must not be kept with them."""
    root = copy_sample(tmp_path)
    theme = own_theme(root, tmp_path / "theme")
    build_site(publish(read_project(root)), root / "site")
    script = theme / "assets" / "javascripts" / "display.js"
    script.write_text(script.read_text("utf-8") + "/* changed */\n", "utf-8")
    build_site(publish(read_project(root)), root / "site")
    for page in (root / "site").rglob("index.html"):
        for name in re.findall(r'src="(?:\.\./)*(assets/[^"]+)"', page.read_text("utf-8")):
            assert (root / "site" / name).is_file(), (page, name)


NESTED = """nav:
  - Trang chủ: index.md
  - Xem:
      - Điển hình: dien-hinh/index.md
      - Thêm:
          - Mô hình: mo-hinh/index.md
"""


@pytest.mark.parametrize("nav", ["", NESTED, "nav: []\n"], ids=["missing", "nested", "empty"])
def test_a_site_is_built_whatever_its_navigation(nav: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = (root / "mkdocs.yml").read_text("utf-8")
    begin = config.index("\nnav:\n") + 1
    (root / "mkdocs.yml").write_text(config[:begin] + nav + config[config.index("\nextra:", begin) :], "utf-8")
    done = run(str(BIN / "dienhinh"), "build", cwd=root)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stdout + done.stderr
    home = (root / "site" / "index.html").read_text("utf-8")
    assert "dien-hinh/" in home
    assert (root / "site" / "dien-hinh" / "nguyen-van-mot" / "index.html").is_file()


def test_a_draft_says_so_on_every_page_and_to_every_crawler(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    command = [str(BIN / "dienhinh"), "--project", str(root), "build"]
    assert subprocess.run([*command, "--draft"], check=False, capture_output=True).returncode == 2
    for options in ([], ["--draft"]):
        made = [*command, "--site-dir", str(tmp_path / "made"), *options]
        subprocess.run(made, check=True, capture_output=True)
        for name in ("index.html", "dien-hinh/nguyen-van-mot/index.html", "404.html"):
            page = tmp_path / "made" / name
            text = page.read_text("utf-8")
            assert ("Bản xem trước, chưa công bố" in text) is bool(options), page
            assert ('content="noindex"' in text) is (bool(options) or page.name == "404.html"), page
