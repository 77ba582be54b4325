"""Puts the rows of a list into a decision's record, and changes only the lines that changed."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.archive.archive import Archive
from generator.archive.award_names import AwardNames
from generator.core.text import fold
from generator.records.decision import Decision, DecisionRow
from generator.staff.list_import.choices import Choices, placed
from generator.staff.list_import.interpretation import Recipient
from generator.staff.list_import.patterns import kind_in

_ROWS = re.compile(r"^rows:[^\n]*\n(?:(?:[ \t-][^\n]*)?\n)*", re.MULTILINE)
_MISSING = re.compile(r"^rows_missing:[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE)
_RETAINED = ("story", "unit_id", "model", "locality", "withdrawn")
_FIXED = ("award_kind", "position_group", "is_enterprise", "field", "sex")
"""What a list may say of a row; where it does not, what the record says stays."""


@dataclass(frozen=True, slots=True)
class RowMerge:
    """What writing would do: the rows, and how they differ from those the record has."""

    rows: tuple[dict[str, str], ...]
    added: int
    changed: tuple[str, ...]
    gone: tuple[DecisionRow, ...]
    unknown_awards: Mapping[str, int]
    stories: tuple[tuple[Recipient, str], ...]
    withdrawn: tuple[Recipient, ...]
    unknown_classes: Mapping[str, int] = field(default_factory=dict)
    """What columns sort rows by and no list of terms knows, with the number of rows."""


class _Vocabulary:
    """The words of the lists of terms, folded, and what each means."""

    def __init__(self, archive: Archive, decision: Decision, chosen: Mapping[str, str]) -> None:
        self.chosen = {fold(text): code for text, code in chosen.items()}
        self.awards = AwardNames(archive)
        self.of_level = frozenset(a.id for a in archive.awards.values() if decision.level in a.levels)
        self.own = archive.awards.get(decision.award or "")
        self.decision = decision
        self.fields = _spelt({s.id: (s.name, s.short_name) for s in archive.fields.values()})
        self.kinds = _spelt({k.id: (k.name, *k.spellings) for k in archive.award_kinds.values()})
        self.groups = _spelt({g.id: (g.name, *g.spellings) for g in archive.position_groups.values()})

    def classified(self, each: Recipient) -> tuple[dict[str, str], list[str]]:
        """Return the fields that the columns of a recipient fill, and the texts no list of terms knows."""
        row: dict[str, str] = {}
        unknown = []
        for text in each.classes:
            asked = _without_kind(text)
            if code := self.kinds.get(asked):
                if code != self.decision.award_kind:
                    row["award_kind"] = code
            elif code := self.groups.get(asked):
                row["position_group"] = code
            elif asked == "doanh nghiep":
                row["is_enterprise"] = "true"
            elif asked and not kind_in(text):
                unknown.append(text)
        if each.field:
            code = self.fields.get(fold(each.field))
            row |= {"field": code} if code else {}
            unknown += [] if code else [each.field]
        return row | ({"sex": each.sex} if each.sex else {}), unknown


def _spelt(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(name): code for code, all_ in names.items() for name in all_}


def _without_kind(text: str) -> str:
    """Return a class without the kind of recipient before it: «Cá nhân (lãnh đạo)» is «lanh dao»."""
    bare = re.sub(r"[^\w]+", " ", fold(text)).strip()
    return re.sub(r"^(?:khen thuong )?(?:ca nhan|tap the|ho gia dinh)\b ?(?:la )?", "", bare) or ""


def plan_merge(archive: Archive, decision: Decision, taken: Iterable[Recipient], choices: Choices) -> RowMerge:
    """Compare a list with a decision. What only the record knows of a row (story, withdrawal) stays."""
    words = _Vocabulary(archive, decision, choices.awards)
    classes: Counter[str] = Counter()
    names: dict[str, list[str]] = {}
    for story in archive.stories.values():
        for name in (story.name, *(m.name for m in story.members)):
            names.setdefault(fold(name), []).append(story.id)
    before: dict[tuple[str, str], list[DecisionRow]] = {}
    for known in decision.rows:
        before.setdefault((fold(known.name), fold(known.unit or "")), []).append(known)
    rows: list[dict[str, str]] = []
    unknown: dict[str, int] = {}
    stories: list[tuple[Recipient, str]] = []
    added = 0
    changed: list[str] = []
    listed = list(taken)
    for place, each in placed(listed):
        row, award = _row_of(each, words)
        said, strange = words.classified(each)
        row |= said
        classes.update(strange)
        if award is not None:
            unknown[award] = unknown.get(award, 0) + 1
        former = _former(before, each)
        kept_of_it = row_to_plain(former) if former is not None else {}
        row = {name: kept_of_it[name] for name in _FIXED if name in kept_of_it} | row
        row |= {name: kept_of_it[name] for name in _RETAINED if name in kept_of_it}
        added += former is None
        if former is not None and row_to_plain(former) != row:
            changed.append(each.name)
        chosen = choices.stories.get(place, "")
        if chosen in names.get(fold(each.name), ()):
            row["story"] = chosen
        elif not row.get("story") and choices.stories.get(place) != "":
            stories += [(each, found) for found in names.get(fold(each.name), ())]
        rows.append(row)
    left = [former for rest in before.values() for former in rest]
    kept = [former for former in left if former.withdrawn is not None]  # who was taken down stays down
    rows += [row_to_plain(former) for former in kept]
    names_down = {fold(former.name) for former in kept}
    down = tuple(each for each in listed if fold(each.name) in names_down)
    gone = tuple(former for former in left if former.withdrawn is None)
    return RowMerge(tuple(rows), added, tuple(changed), gone, unknown, tuple(stories), down, classes)


def _row_of(each: Recipient, words: _Vocabulary) -> tuple[dict[str, str], str | None]:
    """Return the row of a recipient, and the award it names if no code is known for that."""
    own = words.own
    row = {"name": each.name, "kind": each.kind}
    if each.unit:
        row["unit"] = each.unit
    note, unknown = each.note, None
    if each.award:
        full = words.awards.short_forms.spelt_out(each.award)
        is_own = own is not None and f"{fold(own.name)} ".startswith(f"{fold(full)} ")
        code = own.id if own is not None and is_own else words.awards.code_of(each.award, words.of_level)
        is_settled = fold(each.award) in words.chosen
        code = (words.chosen[fold(each.award)] or None) if is_settled else code
        note = "; ".join(filter(None, (_rank_in(each.award), note)))
        if code is None:
            unknown = None if is_settled else each.award
            note = "; ".join(filter(None, (each.award, note)))
        elif code != words.decision.award:
            row["award"] = code
    if note:
        row["note"] = note
    return row, unknown


def _rank_in(award: str) -> str:
    """Return the rank an award's name holds, which a row has no other place for: «hạng Ba»."""
    found = re.search(r"\bhạng\s+(?:nhất|nhì|ba|I{1,3})\b", award, re.IGNORECASE)
    return found[0] if found else ""


