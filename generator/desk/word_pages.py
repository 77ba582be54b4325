"""The desk's way from a Word file to a story: a report of achievements, or a filled form of suggestion."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from generator.core.problem import UsageError
from generator.core.text import slugify
from generator.desk.screen import Screen
from generator.desk.sent import clean
from generator.staff.achievement.begin import begin_from_report
from generator.staff.suggestion import read_suggestion, story_of

_MOST_BYTES = 60 * 2**20


class WordPages:
    """Stories that begin with a Word file."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.space, self.t = screen, screen.space, screen.t

    async def begin(self, request: Request) -> Response:
        """Begin a story from the file that was dropped; tell what was taken, what was not, and what stays private."""
        async with request.form(max_files=1, max_fields=10) as form:
            file, year = form.get("file"), clean(str(form.get("year", ""))) or None
            if not isinstance(file, UploadFile) or not file.filename:
                return self._refused(self.t("word.no_file"))
            content, name = await file.read(_MOST_BYTES + 1), file.filename
        try:
            told = await run_in_threadpool(self._begin, Path(name.replace("\\", "/")).name, content, year)
        except UsageError as fault:
            values = {**fault.values, "path": name} if fault.values.get("path") == _upload(name) else fault.values
            return self._refused(self.space.words.translate(f"command.misuse.{fault.key}", **values))
        return self.screen.page("begun.html", told="", **told)

    def _refused(self, told: str) -> Response:
        return self.screen.page("begun.html", 400, told=told, id="", remarks=[], private=[], rest=[])

    def _begin(self, name: str, content: bytes, year: str | None) -> Mapping[str, Any]:
        with tempfile.TemporaryDirectory(prefix="dienhinh-word-") as aside:
            file = Path(aside, _upload(name))
            file.write_bytes(content)
            try:
                return self._suggested(file, year)
            except UsageError as fault:
                if fault.key not in {"suggestion-unknown", "list-no-table", "list-kind"}:
                    raise
            return self._reported(file, year)

    def _suggested(self, file: Path, year: str | None) -> Mapping[str, Any]:
        """Begin with a form of suggestion; UsageError `suggestion-unknown` if the file is none."""
        answers, unread = read_suggestion(file, self.space.words)
        record_id = slugify(answers["name"])[:80].strip("-")
        path = self.space.begin("story", record_id, year)
        self.space.put({path: story_of(answers, self.space.words).encode()})
        told = self.t("word.suggested", name=answers["name"])
        return {"id": record_id, "remarks": [told], "private": [], "rest": unread}

    def _reported(self, file: Path, year: str | None) -> Mapping[str, Any]:
        words = self.space.words
        begun = begin_from_report(self.space.root, file, self.space.project.archive, words, year=year)
        self.space.begin("story", begun.id, year)  # says why not, if the id will not do
        self.space.put(begun.files)
        remarks = [words.translate(f"command.import.report.{key}", **values) for key, values in begun.remarks()]
        report = begun.report
        return {"id": begun.id, "remarks": remarks, "private": report.private, "rest": report.rest}


def _upload(name: str) -> str:
    """Return what a file is called while it is read: no disk holds every name a browser can send."""
    return f"bao-cao{Path(name).suffix.lower()[:8]}"
