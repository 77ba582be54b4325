"""What the documents for developers say is there: paths, commands, options, settings."""

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import click
import pytest

from generator.cli.main import COMMANDS, dienhinh
from generator.config.i18n import language
from generator.config.settings import Agency, Officer, Settings, WebLink
from generator.publish.pages.guide import messages
from tests.making import sample_site

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "README.vi.md")]
PATH = re.compile(r"`((?:generator|tests|benchmarks|docs|stories|CONTRIBUTING|\.ci)/[^`*<>{}\s]+?)`")
NAME_IN_FILE = re.compile(r"`([A-Za-z_]{4,})`(?: or `([A-Za-z_]{4,})`)? (?:of|in) `(generator/[\w/]+\.py)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_a_document_names_is_there(document: Path) -> None:
    named = PATH.findall(document.read_text("utf-8"))
    missing = [path for path in named if not (ROOT / path.split("::")[0].split("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_name_a_document_looks_for_in_a_file_stands_in_it(document: Path) -> None:
    for *names, path in NAME_IN_FILE.findall(document.read_text("utf-8")):
        source = (ROOT / path).read_text("utf-8")
        assert all(re.search(rf"\b{name}\b", source) for name in names if name), (names, path)


def test_the_documents_are_read_at_all() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert len(PATH.findall(text)) > 20
    assert len(NAME_IN_FILE.findall(text)) > 5


def commands() -> str:
    """Return the reference of the commands, from their declarations and the English language file."""
    rows = [
        "# Commands",
        "",
        "Made from the commands themselves; `UPDATE_DOCS=1 pytest tests/test_docs.py` renews it.",
        "",
    ]
    words = language("en")
    for name in sorted(COMMANDS):
        command = dienhinh.get_command(click.Context(dienhinh), name)
        assert command is not None
        usage = " ".join([f"dienhinh {name}", *(p.make_metavar(context(command)) for p in arguments(command))])
        rows += [f"## `{name}`", "", words.translate(f"command.{name}.help"), "", f"    {usage}", ""]
        options = [p for p in command.params if isinstance(p, click.Option)]
        if options:
            rows += ["| option | what it does |", "|---|---|"]
            for option in options:
                shown = ", ".join(f"`{o}`" for o in option.opts)
                rows.append(f"| {shown} | {words.translate(f'command.{name}.{option.name}')} |")
            rows.append("")
    return "\n".join(rows)


def arguments(command: click.Command) -> list[click.Argument]:
    return [p for p in command.params if isinstance(p, click.Argument)]


def context(command: click.Command) -> click.Context:
    return click.Context(command)


def settings() -> str:
    """Return the reference of the settings, from their declarations."""
    rows = [
        "# Settings",
        "",
        "Under `extra.dienhinh` of mkdocs.yml. Made from `generator/config/settings.py`;",
        "`UPDATE_DOCS=1 pytest tests/test_docs.py` renews it. Former names go on working with a warning.",
        "",
    ]
    for title, model in (
        ("The site", Settings),
        ("`agency`", Agency),
        ("`responsible`, `contact`", Officer),
        ("`portal`, each of `partners`", WebLink),
    ):
        rows += [f"## {title}", "", "| setting | unless given | what it is for |", "|---|---|---|"]
        for name, info in model.model_fields.items():
            unless = "must be given" if info.is_required() else f"`{info.default!r}`"
            rows.append(f"| `{name}` | {unless} | {info.description} |")
        rows.append("")
    return "\n".join(rows)


@pytest.mark.parametrize("made", [commands, settings])
def test_the_reference_is_what_the_program_says_of_itself(made: Callable[[], str]) -> None:
    """Run with UPDATE_DOCS=1 to renew it."""
    file = ROOT / "CONTRIBUTING" / f"{made.__name__}.md"
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(made(), "utf-8")
    assert file.read_text("utf-8") == made()


def test_everything_has_its_words() -> None:
    assert all(info.description for model in (Settings, Agency) for info in model.model_fields.values())
    assert "| `--retain` |" in commands()


CITED = re.compile(r"CONTRIBUTING/([a-z]+\.md)#([a-z-]+)")


def test_what_a_docstring_cites_is_in_the_repository() -> None:
    found = {
        (f, anchor) for p in (ROOT / "generator").rglob("*.py") for f, anchor in CITED.findall(p.read_text("utf-8"))
    }
    assert len(found) > 5
    for file, anchor in found:
        assert f"\n## {anchor}\n" in (ROOT / "CONTRIBUTING" / file).read_text("utf-8"), (file, anchor)


@pytest.mark.parametrize("path", sorted((ROOT / "generator").rglob("*.py")), ids=lambda path: path.stem)
def test_no_docstring_cites_what_the_repository_does_not_hold(path: Path) -> None:
    assert not re.search(r"promise \d|domain, (section )?\d|design, section|of the design", path.read_text("utf-8"))


def test_every_test_a_promise_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING" / "promises.md").read_text("utf-8")
    named = re.findall(r"`(?:tests/)?(test_\w+\.py)`", text)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []


DECISIONS = sorted((ROOT / "CONTRIBUTING" / "decisions").glob("*.md"))


def test_every_decision_is_led_to_in_its_order() -> None:
    listed = re.findall(r"\]\(decisions/([\w-]+\.md)\)", (ROOT / "CONTRIBUTING" / "architecture.md").read_text("utf-8"))
    assert listed == [page.name for page in DECISIONS]
    assert len(listed) > 10


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_tells_its_situation_its_price_and_where_it_stands(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Situation", "Decision", "Price", "Where"]
    named = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|js))?)`", text)
    assert named
    assert [path for path in named if not ((ROOT / path).exists() or (ROOT / "generator" / path).exists())] == []
    for name, test in re.findall(r"`tests/(\w+\.py)::(\w+)`", text):
        assert f"def {test}(" in (ROOT / "tests" / name).read_text("utf-8")
    for anchor in re.findall(r"\]\(\.\./promises\.md#([a-z]+)\)", text):
        assert f"\n## {anchor}\n" in (ROOT / "CONTRIBUTING" / "promises.md").read_text("utf-8")


GUIDE = ROOT / "docs" / "huong-dan"
PICTURE = re.compile(r"^\[!\[([^\]]+)\]\(hinh/([a-z-]+\.webp)\)\]\(hinh/\2\)\n\n", re.MULTILINE)


def test_a_new_project_gets_the_guide_this_one_has() -> None:
    """Without its pictures, which show this one's records."""
    skeleton = ROOT / "generator" / "staff" / "skeleton" / "docs" / "huong-dan"
    wanted = {page.name: PICTURE.sub("", page.read_text("utf-8")) for page in GUIDE.glob("*.md")}
    if os.environ.get("UPDATE_DOCS"):
        for name, text in wanted.items():
            (skeleton / name).write_text(text, "utf-8")
    assert {page.name: page.read_text("utf-8") for page in skeleton.glob("*.md")} == wanted


def test_every_picture_of_the_guide_is_there_and_told_in_words() -> None:
    shown = {file for page in GUIDE.glob("*.md") for told, file in PICTURE.findall(page.read_text("utf-8")) if told}
    assert shown == {file.name for file in (GUIDE / "hinh").iterdir()}
    assert len(shown) >= 6


@pytest.mark.parametrize("page", ["bai-dau-tien", "duyet", "danh-sach", "sua-va-go"])
def test_what_the_guide_says_to_press_is_what_the_desk_calls_it(page: str) -> None:
    words = language()
    said = [
        *_sentences(words.lookup("desk")),
        *_sentences(words.lookup("field")),
        *_sentences(words.lookup("field_of")),
    ]
    bold = re.findall(r"\*\*([^*]+)\*\*", (GUIDE / f"{page}.md").read_text("utf-8"))
    pressed = [each for each in bold if not each.endswith((".", "?")) and each[0].isupper()]
    assert len(pressed) > 3
    assert [each for each in pressed if not any(each in sentence for sentence in said)] == []


def _sentences(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        for each in told.values():
            yield from _sentences(each)
    else:
        yield str(told)


def test_every_page_of_the_guide_is_in_its_list_and_leads_where_something_is() -> None:
    index = (GUIDE / "index.md").read_text("utf-8")
    made = {"truong", "ma", "thong-bao"}
    pages = {page.stem for page in GUIDE.glob("*.md")} - {"index"}
    assert set(re.findall(r"\]\(([a-z-]+)/\)", index)) == pages | made
    for page in pages:
        near = set(re.findall(r"\]\(\.\./([a-z-]+)/\)", (GUIDE / f"{page}.md").read_text("utf-8")))
        assert near <= pages | made, page


def test_every_message_is_in_the_guide_with_its_mend() -> None:
    site = sample_site()
    (page,) = messages(site)
    text = unescape(page.contents[0].decode())
    for group, told in site.words.lookup("problem").items():
        for code, each in told.items():
            assert f'id="{group}-{code}"' in text
            for sentence in (each["hint"], each["message"]):
                shown = re.sub(r"{\w+}", "…", sentence).replace("{{", "{").replace("}}", "}")
                assert shown in text, (group, code)