def _former(before: dict[tuple[str, str], list[DecisionRow]], each: Recipient) -> DecisionRow | None:
    """Return the record's row for this one: the same name and unit, or a name whose unit only one side says."""
    same = before.get(each.key)
    if not same:
        name, unit = each.key
        near = [
            rows
            for (n, u), rows in before.items()
            if n == name and rows and (not u or not unit or u in unit or unit in u)
        ]
        same = near[0] if len(near) == 1 and len(near[0]) == 1 else None
    return same.pop(0) if same else None


def row_to_plain(row: DecisionRow) -> dict[str, str]:
    """Return a row as it stands in a record."""
    found = row.model_dump(exclude_none=True, exclude={"withdrawn"})
    if row.withdrawn is not None:
        found["withdrawn"] = row.withdrawn.iso
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in found.items()}


def replace_rows(text: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Return a record's text with these rows in place of its own; every other line stays as it was."""
    block = "rows:\n" + "".join(f"  - {_line(row)}\n" for row in rows)
    text = _MISSING.sub("", text if text.endswith("\n") else text + "\n")
    if _ROWS.search(text):
        return _ROWS.sub(lambda _: block, text, count=1)
    place = re.search(r"^(sources|verified|published_on):", text, re.MULTILINE)
    at = place.start() if place else len(text)
    return text[:at] + block + text[at:]


def _line(row: Mapping[str, str]) -> str:
    order = [name for name in DecisionRow.model_fields if name in row]
    plain = re.compile(r"[a-z0-9-]+")
    parts = (
        f"{n}: {row[n] if plain.fullmatch(row[n]) and n not in {'name', 'unit', 'note'} else _quoted(row[n])}"
        for n in order
    )
    return "{" + ", ".join(parts) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
