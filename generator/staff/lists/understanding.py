"""What a list says, row by row: who is commended, and why every other row is not one of them.

Nothing is lost: rows read = rows taken + rows reported (titles, headings, sections, totals, notes,
rows that are not clear).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from generator.staff.lists.tables import Sheet
from generator.text import fold

Roles = Mapping[int, str]
"""What each column holds, by its place from 0."""

_PRIVATE = (
    "(ngay|nam|thang).*sinh",
    "nam sinh",
    "(so )?(dien thoai|dt|cccd|cmnd|can cuoc).*",
    "dia chi thuong tru",
    "noi thuong tru",
    "que quan",
    "dan toc",
    "ton giao",
)
_NAMES = (
    "(ho (va )?ten|ten|ho ten).*(ca nhan|tap the|don vi|nguoi|ho gia dinh|can bo)?",
    "(ten )?(tap the|ca nhan|don vi duoc khen|ho gia dinh|ca nhan va tap the|tap the va ca nhan).*",
    "ten don vi.*",
)
HEADINGS: Sequence[tuple[str, str]] = (
    ("number", "stt|tt|so tt|so thu tu|so t t"),
    ("private", "|".join(_PRIVATE)),
    ("male", "ong"),
    ("female", "ba"),
    ("honorific", "ong ba|gioi tinh|danh xung|nam nu"),
    ("family", "ho (va ten |va )?(dem|lot)|ho ten dem|ho"),
    ("given", "ten"),
    ("kind", "doi tuong|loai|ca nhan tap the|tap the ca nhan"),
    ("award", ".*(hinh thuc|danh hieu|muc khen|loai khen).*|khen thuong"),
    ("position", "chuc vu|chuc danh|nghe nghiep|chuc vu chuc danh"),
    ("name", "|".join(_NAMES)),
    ("unit", ".*(don vi|co quan|noi cong tac|dia phuong|dia chi|to chuc|truong|phong ban).*"),
    ("note", "ghi chu.*|thanh tich.*|ly do.*|noi dung.*"),
)
"""How offices head their columns, folded; the first that fits the whole heading counts."""

_COLLECTIVE = re.compile(
    r"^(tap the|phong|ban|truong|cong an|hoi|chi bo|chi doan|dang bo|dang uy|uy ban|ubnd|hdnd|doi|to|khoa|trung tam|"
    r"so|cong ty|hop tac xa|htx|doan|lien doan|benh vien|tram|xa|phuong|huyen|quan|thanh doan|cuc|chi cuc|vien|"
    r"bo chi huy|ban chi huy|trung doan|tieu doan|dai doi|mat tran|nhan dan va can bo|cau lac bo|clb|khu vuc|ap|"
    r"toa an|kho bac|ngan hang|doanh nghiep|mttq|nhom|van phong|vp|bao|dai)\b"
)
_HOUSEHOLD = re.compile(r"^(ho gia dinh|gia dinh|ho)\b")
_SECTION = re.compile(r"^(?:phan )?(?:[ivx]{1,5}|[a-h])(?:[.):/ -]+|$)")
_KINDS = (
    ("household", r"ho gia dinh|cac ho\b|gia dinh"),
    ("collective", r"tap the|don vi"),
    ("individual", r"ca nhan|ong ba"),
)
_MARKER = re.compile(r"[\d.]+|[IVX]{1,5}[.)]?|[A-H][.)]?")
_TOTAL = re.compile(r"^(tong (cong|so)|cong\b|tong\b|danh sach (nay )?(gom |co )|\(?danh sach)")
_NOTE = re.compile(
    r"^(ghi chu|noi nhan|luu|kt\.?|tm\.?|tuq\.?|chu tich|pho chu tich|giam doc|nguoi lap|ngay \d|can tho, ngay)"
)
_PREFIX = re.compile(r"^(ông/bà|ông|bà|anh|chị|đồng chí|đ/c|em)\b[.:]?\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\d{1,5}\s*[.)/-]\s*")
_HONORIFICS = {"ong": "ông", "nam": "ông", "ba": "bà", "nu": "bà"}


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
        self.kind = _kind_in(fold(sheet.name))
        self.award = ""
        self.since_total = 0

    def read(self) -> None:
        """Go through the sheet from top to bottom."""
        rows, at = self.sheet.rows, 0
        while at < len(rows):
            roles, height = _header_at(rows, at)
            if roles and not (self.given and self.roles is not self.given):
                self.roles = {**roles, **self.given}
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
        first = fold(filled[0])
        text = fold(" ".join(dict.fromkeys(filled)))
        words = [cell for cell in filled if not _MARKER.fullmatch(cell)]
        lone = len(dict.fromkeys(words)) == 1
        if all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in filled) and len(filled) > 2:
            self._report(at, "heading")  # the row (1) (2) (3) under a heading
        elif _TOTAL.match(first) or _TOTAL.match(text):
            self._total(at, filled)
        elif not self.roles:
            self.kind = _kind_in(text) or self.kind
            self._report(at, "title")
        elif self._is_section(first, text, lone):
            self.kind = _kind_in(text) or self.kind
            self.award = _award_in(words[-1]) or self.award
            self._report(at, "section")
        elif (lone or len(filled) <= 2) and _NOTE.match(first) and not self._numbered(cells):
            self._report(at, "note")
        else:
            self._person(at, cells)

    def _is_section(self, first: str, text: str, lone: bool) -> bool:
        """A section is a lone text, such as `I. TẬP THỂ` or `Bằng khen`, not a person without a unit."""
        bare = _SECTION.sub("", text, count=1).strip()
        if not bare:
            return True
        named = re.match(r"^(cac )?(tap the|ca nhan|ho gia dinh)\b", bare)
        about_award = re.match(r"^(danh hieu|bang khen|giay khen|huan chuong|huy chuong|co thi dua|tang |khen )", bare)
        short = len(bare.split()) <= (4 if named else 14)
        return lone and bool((named or about_award) and short) and not re.match(r"\d", first)

    def _numbered(self, cells: Sequence[str]) -> bool:
        place = next((p for p, role in self.roles.items() if role == "number"), None)
        return place is not None and place < len(cells) and bool(re.match(r"\d", cells[place]))

    def _cell(self, cells: Sequence[str], role: str) -> str:
        found = [cells[p] for p, r in sorted(self.roles.items()) if r == role and p < len(cells) and cells[p]]
        return "; ".join(dict.fromkeys(found))

    def _person(self, at: int, cells: Sequence[str]) -> None:
        name, honorific = self._name(cells)
        lines = [line for line in name.split("\n") if line]
        name, rest = (lines[0], lines[1:]) if lines else ("", [])
        name, comma, role = (
            name.partition(", ") if fold(name).count(",") == 1 and not _COLLECTIVE.match(fold(name)) else (name, "", "")
        )
        if comma:
            rest.insert(0, role)
        name = _PREFIX.sub("", _NUMBERED.sub("", name)).strip(" .,;-–")
        if not name or not re.search(r"[^\W\d_]{2}", name):
            self._report(at, "unclear")
            return
        unit = [self._cell(cells, "position"), *rest, self._cell(cells, "unit")]
        kind = _kind_in(fold(self._cell(cells, "kind"))) or self._kind_of(name, honorific)
        award = self._cell(cells, "award") or self.award
        self.said.read += 1
        self.since_total += 1
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

    def _name(self, cells: Sequence[str]) -> tuple[str, str]:
        """Return the name wherever the columns put it, and whether it is said to be a man or a woman."""
        for role, honorific in (("male", "ông"), ("female", "bà")):
            found = self._cell(cells, role)
            if re.search(r"[^\W\d_]{2}.*\s", found):
                return found, honorific
        family, given = self._cell(cells, "family"), self._cell(cells, "given")
        whole = self._cell(cells, "name")
        name = whole or f"{family} {given}".strip()
        if whole and given and fold(given) not in fold(whole):
            name = f"{whole} {given}"
        said = _HONORIFICS.get(fold(self._cell(cells, "honorific")), "")
        before = _PREFIX.match(_NUMBERED.sub("", name))
        return name, said or (before[1].lower() if before else "")

    def _kind_of(self, name: str, honorific: str) -> str:
        bare = fold(name)
        if self.kind == "collective" and _COLLECTIVE.match(bare):
            return "collective"
        if honorific:
            return "individual"
        if _HOUSEHOLD.match(bare) and len(bare.split()) > 2:
            return "household"
        if _COLLECTIVE.match(bare) and not (self.kind == "individual" and len(bare.split()) <= 4):
            return "collective"
        return self.kind or "individual"

    def _total(self, at: int, filled: Sequence[str]) -> None:
        figures = [int(n) for n in re.findall(r"\b\d{1,5}\b", " ".join(filled))]
        if figures:
            self.said.totals.append((self.sheet.name, figures[0], self.since_total))
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


def _kind_in(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if re.search(pattern, text)), "")


def _award_in(text: str) -> str:
    bare = re.sub(r"^(?:[IVX]{1,5}|[A-H]|\d+)[.):]+\s*", "", text)
    found = re.search(r"(danh hiệu|bằng khen|giấy khen|huân chương|huy chương|cờ thi đua).*", bare, re.IGNORECASE)
    return found[0].strip(" :.") if found else ""
