"""A decision's PDF: handed on byte for byte, or refused in a line that says what to do; never with a withdrawn name."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from generator.attachments import store
from generator.attachments.store import read_attachments
from generator.config.i18n import language
from generator.core.problem import Problem
from generator.engine.project import CACHE, publish, read_project
from generator.publish.artifact import Artifact
from tests.making import copy_sample

DECISION = """number: 77/QĐ-UBND
date: 12/9/2025
issuer: UBND thành phố
level: thanh-pho
subject: Về việc tặng Bằng khen
award: bang-khen-thanh-pho
file: qd-77.pdf
rows:
  - {name: "Nguyễn Văn Một", kind: individual, unit: "phường Đông", story: nguyen-van-mot}
published_on: 2025-09-15
"""


def pdf(change: Callable[[PdfWriter], object] = lambda writer: None, pages: int = 2) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_file(tmp_path: Path, content: bytes | None, decision: str = DECISION) -> Path:
    root = copy_sample(tmp_path)
    (root / "stories" / "decisions" / "2025" / "qd-77-2025.yml").write_text(decision, "utf-8")
    folder = root / "stories" / "media" / "qd-77-2025"
    folder.mkdir(parents=True)
    if content is not None:
        (folder / "qd-77.pdf").write_bytes(content)
    return root


def files(artifacts: Iterable[Artifact]) -> dict[str, bytes]:
    """Every file that is made in the decision's folder or of all decisions, by its path."""
    wanted = ("qd-77-2025", "du-lieu/dien-hinh.sqlite")
    found = [a for a in artifacts if any(part in a.path for part in wanted)]
    return {p: c for a in found for p, c in zip([a.path, *a.sidecar_paths()], a.contents, strict=True)}


def faults(root: Path) -> list[Problem]:
    return [p for p in read_project(root).problems if p.code.startswith(("attachment.", "picture."))]


def test_a_file_is_published_byte_for_byte_and_told_of_everywhere(tmp_path: Path) -> None:
    content = pdf()
    publication = publish(read_project(with_file(tmp_path, content)))
    made = files(publication.artifacts)
    address = "quyet-dinh/qd-77-2025/qd-77.pdf"
    digest = hashlib.sha256(content).hexdigest()
    assert made[address] == content
    page = made["quyet-dinh/qd-77-2025/index.md"].decode()
    assert digest in page
    assert "Mở tệp PDF (2 trang, 1 KB)" in page
    assert 'qd-77-2025/qd-77.pdf">' in page
    (row,) = [line for line in made["du-lieu/decisions.csv"].decode().splitlines() if "qd-77-2025" in line]
    assert digest in row
    assert f"/{address}" in row
    told = json.loads(made["api/v1/quyet-dinh/qd-77-2025.json"])
    assert told["file"] == "qd-77.pdf"


def launching(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x.exe")})
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)]),
            NameObject("/A"): action,
        }
    )
    writer.pages[1][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def scripted(writer: PdfWriter) -> None:
    """A script that runs when the file is opened."""
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = action


def hidden_in_nothing(writer: PdfWriter) -> None:
    """An object no page leads to."""
    writer._add_object(
        DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "missing"),
        (b"", "not-a-pdf"),
        (b"PK\x03\x04 a Word file with another ending", "not-a-pdf"),
        (b"%PDF-1.7\n", "broken"),
        (pdf()[:200], "broken"),
        (pdf(pages=0), "broken"),
        (pdf(lambda writer: writer.encrypt("x")), "locked"),
        (pdf(scripted), "active"),
        (pdf(lambda writer: writer.add_attachment("x.exe", b"MZ")), "active"),
        (pdf(launching), "active"),
        (pdf(hidden_in_nothing), "active"),
    ],
)
def test_what_is_no_plain_document_is_refused_with_what_to_do(tmp_path: Path, content: bytes | None, code: str) -> None:
    root = with_file(tmp_path, content)
    (found,) = faults(root)
    assert (found.code, found.path, found.line) == (
        f"attachment.{code}",
        "stories/decisions/2025/qd-77-2025.yml",
        DECISION.splitlines().index("file: qd-77.pdf") + 1,
    )
    assert found.is_error
    words = language("vi").format_problem(found)
    assert "qd-77.pdf" in words
    assert publish(read_project(root)).blocking_problems


def test_a_link_is_refused_and_a_large_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = with_file(tmp_path, None)
    target = tmp_path / "other.pdf"
    target.write_bytes(pdf())
    file = root / "stories" / "media" / "qd-77-2025" / "qd-77.pdf"
    file.symlink_to(target)
    assert {p.code for p in faults(root)} == {"attachment.link", "picture.link"}
    file.unlink()
    file.write_bytes(pdf())
    monkeypatch.setattr(store, "MOST_BYTES", 100)
    assert [p.code for p in faults(root)] == ["attachment.too-large"]


@pytest.mark.parametrize(
    "row",
    [
        '{name: "Người Đã Rút", kind: individual, withdrawn: 2025-10-01}',
        '{name: "Trần Đã Gỡ", kind: individual, story: tran-da-go}',
    ],
)
def test_a_file_that_names_somebody_withdrawn_is_not_published(tmp_path: Path, row: str) -> None:
    root = with_file(tmp_path, pdf(), DECISION.replace("published_on", f"  - {row}\npublished_on"))
    assert [(p.code, p.is_error) for p in faults(root)] == [("attachment.names-withdrawn", False)]
    publication = publish(read_project(root))
    made = files(publication.artifacts)
    assert not [path for path in made if path.endswith(".pdf")]
    assert "qd-77.pdf" not in made["quyet-dinh/qd-77-2025/index.md"].decode()
    assert b"qd-77.pdf" not in made["du-lieu/decisions.csv"]
    assert b"qd-77.pdf" not in made["api/v1/quyet-dinh/qd-77-2025.json"]


def test_a_file_nobody_names_is_told_of(tmp_path: Path) -> None:
    root = with_file(tmp_path, pdf(), DECISION.replace("file: qd-77.pdf\n", ""))
    assert [p.code for p in faults(root)] == ["picture.unused"]


def test_a_file_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = with_file(tmp_path, pdf())
    archive = read_project(root).archive
    monkeypatch.setattr(store, "run_sandboxed", None)  # would fail if it were called
    found, problems = read_attachments(archive, root / CACHE / "attachments")
    assert (found["qd-77-2025"].pages, problems) == (2, [])
    (kept,) = (root / CACHE / "attachments").iterdir()
    kept.write_text("{")
    with pytest.raises(TypeError):
        read_attachments(archive, root / CACHE / "attachments")


def test_the_file_goes_with_its_decision_to_another_id(tmp_path: Path) -> None:
    from generator.staff.rename import rename

    root = with_file(tmp_path, pdf())
    change = rename(root, "qd-77-2025", "qd-77-moi")
    assert change.folders == {"stories/media/qd-77-2025": "stories/media/qd-77-moi"}
    assert not re.search("qd-77-2025", str(change.files.get("stories/decisions/2025/qd-77-moi.yml")))
