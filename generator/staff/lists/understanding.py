"""What a list says, row by row: who is commended, and why every other row is not one of them.

Nothing is lost: rows read = rows taken + rows reported (titles, headings, sections, totals, notes,
rows that are not clear).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.staff.lists.tables import Sheet
from generator.staff.lists.vocabulary import (
    AWARD,
    COLLECTIVE,
    DITTO,
    HEADINGS,
    HONORIFICS,
    HOUSEHOLD,
    KIND_ALONE,
    MARKER,
    NOTE,
    NUMBERED,
    PREFIX,
    ROMAN,
    SECTION,
    TOTAL,
    TWO,
    kind_in,
    looks_like_a_name,
    says,
)
from generator.text import fold

Roles = Mapping[int, str]
"""What each column holds, by its place from 0."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One person, collective or household of the list, and where it stood."""

    sheet: str
    row: int
    name: str
    kind: str
    unit: str = ""
    award: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same: the name and unit, folded."""
        return fold(self.name), fold(self.unit)


@dataclass(frozen=True, slots=True)
class Reported:
    """One row that is nobody: why (`title`, `heading`, `section`, `total`, `note`, `unclear`)."""

    sheet: str
    row: int
    reason: str
    text: str


@dataclass
class Understood:
    """Everything read: rows taken, rows reported, columns of each sheet, and what looks odd."""

    taken: list[Taken] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    totals: list[tuple[str, int, int]] = field(default_factory=list)
    read: int = 0

    @property
    def unclear(self) -> list[Reported]:
        """The rows somebody must look at."""
        return [r for r in self.reported if r.reason == "unclear"]

    @property
    def duplicates(self) -> list[tuple[Taken, Taken]]:
        """Pairs of rows with the same name and unit, the earlier first."""
        first: dict[tuple[str, str, str], Taken] = {}
        found = []
        for taken in self.taken:
            key = (*taken.key, fold(taken.award))
            if key in first:
                found.append((first[key], taken))
            first.setdefault(key, taken)
        return found


def understand(sheets: Iterable[Sheet], given: Mapping[str, int] | None = None) -> Understood:
    """Return what the sheets say; `given` names columns by role, where their headings do not."""
    said = Understood()
    for sheet in sheets:
        _Reader(sheet, said, given or {}).read()
    assert said.read == len(said.taken) + len(said.reported), "a row was lost"
    return said


def signature(sheet: Sheet) -> str:
    """Return the headings of a sheet as one folded text, to know a layout again."""
    for at in range(len(sheet.rows)):
        roles, _ = _header_at(sheet.rows, at)
        if roles:
            return " | ".join(fold(cell) for cell in sheet.rows[at] if cell)
    return " | ".join(fold(cell) for cell in next((r for r in sheet.rows if sum(map(bool, r)) > 1), ()))


class _Reader:
    def __init__(self, sheet: Sheet, said: Understood, given: Mapping[str, int]) -> None:
        self.sheet, self.said = sheet, said
        self.given = {place: role for role, place in given.items()}
        self.roles: Roles = self.given
        self.heads: Mapping[int, str] = {}
        self.kind = kind_in(sheet.name)
        self.award = self.unit = ""
        self.since_total = 0
        self.counted = False
        self.last: dict[str, str] = {}

    def read(self) -> None:
        """Go through the sheet from top to bottom."""
        rows, at = self.sheet.rows, 0
        while at < len(rows):
            roles, height = _header_at(rows, at)
            if roles and not (self.given and self.roles is not self.given):
                self.roles = {**roles, **self.given}
                self.heads = {p: " ".join(r[p] for r in rows[at : at + height] if p < len(r)) for p in roles}
                self.said.columns.setdefault(self.sheet.name, _named(rows, at, height, self.roles))
                for row in range(at, at + height):
                    self._report(row, "heading")
            else:
                height = 1
                if any(rows[at]):
                    self._row(at)
            at += height

    def _row(self, at: int) -> None:
        cells = self.sheet.rows[at]
        filled = [cell for cell in cells if cell]
        text = " ".join(dict.fromkeys(filled))
        words = list(dict.fromkeys(cell for cell in filled if not MARKER.fullmatch(cell)))
        numbered = self._numbered(cells)
        if all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in filled) and len(filled) > 2:
            self._report(at, "heading")  # the row (1) (2) (3) under a heading
        elif not self.roles:
            self.kind = kind_in(text) or self.kind
            if len(words) == 1:
                self._section(words[0])
            self._report(at, "title")
        elif not numbered and says(TOTAL, text):
            self._total(at, filled)
        elif len(words) <= 1 and self._is_section(filled, words):
            known = self._section(words[0] if words else "")
            self._report(at, "section" if known else "unclear")
        elif len(filled) == 1 and not numbered and says(NOTE, text):
            self._report(at, "note")
        else:
            for block in self._blocks(cells):
                self._person(at, block)

    def _is_section(self, filled: Sequence[str], words: Sequence[str]) -> bool:
        """A section is a lone text that names a kind or an award, or stands behind I, II, A, B."""
        if not words:
            return True
        bare = SECTION.sub("", words[0])
        roman = bool(ROMAN.fullmatch(filled[0])) or bool(re.match(r"(?:[IVX]{1,5}|[A-H])\s*[.):]", words[0]))
        return roman or says(KIND_ALONE, bare) or (says(AWARD, bare) and len(bare.split()) <= 14)

    def _section(self, text: str) -> bool:
        """Take what a section says for the rows below; tell whether it said anything."""
        bare = SECTION.sub("", text)
        if says(KIND_ALONE, bare):
            self.kind = kind_in(bare)
        elif says(AWARD, bare):
            self.award, self.kind, self.unit = bare.strip(" :."), kind_in(bare), ""
        elif says(COLLECTIVE, bare):
            self.unit = " ".join(bare.split())
        else:
            self.award = self.unit = ""
            return not bare
        return True

    def _blocks(self, cells: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield a row once; of two lists side by side, each half that is filled."""
        starts = [place for place, role in sorted(self.roles.items()) if role == "number"]
        names = [place for place, role in self.roles.items() if role == "name"]
        if len(starts) < 2 or len(names) < 2:
            yield cells
            return
        for first, end in zip(starts, [*starts[1:], len(cells)], strict=True):
            block = ["" if not first <= place < end else cell for place, cell in enumerate(cells)]
            if any(block):
                yield block

    def _numbered(self, cells: Sequence[str]) -> bool:
        places = [p for p, role in self.roles.items() if role == "number"]
        return any(p < len(cells) and re.match(r"\d", cells[p]) for p in places)

    def _cell(self, cells: Sequence[str], role: str) -> str:
        found = [cells[p] for p, r in sorted(self.roles.items()) if r == role and p < len(cells) and cells[p]]
        text = "; ".join(dict.fromkeys(found))
        if role not in {"name", "number"}:
            text = self.last.get(role, "") if DITTO.match(text) else text
            self.last[role] = text
        return text

    def _person(self, at: int, cells: Sequence[str]) -> None:
        name, honorific, headed = self._name(cells)
        lines = [line for line in name.split("\n") if line]
        name, rest = (lines[0], lines[1:]) if lines else ("", [])
        name = NUMBERED.sub("", name)
        collective = says(COLLECTIVE, name) or says(HOUSEHOLD, name)
        for mark in (", ", " - ", " – "):
            before, found, after = name.partition(mark)
            if found and not collective and looks_like_a_name(PREFIX.sub("", before)):
                name = before
                rest.insert(0, after)
        name = PREFIX.sub("", name).strip(" .,;-–")
        kind = kind_in(self._cell(cells, "kind")) or headed or self._kind_of(name, honorific)
        several = kind == "individual" and (TWO.search(name) or any(map(looks_like_a_name, rest)))
        alone = self.counted and not self._numbered(cells) and sum(map(bool, cells)) == 1
        if not re.search(r"[^\W\d_]{2}", name) or ";" in name or several or alone:
            self._report(at, "unclear")
            return
        unit = [self._cell(cells, "position"), *rest, self._cell(cells, "unit") or self.unit]
        award = self._cell(cells, "award") or self.award
        self.said.read += 1
        self.since_total += 1
        self.counted = self.counted or self._numbered(cells)
        self.said.taken.append(
            Taken(
                self.sheet.name,
                at + self.sheet.first_row,
                name,
                kind,
                ", ".join(dict.fromkeys(" ".join(part.split()) for part in unit if part)),
                " ".join(award.split()),
                " ".join(self._cell(cells, "note").split()),
            )
        )

    def _name(self, cells: Sequence[str]) -> tuple[str, str, str]:
        """Return the name wherever the columns put it, a man's or woman's, and the kind its column is for."""
        for role, honorific in (("male", "ông"), ("female", "bà")):
            found = self._cell(cells, role)
            if re.search(r"[^\W\d_]{2}.*\s", found):
                return found, honorific, ""
        places = [p for p, r in self.roles.items() if r == "name" and p < len(cells) and cells[p]]
        headed = kind_in(self.heads.get(places[0], "")) if len(places) == 1 else ""
        several = sum(1 for role in self.roles.values() if role == "name") > 1
        family, given = self._cell(cells, "family"), self._cell(cells, "given")
        whole = self._cell(cells, "name")
        name = whole or f"{family} {given}".strip()
        if whole and given and fold(given) not in fold(whole):
            name = f"{whole} {given}"
        said = HONORIFICS.get(fold(self._cell(cells, "honorific")), "")
        before = PREFIX.match(NUMBERED.sub("", name))
        return name, said or (before[1].lower() if before else ""), headed if several else ""

    def _kind_of(self, name: str, honorific: str) -> str:
        if self.kind == "collective" and says(COLLECTIVE, name):
            return "collective"
        if honorific or (self.kind == "individual" and looks_like_a_name(name)):
            return "individual"
        if says(HOUSEHOLD, name):
            return "household"
        if says(COLLECTIVE, name):
            return "collective"
        return self.kind or "individual"

    def _total(self, at: int, filled: Sequence[str]) -> None:
        """Compare a printed total with what was counted: by kinds if it names them, else if it is one figure."""
        text = " ".join(dict.fromkeys(filled))
        named = re.findall(r"(\d{1,5})\s*(?:tập thể|cá nhân|hộ|đơn vị|người|đồng chí)", text.lower())
        plain = re.findall(r"\b\d{1,5}\b", text)
        if named or len(plain) == 1:
            self.said.totals.append((self.sheet.name, sum(map(int, named or plain)), self.since_total))
        self.since_total = 0
        self._report(at, "total")

    def _report(self, at: int, reason: str) -> None:
        text = " | ".join(dict.fromkeys(cell.replace("\n", " ") for cell in self.sheet.rows[at] if cell))
        if text:
            self.said.read += 1
            self.said.reported.append(Reported(self.sheet.name, at + self.sheet.first_row, reason, text[:120]))


