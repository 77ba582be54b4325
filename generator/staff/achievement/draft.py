"""A story begun from a report of achievements: what was recognised waits, field by field, to be confirmed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from generator.archive.archive import Archive
from generator.archive.award_names import AwardNames
from generator.core.dates import parse_date
from generator.core.text import fold
from generator.records.base import MEDIA
from generator.records.decision import Decision
from generator.source.yaml_source import Tree
from generator.staff.achievement.report import AchievementReport, ReportedAward, ReportedFigure

SOURCE = "bao-cao"
_MOST_LETTERS = 200
"""So long a sentence may be as the name of an indicator; of a longer one its beginning stands there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A story's fields and the pictures that go with it."""

    tree: dict[str, Tree]
    pictures: dict[str, bytes]


def draft_of(report: AchievementReport, archive: Archive, record_id: str, source_title: str) -> Draft:
    """Return the story a report begins, without what it says of private matters. Nothing of it is believed:

    `unconfirmed` names every field that was filled, and `check` refuses the record until it is empty.
    """
    unit = report.fields.get("unit", "")
    name = report.fields.get("name", "")
    if report.kind == "individual" and name.isupper():  # forms ask for capitals, pages do not
        name = " ".join(word.capitalize() for word in name.split())
    tree: dict[str, Tree] = {"kind": report.kind, "name": name}
    if role := report.fields.get("role"):
        tree["role"] = role
    if unit:
        tree["unit_as_printed"] = unit
        if (known := _unit_named(archive, unit)) is not None:
            tree["unit"] = known
    if report.who:
        tree["context"] = "\n\n".join(report.who)
    tree["deeds"] = "\n\n".join(report.done)
    if awards := [_award(each, archive) for each in report.awards]:
        tree["awards"] = [*awards]
    if results := [_result(each) for each in report.figures]:
        tree["results"] = [*results]
    pictures = dict(_pictures(report, record_id))
    if pictures:
        tree["images"] = [_image(path, each.caption) for path, each in zip(pictures, report.pictures, strict=True)]
    tree["sources"] = [{"id": SOURCE, **({"publisher": unit} if unit else {}), "title": source_title}]
    tree["unconfirmed"] = [*_paths(tree)]
    return Draft(tree, pictures)


def _unit_named(archive: Archive, name: str) -> str | None:
    """Return the one unit that bears exactly this name."""
    found = [unit.id for unit in archive.units.values() if fold(unit.name) == fold(name)]
    return found[0] if len(found) == 1 else None


def _award(each: ReportedAward, archive: Archive) -> dict[str, Tree]:
    names = AwardNames(archive)
    bare = re.split(r"[,;|]| theo |Quyết định", each.as_printed)[0].strip(" -–")
    code = names.code_of(bare) or names.code_of(bare.partition(" của ")[0])
    told: dict[str, Tree] = {"as_printed": each.as_printed, "source": SOURCE}
    if code:
        told = {"award": code, **told}
    decisions = [d.id for d in archive.decisions.values() if each.number and _is_of(d, each)]
    if len(decisions) == 1:
        told["decision"] = decisions[0]
    for name, value in (("number", each.number), ("issuer", each.issuer), ("date", each.date or each.year)):
        if value:
            told[name] = value
    return told


def _is_of(decision: Decision, each: ReportedAward) -> bool:
    """Tell whether an award is by a decision: numbers begin anew every year, so the year must agree, or the day."""
    told = parse_date(each.date or each.year)
    if decision.number != each.number or decision.date is None or told is None:
        return False
    return decision.date == told if told.day else decision.date.year == told.year


def _result(each: ReportedFigure) -> dict[str, Tree]:
    sentence = each.sentence
    said = sentence if len(sentence) <= _MOST_LETTERS else f"{sentence[:_MOST_LETTERS].rpartition(' ')[0]} …"
    return {"indicator": said, "after": each.value, "unit": each.unit, "source": SOURCE}


def _image(path: str, caption: str) -> dict[str, Tree]:
    told: dict[str, Tree] = {"file": PurePath(path).name}
    return {**told, "caption": caption} if caption else told


def _pictures(report: AchievementReport, record_id: str) -> Iterator[tuple[str, bytes]]:
    for number, each in enumerate(report.pictures, 1):
        ending = PurePath(each.name).suffix.lower().replace(".jpeg", ".jpg")
        yield f"{MEDIA}/{record_id}/bao-cao-{number}{ending}", each.content


def _paths(tree: dict[str, Tree]) -> Iterator[str]:
    """Yield what a person must confirm: each field, and each entry of a list."""
    for name, value in tree.items():
        if isinstance(value, list):
            yield from (f"{name}.{number}" for number in range(len(value)))
        elif value:
            yield name
