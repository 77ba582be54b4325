"""Records: one declaration gives parsing, refusal, schema and words."""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from generator.config.i18n import language
from generator.core.problem import Problem
from generator.records.base import ID_PATTERN
from generator.records.reading import read_record
from generator.records.reference import ClusterYear, PlanPeriod
from generator.records.story import Story
from generator.source.yaml_source import Source, read_source
from generator.staff.new_record import path_of, template
from generator.staff.schema import WRITABLE, schema_of
from tests.making import SAMPLE, story


def problems(text: str) -> list[Problem]:
    source = read_source("x.yml", text.encode())
    assert isinstance(source, Source)
    found = read_record(Story, source, record_id="x")
    assert isinstance(found, list)
    return found


def test_a_record_is_never_half_read() -> None:
    found = problems("kind: indvidual\nsumary: x\n")
    codes = {p.code for p in found}
    assert {"record.not-allowed", "record.unknown-field", "record.missing"} <= codes
    missing = {p.field for p in found if p.code == "record.missing"}
    assert missing == {n for n, i in Story.model_fields.items() if i.is_required()} - {
        "id",
        "kind",
        "summary",
    }  # `sumary` is named as a slip of `summary`


def test_did_you_mean() -> None:
    by_code = {p.code: p for p in problems("kind: indvidual\nsumary: x\n")}
    words = language()
    assert words.message_and_hint(by_code["record.unknown-field"])[1].startswith("có phải ý là «summary»?")
    assert words.message_and_hint(by_code["record.not-allowed"])[1].startswith("có phải ý là «individual»?")
    assert language("en").message_and_hint(by_code["record.unknown-field"])[1].startswith("did you mean 'summary'?")


def test_a_problem_reads_file_line_field_message_hint() -> None:
    line = language().format_problem(next(p for p in problems("kind: x\nname: y\n") if p.field == "kind"))
    assert line.startswith(
        "x.yml:1: kind: giá trị «x» không có trong danh mục — chọn một trong: individual (cá nhân), "
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('name: ""\n', "record.missing"),
        ("places: [x]\n", "record.not-a-mapping"),
        ("fields: [[a]]\n", "record.not-text"),
        ("places: [" + ", ".join(["{role: act, as_printed: a}"] * 5) + "]\n", "record.too-many"),
        ("groups: [~x, '']\n", "record.identifier"),
    ],
)
def test_wrong_shapes(text: str, code: str) -> None:
    assert code in {p.code for p in problems(text)}


def test_a_blank_entry_of_a_list_is_named() -> None:
    assert ("record.empty", 2) in {(p.code, p.line) for p in problems("fields:\n  -\n")}


@pytest.mark.parametrize(
    "url", ["https://bệnh..vn/", "https://[x", "https://" + "a" * 64 + ".vn", "ftp://a.vn", "//a.vn"]
)
def test_addresses_nobody_can_open(url: str) -> None:
    assert [p.code for p in problems(f'sources: [{{id: a, publisher: b, url: "{url}"}}]\n') if "url" in p.field] == [
        "record.url"
    ]


def test_years_are_years() -> None:
    with pytest.raises(ValueError, match="not a year"):
        PlanPeriod.model_validate({"id": "x", "name": "y", "first_year": "21", "last_year": "2025"})
    assert ClusterYear.model_validate({"year": "2024"}).year.iso == "2024"


def test_flags_in_both_languages() -> None:
    assert story(minor="có").minor is True
    assert story(minor="false").minor is False


def with_flags(tree: Any) -> Any:
    """Return what a file says with yes and no as JSON has them, which an editor checks them as."""
    if isinstance(tree, dict):
        return {key: with_flags(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [with_flags(item) for item in tree]
    return {"true": True, "false": False}.get(tree, tree)


@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_the_schema_accepts_what_the_records_accept(kind: str) -> None:
    schema = schema_of(WRITABLE[kind], language())
    jsonschema.Draft202012Validator.check_schema(schema)
    folder = WRITABLE[kind].folder
    files = sorted((SAMPLE / "stories").glob(f"{folder}/**/*.yml" if folder else "2*/*.yml"))
    assert files, "every kind has a record in tests/sample/"
    for path in files:
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)
        data = with_flags(data)
        if "notice" in data:
            data["notice"]["keep_name"] = False
        jsonschema.validate(json.loads(json.dumps(data)), schema)


def test_the_schema_refuses_what_the_records_refuse() -> None:
    validator = jsonschema.Draft202012Validator(schema_of(WRITABLE["story"], language()))
    errors = {e.validator for e in validator.iter_errors({"kind": "indvidual", "sumary": "x"})}
    assert {"additionalProperties", "anyOf", "required"} <= errors


@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_a_new_record_lacks_only_what_is_to_be_written(kind: str) -> None:
    text = template(kind, language(), {"name": "Tổ “Một”: vá đường", "title": "Tiêu đề"} if kind != "decision" else {})
    source = read_source("x.yml", text.encode())
    assert isinstance(source, Source)
    found = read_record(WRITABLE[kind].record, source, record_id="x")
    assert isinstance(found, list)
    assert {p.code for p in found} <= {"record.missing", "record.empty", "record.not-a-mapping"}


def test_where_a_new_record_belongs() -> None:
    assert path_of("story", "a-b", "2025").as_posix() == "stories/2025/a-b.yml"
    assert path_of("story", "a-b", None).as_posix() == "stories/chua-ro-nam/a-b.yml"
    assert path_of("model", "a-b", None).as_posix() == "stories/models/a-b.yml"
    assert ID_PATTERN.fullmatch("ho-quang-cua")
    assert not ID_PATTERN.fullmatch("Ho--Quang")
