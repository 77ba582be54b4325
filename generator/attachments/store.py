"""The PDF files of decisions: looked through once, in a limited process, and published byte for byte.

A decision whose list holds somebody who is not shown any more is published without its file: the file names them.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.archive.archive import Archive
from generator.archive.decision_lists import shows_all_rows
from generator.core.problem import Level, Problem
from generator.core.sandbox import run_sandboxed
from generator.records.base import MEDIA
from generator.records.decision import Decision

MOST_BYTES = 20 * 2**20
_SECONDS = 60
_READER = "generator.attachments.sandbox_reader"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that may be handed on: its name, size in bytes, SHA-256 in hex, pages."""

    file: Path
    name: str
    size: int
    digest: str
    pages: int


def read_attachments(archive: Archive, cache: Path) -> tuple[dict[str, Attachment], list[Problem]]:
    """Return the file of each decision that has one, by the decision's id, and what is wrong with others."""
    found, problems = {}, []
    for decision in archive.decisions.values():
        if decision.file:
            answer = _read(archive, decision, decision.file, cache)
            if isinstance(answer, Problem):
                problems.append(answer)
            else:
                found[decision.id] = answer
                problems += _hidden_rows(archive, decision)
    return found, problems


def _hidden_rows(archive: Archive, decision: Decision) -> Iterator[Problem]:
    if not shows_all_rows(archive, decision):
        yield archive.problem(decision, ("file",), "attachment.names-withdrawn", Level.WARNING, file=decision.file)


def _read(archive: Archive, decision: Decision, name: str, cache: Path) -> Attachment | Problem:
    folder = f"{MEDIA}/{decision.id}"
    path = archive.root / folder / name
    if path.is_symlink() or path.parent.is_symlink():
        return _refused(archive, decision, "link")
    if not path.is_file():
        return _refused(archive, decision, "missing", folder=f"{folder}/")
    size = path.stat().st_size
    content = path.read_bytes() if size <= MOST_BYTES else b""
    if fault := _at_first_sight(size, content):
        return _refused(archive, decision, fault[0], **fault[1])
    digest = hashlib.sha256(content).hexdigest()
    answer = _look_through(content, cache / f"{digest}.json")
    if "refused" in answer:
        return _refused(archive, decision, answer["refused"])
    return Attachment(path, name, size, digest, answer["pages"])


def _at_first_sight(size: int, content: bytes) -> tuple[str, Mapping[str, object]] | None:
    if size > MOST_BYTES:
        return "too-large", {"limit": MOST_BYTES // 2**20}
    return None if content.startswith(b"%PDF-") else ("not-a-pdf", {})


def why_refused(content: bytes) -> tuple[str, Mapping[str, object]] | None:
    """Return why a file would not do as a decision's, as in `attachment.<reason>`, and what to say with it."""
    if fault := _at_first_sight(len(content), content):
        return fault
    with tempfile.TemporaryDirectory(prefix="dienhinh-pdf-") as aside:
        answer = _look_through(content, Path(aside) / "one.json")
    return (answer["refused"], {}) if "refused" in answer else None


def _refused(archive: Archive, decision: Decision, reason: str, **values: object) -> Problem:
    return archive.problem(decision, ("file",), f"attachment.{reason}", file=decision.file, **values)


def _look_through(content: bytes, kept: Path) -> Mapping[str, Any]:
    """Return what the reader says of a file; what it said once it need not say again."""
    try:
        known = json.loads(kept.read_text("utf-8"))
        if isinstance(known, dict) and (isinstance(known.get("pages"), int) or isinstance(known.get("refused"), str)):
            return known
    except (OSError, ValueError):
        pass
    came = run_sandboxed(_READER, {}, content, _SECONDS)
    if came.answer is None:
        return {"refused": "too-much-work" if came.hit_limit else "broken"}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(came.answer), "utf-8")
    return came.answer
