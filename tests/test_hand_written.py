"""The pages written by hand: what stands above them, where they stand, and in whose way they may not be."""

import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from generator.config.i18n import language
from generator.engine.hand_written import hand_written_problems
from generator.engine.install import build_site, expected_files, write_markdown
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import publish_site
from tests.making import copy_sample
from tests.test_build import run

BIN = Path(sys.executable).parent


def test_links_out_of_docs_are_refused(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "docs" / "etc").symlink_to("/etc")
    done = run(str(BIN / "dienhinh"), "build", cwd=root)
    assert done.returncode == 1
    assert "docs/etc:1:" in done.stdout
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "---\ntitle: Một\ndescription: Ba bước: đọc, sửa\n---\nChữ.\n",
            "docs/them.md:3: giá trị của «description» có dấu hai chấm",
        ),
        ("---\ntitle: Một\ntitle: Hai\n---\nChữ.\n", "docs/them.md:3:"),
        ("---\ntitle: [Một, Hai]\n---\nChữ.\n", "docs/them.md:2: title:"),
        ("---\ntitle: Một\nparent: [Hướng dẫn]\n---\nChữ.\n", "docs/them.md:3: parent:"),
        ("---\r\ntitle: Một: hai: ba\r\n---\r\nChữ.\r\n", "docs/them.md:2: giá trị của «title» có dấu hai chấm"),
        ("---\ntitle: Một\n\nChữ.\n", "docs/them.md:1:"),
        ("\ufeff---\n- Một\n---\nChữ.\n", "docs/them.md:"),
        (b"---\ntitle: M\xf4t\n---\nChu.\n", "docs/them.md:2:"),
        (b"# M\n\nCh\xf4.\n", "docs/them.md:3:"),
    ],
)
def test_what_stands_above_a_page_written_by_hand_is_read_or_refused(
    text: str | bytes, told: str, tmp_path: Path
) -> None:
    """MkDocs would show it as text, without its title and its way back."""
    (tmp_path / "docs").mkdir()
    for name in ("them.md", "them.markdown"):
        (tmp_path / "docs" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    found = [language().format_problem(problem) for problem in hand_written_problems(tmp_path)]
    for line in (told, told.replace("them.md", "them.markdown")):
        assert [each for each in found if each.startswith(line)], found


LEFT_OUT = """
exclude_docs: |
  /nhap/
  *.txt
  !.well-known/
draft_docs: |
  cho-duyet.md
"""


def test_what_mkdocs_leaves_out_is_missed_by_nobody(tmp_path: Path) -> None:
    """A draft among the pages by hand is no page of the site: nothing waits for it, and its faults stop nothing."""
    root = copy_sample(tmp_path)
    for name in ("nhap/mot.md", "cho-duyet.md", "ghi-chu.txt", "con/nhap/hai.md", "con/.an.md", "templates/x.md"):
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text("# Chữ\n", "utf-8")
    (root / "docs/nhap/dien-hinh.md").write_text("---\ntitle: Một: hai\n---\nChữ.\n", "utf-8")
    (root / "docs/.well-known").mkdir()
    (root / "docs/.well-known/ai.json").write_text("{}", "utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(LEFT_OUT)
    publication = publish(read_project(root))
    assert not publication.blocking_problems
    build_site(publication, root / "site")
    assert [file for file in expected_files(publication) if not (root / "site" / file).is_file()] == []
    there = {path.relative_to(root / "site").as_posix() for path in (root / "site").rglob("*") if path.is_file()}
    assert {"con/nhap/hai/index.html", ".well-known/ai.json"} <= there
    assert not [name for name in there if name.startswith(("nhap", "cho-duyet", "ghi-chu", "con/.an", "templates"))]
    assert {route for route in publication.live_routes if "nhap" in route or "cho-duyet" in route} == {"/con/nhap/hai/"}
    publish_site(publication, tmp_path / "public")
    write_markdown(publication, tmp_path / "markdown")
    assert not (tmp_path / "markdown" / "nhap").exists()
    assert (tmp_path / "markdown" / "con" / "nhap" / "hai.md").is_file()


def test_another_folder_of_pages_is_looked_at_as_well(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "docs").rename(root / "trang")
    (root / "trang" / "etc").symlink_to("/etc")
    (root / "trang" / "dien-hinh.md").write_text("# Chữ\n", "utf-8")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(settings.replace("docs_dir: docs", "docs_dir: trang"), "utf-8")
    for command in ([str(BIN / "dienhinh"), "build"], [str(BIN / "mkdocs"), "build", "-q"]):
        done = run(*command, cwd=root)
        assert done.returncode != 0
        for told in ("trang/etc:1:", "trang/dien-hinh.md:1:"):
            assert told in done.stdout + done.stderr, done.stdout + done.stderr
        assert not (root / "site").exists()


def test_a_page_that_would_show_its_front_matter_stops_the_build(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "docs" / "them.md").write_text("---\ntitle: Một: hai\n---\nChữ.\n", "utf-8")
    done = run(str(BIN / "dienhinh"), "build", cwd=root)
    assert done.returncode == 1
    assert "docs/them.md:2:" in done.stdout
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    "text",
    [
        "\nNote: đọc kỹ\n",
        "Lưu ý: đọc kỹ\n",
        "# Một\n",
        "---\n\nMột\n",
        "---\n# chưa có gì\n---\nMột\n",
        "---\ntitle: Một\ntags: [a]\n---\n",
        "---\n---\n",
        "",
    ],
)
def test_a_page_written_by_hand_needs_nothing_above_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "them.md").write_text(text, "utf-8")
    assert not list(hand_written_problems(tmp_path))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("dien-hinh/index.md", "«/dien-hinh/»"),
        ("dien-hinh.md", "«/dien-hinh/»"),
        ("dien-hinh/README.md", "«/dien-hinh/»"),
        ("dien-hinh/index.html", "«/dien-hinh/»"),
        ("dien-hinh.markdown", "«/dien-hinh/»"),
        ("dien-hinh/le-thi-hai.md", "«/dien-hinh/le-thi-hai/», nơi đã có trang làm từ stories/2024/le-thi-hai.yml"),
        ("Dien-Hinh/le-thi-hai.md", "«/Dien-Hinh/le-thi-hai/», nơi đã có trang làm từ stories/2024/le-thi-hai.yml"),
        ("dien-hinh/le-thi-hai/trich-dan.bib", "trang làm từ stories/2024/le-thi-hai.yml"),
        ("robots.txt", "«/robots.txt»"),
        ("manifest.txt", "«/manifest.txt»"),
        ("sitemap.xml", "«/sitemap.xml»"),
        ("sitemap-2.xml", "«/sitemap-2.xml»"),
    ],
)
def test_a_file_by_hand_does_not_stand_where_something_is_published(file: str, told: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    hand = root / "docs" / file
    hand.parent.mkdir(parents=True, exist_ok=True)
    hand.write_text("# Chữ của trang viết tay\n", "utf-8")
    publication = publish(read_project(root))
    (fault,) = publication.blocking_problems
    assert (fault.path, fault.line) == (f"docs/{file}", 1)
    assert told in language().format_problem(fault)
    assert publication.targets == ()
    for command in ("check", "build"):
        done = run(str(BIN / "dienhinh"), command, cwd=root)
        assert done.returncode == 1
        assert f"docs/{file}:1:" in done.stdout
    assert not (root / "site").exists()


def test_two_files_by_hand_do_not_stand_at_one_address(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    apart = normalize("NFD", "hướng.md")
    for name in ("them.md", "them/index.md", "khac.md", "Khac/index.html", "hướng.md", apart):
        (root / "docs" / name).parent.mkdir(exist_ok=True)
        (root / "docs" / name).write_text("# Chữ\n", "utf-8")
    found = {fault.path: language().format_problem(fault) for fault in publish(read_project(root)).blocking_problems}
    assert found.keys() - {"docs/hướng.md", f"docs/{apart}"} == {"docs/Khac/index.html", "docs/them/index.md"}
    assert len(found) == 3, "one of the two that look the same"
    assert "docs/khac.md" in found["docs/Khac/index.html"]
    assert "docs/them.md" in found["docs/them/index.md"]


def test_what_mkdocs_leaves_out_of_the_pages_by_hand_is_none_of_them(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    texts = {
        "them/README.md": "# Tên là README\n",
        "hai/README.md": "# Không hiện\n",
        "hai/index.md": "# Hiện\n",
        "ba.markdown": "# Đuôi khác\n",
        ".an/index.md": "# Ẩn\n",
        "templates/mau.md": "# Mẫu\n",
        "thu-muc/templates/mau.md": "# Cũng là trang\n",
    }
    for name, text in texts.items():
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text(text, "utf-8")
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    build_site(publication, root / "site")
    written = {f"/{p.relative_to(root / 'site').as_posix()}" for p in (root / "site").rglob("*.html")}
    assert {f"/{page}index.html" for page in ("them/", "hai/", "ba/", "thu-muc/templates/mau/")} <= written
    told = {route for route in publication.live_routes if f"{route}index.html" not in written}
    assert told == set()
    assert set(expected_files(publication)) <= {path[1:] for path in written} | publication_files(publication)
    assert "Hiện" in (root / "site" / "hai" / "index.html").read_text("utf-8")
    assert "/hai/" in publication.live_routes
    assert "/them/README/" not in publication.live_routes


def publication_files(publication: Publication) -> set[str]:
    """Return the files that are no pages, with those that MkDocs makes of all."""
    others = (artifact.files for artifact in publication.artifacts if not artifact.is_page)
    return {file for files in others for file in files} | {"sitemap.xml"}