def _header_at(rows: Sequence[Sequence[str]], at: int) -> tuple[dict[int, str], int]:
    """Return the roles of the columns if a heading stands at a row, and how many rows it takes."""
    one = _roles([rows[at]])
    under = rows[at + 1] if at + 1 < len(rows) else ()
    heads = [cell for cell in under if cell]
    here = any(_role(cell) in {"number", "name"} for cell in rows[at]) and not any(map(str.isdigit, rows[at]))
    lower = here and len(heads) > 1 and all(map(_role, heads))
    two = _roles([rows[at], under]) if lower else {}
    for roles, height in ((two, 2), (one, 1)):
        named = {"name", "male", "female"} & set(roles.values()) or {"family", "given"} <= set(roles.values())
        if named and len(roles) >= 2 and len([c for c in rows[at] if c]) >= 2:
            return roles, height
    return {}, 1


def _roles(heads: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return the role of each column; of two lines of headings the lower one says more."""
    found: dict[int, str] = {}
    for line in heads:
        for place, cell in enumerate(line):
            role = _role(cell)
            if role:
                found[place] = role
    if "family" not in found.values():  # «Họ và tên» over two columns, or «Tên» alone
        found = {
            place: "name" if role == "given" and "name" not in found.values() else role for place, role in found.items()
        }
    return found


def _role(cell: str) -> str:
    head = re.sub(r"[^\w]+", " ", fold(cell.replace("\n", " "))).strip()
    if not head or len(head.split()) > 14:
        return ""
    return next((role for role, pattern in HEADINGS if re.fullmatch(pattern, head)), "")


def _named(rows: Sequence[Sequence[str]], at: int, height: int, roles: Roles) -> dict[str, str]:
    """Return what each column was taken for, by its heading."""
    heads = {}
    for place in range(max(map(len, rows[at : at + height]))):
        head = " ".join(
            dict.fromkeys(r[place].replace("\n", " ") for r in rows[at : at + height] if place < len(r) and r[place])
        )
        if head or place in roles:
            heads[head or f"#{place + 1}"] = roles.get(place, "")
    return heads
