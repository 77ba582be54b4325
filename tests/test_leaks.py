"""What is the office's own stands in no file of the site: words planted in every staff-only field, looked for in all.

Looked for in bytes, in escaped JSON, folded as the search has it, in members of packed files, in the text of PDFs.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel
from pypdf import PdfReader

from generator.core.text import fold
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.records.fields import fields_of
from generator.records.kinds import KINDS
from tests.making import copy_sample, lay_photo, photo

PLANTED = {
    "consent": "Mậtđồngý",
    "image": "Mậtảnh",
    "next": "2031-07-19",
    "evidence": "Mậtminhchứng",
    "score": "Mậtđiểm",
    "stage": "Mậtkhâu",
    "held": "Mậttạmgác",
    "register": "Mậtsổ",
    "registered": "nguoi-mat-dang-ky",
}


def change(file: Path, **fields: Any) -> None:
    record = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    record.update(fields)
    file.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a sample in which every staff-only field says something to be known by."""
    folder = tmp_path_factory.mktemp("leaks")
    root = copy_sample(folder)
    lay_photo(root, photo())
    stories = root / "stories"
    one = stories / "2025/nguyen-van-mot.yml"
    consents = [
        {"reference": PLANTED["consent"], "given_by": "self", "date": "2025-06-01", "scope": PLANTED["consent"]}
    ]
    told = yaml.load(one.read_text("utf-8"), Loader=yaml.BaseLoader)
    change(
        one,
        basis={**told["basis"], "consents": consents},
        images=[{"file": "anh-1.jpg", "alt": "Ông", "credit": "Báo", "licence": "x", "consent": PLANTED["image"]}],
        stages=[*told["stages"], {"stage": "boi-duong", "text": PLANTED["stage"], "cleared": False}],
    )
    model = stories / "models/va-duong.yml"
    adopters = yaml.load(model.read_text("utf-8"), Loader=yaml.BaseLoader)["adopters"]
    adopters[0]["visits"][0]["next_due"] = PLANTED["next"]
    change(model, adopters=adopters)
    internal = stories / "score-sheets/khoi-mau-2024-hop-tac-xa-mau.yml"
    sheet = yaml.load(internal.read_text("utf-8"), Loader=yaml.BaseLoader)
    sheet["lines"][0]["note"] = PLANTED["score"]
    change(internal, lines=sheet["lines"], corrections=[{"date": "2025-03-01", "text": PLANTED["score"]}])
    public = stories / "score-sheets/khoi-mau-2024-truong-mau.yml"
    sheet = yaml.load(public.read_text("utf-8"), Loader=yaml.BaseLoader)
    sheet["lines"][0]["evidence"] = PLANTED["evidence"]
    change(public, lines=sheet["lines"])
    story = (stories / "2024/le-thi-hai.yml").read_text("utf-8")
    paused = stories / f"2024/{PLANTED['registered']}.yml"
    paused.write_text(story, "utf-8")
    change(paused, name="Người Tạmgác", hold="true")
    plan = stories / "plans/ke-hoach-2025.yml"
    listed = yaml.load(plan.read_text("utf-8"), Loader=yaml.BaseLoader)["registrations"]
    listed[1] |= {"story": PLANTED["registered"], "kind": yaml.load(story, Loader=yaml.BaseLoader)["kind"]}
    change(plan, registrations=listed)
    registers = folder / "so"
    registers.mkdir()
    (registers / "so-2025.yml").write_text(
        f"items:\n  - {{id: 2025-1, kind: gioi-thieu, received: 2025-08-04, changed: {PLANTED['register']}}}\n", "utf-8"
    )
    config = root / "mkdocs.yml"
    written = config.read_text("utf-8").replace("  dienhinh:\n", "  dienhinh:\n    staff_registers: ../so\n")
    config.write_text(written, "utf-8")
    held = yaml.load(model.read_text("utf-8"), Loader=yaml.BaseLoader)
    (stories / "models/tam-gac.yml").write_text(model.read_text("utf-8"), "utf-8")
    change(
        stories / "models/tam-gac.yml", name=PLANTED["held"], title=f"{held['title']} {PLANTED['held']}", hold="true"
    )
    project = read_project(root)
    assert not [problem for problem in project.problems if problem.is_error]
    build_site(publish(project), root / "site")
    return root / "site"


def texts_of(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the contents of a file, of the members of a packed one, and the text of a PDF."""
    content = file.read_bytes()
    yield file.name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield f"{file.name}!{name}", packed.read(name)
    if content.startswith(b"%PDF"):
        yield f"{file.name}!text", "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).encode()


def forms_of(word: str) -> set[bytes]:
    """Return how a word may stand in a file."""
    parts = word.split("-")
    days = {f"{parts[2]}/{int(parts[1])}/{parts[0]}".encode()} if len(parts) == 3 else set()
    return days | {word.encode(), json.dumps(word).strip('"').encode(), fold(word).encode(), word.upper().encode()}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_word_stands_nowhere(site: Path, planted: str) -> None:
    forms = forms_of(PLANTED[planted])
    for file in site.rglob("*"):
        if file.is_file():
            for name, content in texts_of(file):
                found = [form for form in forms if form in content or form in content.lower()]
                assert not found, f"{file.relative_to(site)}: {name}: {found}"


def test_the_search_for_words_finds_what_is_there(site: Path) -> None:
    """A word that is public is found in pages, data, search and packed files: the looking itself works."""
    where = {
        file.suffix
        for file in site.rglob("*")
        if file.is_file() and any(form in content for _, content in texts_of(file) for form in forms_of("Vá đường"))
    }
    assert {".html", ".json", ".csv", ".zip", ".docx"} <= where


def test_every_staff_only_field_has_a_planted_word() -> None:
    """Whoever declares one more field for the office alone plants a word for it here."""
    found = set()
    for kind in KINDS:
        waiting: list[type[BaseModel]] = [kind.record]
        seen: set[type[BaseModel]] = set()
        while waiting:
            struct = waiting.pop()
            for name, spec in fields_of(struct).items():
                if spec.is_staff_only:
                    found.add(name)
                elif spec.struct and spec.struct not in seen:
                    seen.add(spec.struct)
                    waiting.append(spec.struct)
    assert found == {
        "consents",
        "consent",
        "next_due",
        "evidence",
        "cleared",
        "hold",
        "unconfirmed",
        "publish_on",
        "versions_from",
        "sex",
        "withdrawn",
        "permission",
    }
