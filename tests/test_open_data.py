"""Open data: the interface by its own description, the tables, the data package, the database; judged by others.

Over the whole real site, and over more than a thousand records with hostile text in every field.
"""

import asyncio
import csv
import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from datasette.app import Datasette
from frictionless import Package, system
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate as validate_openapi

from generator.publish.opendata.tables import TABLES, file_of
from tests.faces import Faces, real


def test_the_interface_keeps_to_its_own_description(faces: Faces) -> None:
    described = json.loads(faces.files["api/v1/openapi.json"])
    validate_openapi(described)
    schemas = described["components"]["schemas"]
    used = set()
    for path, content in faces.under("api/v1/", ".json"):
        if path.endswith("openapi.json"):
            continue
        patterns = [p for p in described["paths"] if fits(p, f"/{path}")]
        assert patterns, f"{path} is not described"
        used.update(patterns)
        answer = described["paths"][min(patterns, key=lambda p: p.count("{"))]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]
        checker = Draft202012Validator({**schema, "components": {"schemas": schemas}})
        assert [e.message for e in checker.iter_errors(json.loads(content))] == [], path
    unused = described["paths"].keys() - used
    assert not [path for path in unused if "{" not in path]
    assert unused == set() or faces is real(), "there is a record of every kind among the hostile ones"


def fits(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), path) is not None


def test_what_the_interface_lists_is_there(faces: Faces) -> None:
    index = json.loads(faces.files["api/v1/index.json"])
    for listed in (*index["rooms"], *index["years"]):
        answer = json.loads(faces.files[urlsplit(listed["json"]).path.lstrip("/")])
        assert answer["count"] == listed["count"]
        for item in answer.get("items", ()):
            assert json.loads(faces.files[urlsplit(item["json"]).path.lstrip("/")])["id"] == item["id"]
    years = json.loads(faces.files["api/v1/dien-hinh.json"])
    assert sum(part["count"] for part in years["parts"]) == len(faces.site.archive.public_stories)


def test_the_data_package_is_valid(faces: Faces, tmp_path: Path) -> None:
    for path, content in faces.under("du-lieu/"):
        if path.endswith((".csv", ".json")):
            (tmp_path / Path(path).name).write_bytes(content)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(TABLES)


def test_no_cell_of_a_table_is_a_formula_and_excel_reads_it_as_utf_8(faces: Faces) -> None:
    for table in TABLES:
        content = faces.files[f"du-lieu/{file_of(table)}"].decode()
        assert content.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(content[1:], newline="")))
        assert rows[0] == [column.name for column in table.columns]
        assert len(rows) == 1 + sum(1 for _ in table.rows(faces.site))
        for row in rows[1:]:
            assert len(row) == len(table.columns)
            assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for cell in row), row


def test_the_database_is_whole_and_finds_what_is_typed_without_accents(faces: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(faces.files["du-lieu/dien-hinh.sqlite"])
    opened = sqlite3.connect(file)
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        name = table.name.replace("-", "_")
        assert opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] == sum(1 for _ in table.rows(faces.site))
    stories = opened.execute("SELECT id, name FROM stories").fetchall()
    indexed = dict(opened.execute("SELECT id, folded FROM stories_fts").fetchall())
    assert indexed.keys() == {story_id for story_id, _ in stories}
    opened.close()


def test_a_search_without_accents_finds_a_name_in_the_database(sample_faces: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(sample_faces.files["du-lieu/dien-hinh.sqlite"])
    opened = sqlite3.connect(file)
    found = opened.execute("SELECT id FROM stories_fts WHERE stories_fts MATCH 'nguyen van mot'").fetchall()
    assert ("nguyen-van-mot",) in found
    found = opened.execute("SELECT id FROM stories_fts WHERE stories_fts MATCH '\"Nguyễn Văn Một\"'").fetchall()
    assert ("nguyen-van-mot",) in found
    opened.close()


def test_datasette_opens_the_database_as_it_is(sample_faces: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(sample_faces.files["du-lieu/dien-hinh.sqlite"])

    async def ask() -> tuple[dict[str, Any], dict[str, Any]]:
        datasette = Datasette([str(file)], immutables=[])
        tables = await datasette.client.get("/dien-hinh.json")
        found = await datasette.client.get("/dien-hinh/stories.json?_shape=objects&id=nguyen-van-mot")
        assert (tables.status_code, found.status_code) == (200, 200)
        return tables.json(), found.json()

    tables, found = asyncio.run(ask())
    assert {table.name.replace("-", "_") for table in TABLES} <= {table["name"] for table in tables["tables"]}
    assert found["rows"][0]["name"] == "Nguyễn Văn Một"


def test_no_face_names_a_language_or_zone_of_its_own() -> None:
    """They are settings (D15 of the review): one place says them."""
    sources = [
        p for p in (Path(__file__).parents[1] / "generator" / "publish").rglob("*") if p.suffix in {".py", ".j2"}
    ]
    assert len(sources) > 40
    said = [p.name for p in sources if re.search(r'"vi"|\+07:00', p.read_text("utf-8"))]
    assert said == []
