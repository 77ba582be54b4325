"""What somebody chose where a list can be read in more than one way: a choice replaces a guess."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.staff.list_import.interpretation import Interpretation, Recipient, SkippedRow

EVERY_SHEET = ""
FIELDS = ("name", "kind", "unit", "award", "note")
"""What may be put right in a row by hand."""

RowPlace = tuple[str, int, int]
"""Where a row stands: its sheet, its number there, and which of the people in it is meant, from 0."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All choices about one list; without any it is read as it stands.

    `roles` say what each column holds, by sheet (`EVERY_SHEET` for all) and place from 0, "" for a column that is not
    used. `convert` is an old encoding, or `none`; `hidden` whether rows nobody sees are in the list: `keep` or `drop`.
    `rows` are put right by hand, None for one that is nobody. `awards` are codes by the text of the list, `stories`
    the story of a row's person, "" for a namesake.
    """

    roles: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    convert: str | None = None
    hidden: str | None = None
    rows: Mapping[RowPlace, Mapping[str, str] | None] = field(default_factory=dict)
    awards: Mapping[str, str] = field(default_factory=dict)
    stories: Mapping[RowPlace, str] = field(default_factory=dict)


def placed(recipients: list[Recipient]) -> Iterator[tuple[RowPlace, Recipient]]:
    """Yield the people of a list with their places."""
    return (((each.sheet, each.row, each.ordinal), each) for each in recipients)


def settle(said: Interpretation, choices: Choices) -> None:
    """Put right by hand what a list was understood to say; as many rows are taken and reported as were read."""
    taken: list[tuple[RowPlace, Recipient]] = []
    left_out: list[SkippedRow] = []
    for place, each in placed(said.recipients):
        chosen = choices.rows.get(place, {})
        if chosen is None:
            left_out.append(SkippedRow(each.sheet, each.row, "left_out", each.name))
        else:
            taken.append((place, _put_right(each, chosen)))
    skipped = []
    for row in said.skipped:
        told = _row_choices(choices, row) if row.reason in {"unclear", "lost"} else {}
        named = {place: chosen for place, chosen in told.items() if chosen and chosen.get("name")}
        for place, chosen in named.items():
            fresh = Recipient(row.sheet, row.row, "", "individual", ordinal=place[2])
            taken.append((place, _put_right(fresh, chosen)))
        if None in told.values():
            skipped.append(replace(row, reason="left_out"))
        elif not named:
            skipped.append(row)
    _count_anew(said, [place for place, _ in taken])
    order = {sheet: number for number, sheet in enumerate(dict.fromkeys(place[0] for place, _ in taken))}
    taken.sort(key=lambda each: (order[each[0][0]], each[0][1], each[0][2]))
    said.recipients, said.skipped = [each for _, each in taken], [*skipped, *left_out]


def _count_anew(said: Interpretation, taken: list[RowPlace]) -> None:
    """Add to each printed sum who was taken by hand above it, and take away who was left out."""
    before = Counter((each.sheet, each.row) for each in said.recipients)
    now = Counter(place[:2] for place in taken)
    for sheet, row in before.keys() | now.keys():
        more = now[sheet, row] - before[sheet, row]
        below = [n for n, total in enumerate(said.totals) if total.sheet == sheet and total.row > row]
        if more and below:
            at = min(below, key=lambda n: said.totals[n].row)
            said.totals[at] = replace(said.totals[at], counted=said.totals[at].counted + more)


def _row_choices(choices: Choices, row: SkippedRow) -> dict[RowPlace, Mapping[str, str] | None]:
    """Return what was chosen of a row that is not clear: it may hold several people."""
    return {place: told for place, told in sorted(choices.rows.items()) if place[:2] == (row.sheet, row.row)}


def _put_right(each: Recipient, chosen: Mapping[str, str]) -> Recipient:
    name, kind, unit, award, note = (chosen.get(field, getattr(each, field)) for field in FIELDS)
    return replace(each, name=name, kind=kind, unit=unit, award=award, note=note)
