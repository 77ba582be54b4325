"""A report of achievements becomes the file of a story, with its pictures beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.archive.archive import Archive
from generator.config.i18n import Language
from generator.core.problem import UsageError
from generator.core.text import slugify
from generator.records.fields import fields_of
from generator.records.story import Story
from generator.staff.achievement.draft import draft_of
from generator.staff.achievement.report import AchievementReport, read_report
from generator.staff.new_record import path_of
from generator.staff.tree_edit import tree_file

_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class BegunStory:
    """What a report becomes: the files to write, by path, that of the story among them; and what it said."""

    id: str
    path: str
    files: Mapping[str, bytes | None]
    report: AchievementReport

    def remarks(self) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield what somebody should know of it, each a key of words and what it names."""
        report = self.report
        counts = {"awards": len(report.awards), "figures": len(report.figures), "pictures": len(report.pictures)}
        yield "read", {"name": report.fields.get("name", ""), "lines": len(report.done), **counts}
        if not report.done:
            yield "empty", {}
        if report.proposed:
            yield "proposed", {"line": report.proposed}
        if report.changed:
            yield "changed", {"count": report.changed}


def begin_from_report(
    root: Path, file: Path, archive: Archive, words: Language, record_id: str = "", year: str | None = None
) -> BegunStory:
    """Return the story a report begins; UsageError if it is none, or its id is taken. Nothing is written."""
    report = read_report(file)
    made = record_id or slugify(report.fields.get("name", ""))[:_LONGEST_ID].strip("-")
    path = path_of("story", made, year).as_posix()
    if made in archive.stories or (root / path).exists():
        raise UsageError("exists", path=path)
    title = words.translate("command.import.report.title")
    draft = draft_of(report, archive, made, title)
    order = [name for name in fields_of(Story) if name != "id"]
    return BegunStory(made, path, {path: tree_file(path, draft.tree, order), **draft.pictures}, report)
