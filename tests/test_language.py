"""One list of words: every language says the same things, every field has its words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from generator.config import settings
from generator.config.i18n import language
from generator.core.problem import UsageError
from generator.publish.pages.guide import DESCRIBED
from generator.records.fields import fields_of
from generator.records.kinds import KINDS
from tests.making import sample_site

PACKAGE = Path(__file__).parents[1] / "generator"


def keys(words: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(words, dict):
        for key, value in words.items():
            yield from keys(value, f"{prefix}{key}.")
    else:
        yield prefix.rstrip(".")


def test_no_language_file_says_a_thing_twice() -> None:
    """YAML keeps the second of two and says nothing: half of a section would be gone."""
    for file in (PACKAGE / "config" / "languages").glob("*.yml"):
        waiting = [yaml.compose(file.read_text("utf-8"))]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.MappingNode):
                names = [key.value for key, _ in node.value]
                assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}
                waiting += [value for _, value in node.value]


def values_of(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


@pytest.mark.parametrize("section", ["problem", "command"])
def test_english_says_what_vietnamese_says(section: str) -> None:
    vi, en = language("vi").messages[section], language("en").messages[section]
    assert set(keys(vi)) == set(keys(en))
    for key in keys(vi):
        if not key.endswith(".suggest"):
            same = values_of(language("vi").lookup(f"{section}.{key}")) ^ values_of(
                language("en").lookup(f"{section}.{key}")
            )
            assert same <= {"field", "suggestion"}, key


def test_every_field_has_words() -> None:
    words = language()
    for record in DESCRIBED:
        for name, spec in fields_of(record).items():
            assert words.translate(f"field.{name}")
            part = spec.struct
            for inner in part.model_fields if part else ():
                assert words.translate(f"field.{inner}")


def test_every_value_of_a_choice_has_words_and_no_words_are_left_over() -> None:
    words, met, seen = language(), set(), set()
    waiting = [kind.record for kind in KINDS]
    while waiting:
        struct = waiting.pop()
        if struct in seen:
            continue
        seen.add(struct)
        for spec in fields_of(struct).values():
            met |= {str(each) for each in spec.choices}
            assert all(words.choice_label(str(each), struct.__name__) for each in spec.choices)
            waiting += [spec.struct] if spec.struct else []  # type: ignore[list-item]
    assert set(words.lookup("choice")) == met
    special = words.lookup("choice_of")
    assert set(special) <= {struct.__name__ for struct in seen}


def test_every_word_the_templates_ask_for_exists() -> None:
    asked = set()
    folders = (PACKAGE / "publish" / "templates", PACKAGE / "theme")
    for path in (p for f in folders for p in f.rglob("*") if p.suffix in {".j2", ".html"}):
        asked |= set(re.findall(r"(?<![\w.])t\('([a-z_.]+[a-z_])'", path.read_text("utf-8")))
    assert asked
    words = sample_site().words
    for key in asked:
        assert words.lookup(f"site.{key}")


def asked_in_code(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the keys a module asks for in full, each with what stands before `translate` or `t`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called, key = node.func, node.args[0].value
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in {"t", "translate"} and isinstance(key, str):
                yield key, ast.unparse(called).rpartition(".")[0]


def has_words(key: str) -> bool:
    try:
        language().lookup(key)
    except UsageError:
        return False
    return True


def test_every_word_the_code_asks_for_exists() -> None:
    """Of a language itself it is asked in full; a site, a command, the desk and a report ask for their own part."""
    parts = ("site.", "site.report.", "command.", "desk.")
    asked, missing = 0, []
    for path in PACKAGE.rglob("*.py"):
        for key, of in asked_in_code(path):
            asked += 1
            if not any(has_words(f"{part}{key}") for part in ("", *([] if of.endswith("words") else parts))):
                missing.append((path.name, key))
    assert asked > 500
    assert missing == []


def test_no_words_in_the_theme_but_from_the_language_file() -> None:
    accents = re.compile(r"[À-ỹ]")
    folders = (PACKAGE / "publish" / "templates", PACKAGE / "theme")
    for path in (p for f in folders for p in f.rglob("*") if p.suffix in {".j2", ".html"}):
        found = [row for row in path.read_text("utf-8").splitlines() if accents.search(row)]
        assert found == [], path


def test_every_wrong_usage_has_words() -> None:
    used = {
        key for p in PACKAGE.rglob("*.py") for key in re.findall(r'UsageError\(\s*"([\w-]+)"', p.read_text("utf-8"))
    }
    lists = (PACKAGE / "staff/list_import").rglob("*.py")
    used |= {f"list-{why}" for p in lists for why in re.findall(r'ListRejected\(\s*"([\w-]+)"', p.read_text("utf-8"))}
    used |= {"list-locked"}  # one of two reasons in one line
    used |= {f"setting-{kind}" for kind in settings._FAULTS.values()}
    assert used == set(language().lookup("command.misuse"))


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(UsageError, match="no-words"):
        language().translate("site.nothing.here")
    with pytest.raises(UsageError, match="no-language"):
        language("xx")


def parts_of(struct: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Return a record's class and those of its parts."""
    if struct not in seen:
        seen.add(struct)
        for spec in fields_of(struct).values():
            if spec.struct is not None:
                parts_of(spec.struct, seen)
    return seen


def test_what_a_field_is_called_names_no_code() -> None:
    """A form shows what each choice means; whoever writes files finds the codes beside it in the guide."""
    words = language()
    found: set[type[BaseModel]] = set()
    for kind in KINDS:
        parts_of(kind.record, found)
    named = []
    for struct in found:
        for name, spec in fields_of(struct).items():
            codes = {"true", "false"} if spec.form == "yes-no" else set(map(str, spec.choices))
            label = words.field_label(name, struct.__name__)
            if codes & set(re.findall(r"[\w-]+", label)) - {"khen"}:
                named.append((struct.__name__, name, label))
    assert named == []


def test_every_field_filled_in_ones_own_words_has_an_example() -> None:
    words, wanted = language(), set()
    for kind in KINDS:
        for part in parts_of(kind.record, set()) if kind.command_name else ():
            free = [spec.name for spec in fields_of(part).values() if spec.is_free_text]
            assert [name for name in free if not words.field_example(name, part.__name__)] == [], part
            wanted |= set(free)
    assert set(words.lookup("example")) <= wanted, "an example of a field nobody fills"
