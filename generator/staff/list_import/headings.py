"""The heading of a table: what each column holds."""

import re
from collections.abc import Mapping, Sequence

from generator.core.text import fold
from generator.staff.list_import.patterns import HEADINGS
from generator.staff.list_import.readers import Sheet

Roles = Mapping[int, str]
"""What each column holds, by its place from 0."""


def layout_key(sheet: Sheet) -> str:
    """Return the headings of a sheet as one folded text, to know a layout again."""
    for at in range(len(sheet.rows)):
        roles, _ = heading_at(sheet.rows, at)
        if roles:
            return " | ".join(fold(cell) for cell in sheet.rows[at] if cell)
    return " | ".join(fold(cell) for cell in next((r for r in sheet.rows if sum(map(bool, r)) > 1), ()))


def heading_at(rows: Sequence[Sequence[str]], at: int) -> tuple[dict[int, str], int]:
    """Return the roles of the columns if a heading stands at a row, and how many rows it takes."""
    if any(cell.strip(" .)").isdecimal() for cell in rows[at]):
        return {}, 1  # a row of the list, however its words may sound
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


def named_columns(rows: Sequence[Sequence[str]], at: int, height: int, roles: Roles) -> dict[str, str]:
    """Return what each column was taken for, by its heading."""
    heads = {}
    for place in range(max(map(len, rows[at : at + height]))):
        head = " ".join(
            dict.fromkeys(r[place].replace("\n", " ") for r in rows[at : at + height] if place < len(r) and r[place])
        )
        if head or place in roles:
            heads[head or f"#{place + 1}"] = roles.get(place, "")
    return heads
