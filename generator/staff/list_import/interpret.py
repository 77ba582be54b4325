"""What a list says, row by row: who is commended, and why every other row is not one of them.

Nothing is lost: rows read = rows taken + rows reported (titles, headings, sections, totals, notes,
rows that are not clear).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.core.text import fold
from generator.staff.list_import.headings import Roles, heading_at, named_columns
from generator.staff.list_import.interpretation import Interpretation, PrintedTotal, Recipient, SkippedRow
from generator.staff.list_import.patterns import (
    AWARD,
    COLLECTIVE,
    DITTO,
    HONORIFICS,
    HOUSEHOLD,
    KIND_ALONE,
    MARKER,
    NAME_PREFIX,
    NOTE,
    NOTHING,
    NUMBERED,
    ROMAN,
    SECTION,
    SEXES,
    TOTAL,
    TWO,
    kind_in,
    looks_like_a_name,
    starts_like,
)
from generator.staff.list_import.people import SAID_OF_AWARDS, without_parentheses, without_titles
from generator.staff.list_import.readers import Sheet


def interpret(
    sheets: Iterable[Sheet], given: Mapping[str, Roles] | None = None, keep_hidden: bool = False
) -> Interpretation:
    """Return what the sheets say; `given` are the roles of columns by sheet ("" is any), whatever headings say.

    A table without headings that is as wide as the one before it goes on with it, as a Word table does over a page.
    With `keep_hidden` rows count that nobody sees in the office's program.
    """
    said = Interpretation()
    last: _Reader | None = None
    for sheet in sheets:
        if sheet.is_hidden:
            said.hidden_sheets.append((sheet.name, sum(1 for row in sheet.rows if any(row))))
            continue
        chosen = (given or {}).get(sheet.name, (given or {}).get("", {}))
        reader = _Reader(sheet, said, chosen, keep_hidden)
        if last is not None and last.roles and not reader.has_headings and reader.width == last.width:
            reader.go_on_from(last)
        reader.read()
        last = reader
    said.recipients = list(_numbered(said.recipients))
    assert said.read == len(said.recipients) + len(said.skipped), "a row was lost"
    return said


def _numbered(recipients: Iterable[Recipient]) -> Iterator[Recipient]:
    """Yield the people of a list, each with its number in its row."""
    seen: Counter[tuple[str, int]] = Counter()
    for each in recipients:
        yield replace(each, ordinal=seen[each.sheet, each.row]) if seen[each.sheet, each.row] else each
        seen[each.sheet, each.row] += 1


class _Reader:
    def __init__(self, sheet: Sheet, said: Interpretation, given: Roles, keep_hidden: bool = False) -> None:
        self.sheet, self.said = sheet, said
        self.marks = {at: why for at, why in sheet.marks.items() if not (keep_hidden and why == "hidden")}
        self.number = 0
        self.given = given
        self.roles: Roles = {} if self.has_headings else _used(given)
        self.heads: Mapping[int, str] = {}
        self.kind = kind_in(sheet.name)
        self.award = self.unit = ""
        self.since_total = 0
        self.counted = False
        self.last: dict[str, str] = {}

    @property
    def width(self) -> int:
        """How many columns hold something in most rows of the table."""
        return max((sum(1 for cell in row if cell) for row in self.sheet.rows), default=0)

    @property
    def has_headings(self) -> bool:
        """Tell whether a heading stands anywhere in the sheet."""
        return any(heading_at(self.sheet.rows, at)[0] for at in range(len(self.sheet.rows)))

    def go_on_from(self, last: "_Reader") -> None:
        """Take columns, sections and dittos over from the table before."""
        self.roles, self.heads, self.kind, self.award, self.unit = (
            last.roles,
            last.heads,
            last.kind,
            last.award,
            last.unit,
        )
        self.last, self.number, self.counted, self.since_total = last.last, last.number, last.counted, last.since_total

    def read(self) -> None:
        """Go through the sheet from top to bottom."""
        rows, at = self.sheet.rows, 0
        while at < len(rows):
            roles, height = heading_at(rows, at)
            if roles and at not in self.marks:
                named = set(self.given.values())
                self.roles = _used({p: role for p, role in roles.items() if role not in named} | dict(self.given))
                self.heads = {p: " ".join(r[p] for r in rows[at : at + height] if p < len(r)) for p in roles}
                self.said.columns.setdefault(self.sheet.name, named_columns(rows, at, height, self.roles))
                for row in range(at, at + height):
                    self._report(row, "heading")
            else:
                height = 1
                if any(rows[at]):
                    self._row(at)
            at += height
        self.said.roles[self.sheet.name] = self.roles

    def _row(self, at: int) -> None:
        cells = self.sheet.rows[at]
        filled = [cell for cell in cells if cell]
        text = " ".join(dict.fromkeys(filled))
        words = list(dict.fromkeys(cell for cell in filled if not MARKER.fullmatch(cell)))
        numbered = self._numbered(cells)
        if (mark := self.marks.get(at)) is not None:
            self._report(at, "unclear" if mark == "partly" else mark)
        elif _LOST.search(text):
            self._report(at, "lost")
        elif all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in filled) and len(filled) > 2:
            self._report(at, "heading")  # the row (1) (2) (3) under a heading
        elif not self.roles:
            somebody = any(map(str.isdigit, filled)) and any(map(looks_like_a_name, words))
            self.kind = kind_in(text) or self.kind
            if len(words) == 1:
                self._section(words[0])
            self._report(at, "unclear" if somebody else "title")
        elif not numbered and starts_like(TOTAL, text):
            self._total(at, filled)
        elif len(words) <= 1 and self._is_section(filled, words):
            known = self._section(words[0] if words else "")
            self._report(at, "section" if known else "unclear")
        elif len(filled) == 1 and not numbered and starts_like(NOTE, text):
            self._report(at, "note")
        else:
            self._count(at, cells)
            for block in self._blocks(cells):
                self._person(at, block)

    def _count(self, at: int, cells: Sequence[str]) -> None:
        """Notice where the numbers of a list jump: somebody between may be lost. A list may begin anew at 1."""
        places = [p for p, role in self.roles.items() if role == "number"]
        found = re.match(r"(\d{1,6})\b", cells[places[0]]) if len(places) == 1 and places[0] < len(cells) else None
        if found is None:
            return
        number = int(found[1])
        skipped = {int(m[1]) for other in self._aside if (m := re.match(r"(\d{1,6})\b", other))}
        if number not in {1, self.number, self.number + 1} and not set(range(self.number + 1, number)) <= skipped:
            self.said.gaps.append((self.sheet.name, at + self.sheet.first_row, self.number, number))
        self.number = number

    @property
    def _aside(self) -> list[str]:
        """The first cells of rows that were set aside by name."""
        return [r.text for r in self.said.skipped if r.reason in {"struck", "deleted", "hidden", "unclear", "lost"}]

    def _is_section(self, filled: Sequence[str], words: Sequence[str]) -> bool:
        """A section is a lone text that names a kind or an award, or stands behind I, II, A, B."""
        if not words:
            return True
        bare = SECTION.sub("", words[0])
        roman = bool(ROMAN.fullmatch(filled[0])) or bool(re.match(r"(?:[IVX]{1,5}|[A-H])\s*[.):]", words[0]))
        return roman or starts_like(KIND_ALONE, bare) or (starts_like(AWARD, bare) and len(bare.split()) <= 14)

    def _section(self, text: str) -> bool:
        """Take what a section says for the rows below; tell whether it said anything."""
        bare = SECTION.sub("", text)
        if starts_like(KIND_ALONE, bare):
            self.kind = kind_in(bare)
        elif starts_like(AWARD, bare):
            self.award, self.kind, self.unit = bare.strip(" :."), kind_in(bare), ""
        elif starts_like(COLLECTIVE, bare):
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
            text = self.last.get(role, "") if DITTO.match(text) else "" if NOTHING.match(text) else text
            self.last[role] = text
        return text

    def _person(self, at: int, cells: Sequence[str]) -> None:
        name, honorific, sex, headed = self._name(cells)
        lines = [line for line in name.split("\n") if line]
        name, rest = (lines[0], lines[1:]) if lines else ("", [])
        name = NUMBERED.sub("", name)
        collective = starts_like(COLLECTIVE, name) or starts_like(HOUSEHOLD, name)
        name, titles, inside = (name, [], []) if collective else without_titles(name)
        for mark in (", ", " - ", " – "):
            before, found, after = name.partition(mark)
            if found and not collective and looks_like_a_name(NAME_PREFIX.sub("", before)):
                name = before
                rest.insert(0, after)
        if not collective:
            name, within = without_parentheses(name)
            notes = [each for each in within if fold(each) in SAID_OF_AWARDS]
            rest += [each for each in within if each not in notes]
            inside += notes
        name = NAME_PREFIX.sub("", name).strip(" ,;-–*")
        name = name if re.search(r"\b[^\W\d_]\.$", name) else name.rstrip(". ")
        classes = [" ".join(self._cell(cells, role).split()) for role in ("kind", "award_kind", "group")]
        named = next(filter(None, map(kind_in, (classes[0], classes[2]))), "")
        kind = named or headed or self._kind_of(name, honorific)
        several = kind == "individual" and (TWO.search(name) or any(map(looks_like_a_name, rest)))
        alone = self.counted and not self._numbered(cells) and sum(map(bool, cells)) == 1
        if not re.search(r"[^\W\d_]{2}", name) or ";" in name or several or alone:
            self._report(at, "unclear")
            return
        called = self._cell(cells, "honorific")
        title = called if called and not HONORIFICS.get(fold(called).split("/")[0]) else ""
        unit = [title, *titles, self._cell(cells, "position"), *rest, self._cell(cells, "unit") or self.unit]
        award = self._cell(cells, "award") or self.award
        noted = (*inside, self._cell(cells, "note"))
        self.said.read += 1
        self.since_total += 1
        self.counted = self.counted or self._numbered(cells)
        self.said.recipients.append(
            Recipient(
                self.sheet.name,
                at + self.sheet.first_row,
                name,
                kind,
                ", ".join(dict.fromkeys(" ".join(part.split()) for part in unit if part)),
                " ".join(award.split()),
                "; ".join(dict.fromkeys(" ".join(part.split()) for part in noted if part)),
                sex if kind == "individual" else "",
                " ".join(self._cell(cells, "field").split()),
                tuple(dict.fromkeys(filter(None, classes))),
            )
        )

    def _name(self, cells: Sequence[str]) -> tuple[str, str, str, str]:
        """Return the name wherever the columns put it, how it is addressed, whose it is, the kind its column is for."""
        for role, honorific in (("male", "ông"), ("female", "bà")):
            found = self._cell(cells, role)
            if re.search(r"[^\W\d_]{2}.*\s", found):
                return found, honorific, SEXES[honorific], ""
        places = [p for p, r in self.roles.items() if r == "name" and p < len(cells) and cells[p]]
        headed = kind_in(self.heads.get(places[0], "")) if len(places) == 1 else ""
        several = sum(1 for role in self.roles.values() if role == "name") > 1
        family, given = self._cell(cells, "family"), self._cell(cells, "given")
        whole = self._cell(cells, "name")
        name = whole or f"{family} {given}".strip()
        if whole and given and fold(given) not in fold(whole):
            name = f"{whole} {given}"
        cell = fold(self._cell(cells, "honorific"))
        said = HONORIFICS.get(cell.split("/")[0], "")
        before = NAME_PREFIX.match(NUMBERED.sub("", name))
        prefix = before[1].lower() if before else ""
        sex = SEXES.get(HONORIFICS.get(cell, "") or prefix, "")
        return name, said or prefix, sex, headed if several else ""

    def _kind_of(self, name: str, honorific: str) -> str:
        if self.kind == "collective" and starts_like(COLLECTIVE, name):
            return "collective"
        if honorific or (self.kind == "individual" and looks_like_a_name(name)):
            return "individual"
        if starts_like(HOUSEHOLD, name):
            return "household"
        if starts_like(COLLECTIVE, name):
            return "collective"
        return self.kind or "individual"

    def _total(self, at: int, filled: Sequence[str]) -> None:
        """Compare a printed total with what was counted: by kinds if it names them, else if it is one figure."""
        text = " ".join(dict.fromkeys(filled))
        named = re.findall(r"(\d{1,5})\s*(?:tập thể|cá nhân|hộ|đơn vị|người|đồng chí)", text.lower())
        plain = re.findall(r"\b\d{1,5}\b", text)
        if named or len(plain) == 1:
            row, printed = at + self.sheet.first_row, sum(map(int, named or plain))
            self.said.totals.append(PrintedTotal(self.sheet.name, row, printed, self.since_total))
        self.since_total = 0
        self._report(at, "total")

    def _report(self, at: int, reason: str) -> None:
        text = " | ".join(dict.fromkeys(cell.replace("\n", " ") for cell in self.sheet.rows[at] if cell))
        if text:
            self.said.read += 1
            self.said.skipped.append(SkippedRow(self.sheet.name, at + self.sheet.first_row, reason, text[:120]))


def _used(roles: Roles) -> Roles:
    return {place: role for place, role in roles.items() if role}


_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|\ufffd")
"""What is left of letters that a file could not hold when it was saved."""
