"""What a report is made of, whatever it is written as: headings, sentences with their basis, gaps, tables, forms."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """A record a figure counts: its name and its address on the site."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: 1 for the sections I, II, III, 2 for 1, 2, 3 within one."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is true of the records, and the records it rests on."""

    text: str
    basis: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Where the records say nothing of what a report has a place for."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What only the officer can write; it stands visibly empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A small table in the text; cells are words or figures, None where nothing is known."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    basis: Sequence[Link] = ()


Block = Heading | Sentence | Silence | Gap | Table


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a statistics form: what it is numbered, its words, and those over several columns.

    `sum_of` are the columns it is the sum of; `share_of` the two of which it is the quotient in per cent.
    """

    label: str
    over: str = ""
    sum_of: tuple[int, ...] = ()
    share_of: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form: its code, its words, how far it is indented, and the rows it is the sum of."""

    code: str
    label: str
    indent: int = 0
    sum_of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A statistics form, filled as far as the records go; a cell is None where they do not.

    `unfilled` says in words what is blank and why.
    """

    code: str
    title: str
    unit: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    cells: tuple[tuple[int | None, ...], ...]
    unfilled: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether not one cell could be filled."""
        return not any(cell for row in self.cells for cell in row)

    def condensed(self) -> "tuple[Form, tuple[str, ...]]":
        """Return the form for paper, without columns and rows that hold no figure, and the columns left out.

        Rows with a code stand in every form; of columns none is left that holds but blanks and 0, sums apart.
        """
        kept = [n for n, column in enumerate(self.columns) if any(row[n] for row in self.cells) or column.sum_of]
        left = tuple(f"{c.over}: {c.label}" if c.over else c.label for n, c in enumerate(self.columns) if n not in kept)
        place = {old: new for new, old in enumerate(kept)}
        columns = tuple(
            FormColumn(
                self.columns[n].label,
                self.columns[n].over,
                tuple(place[each] for each in self.columns[n].sum_of if each in place),
            )
            for n in kept
        )
        lines = [n for n, row in enumerate(self.rows) if row.code or row.sum_of or any(self.cells[n])]
        cells = tuple(tuple(self.cells[line][n] for n in kept) for line in lines)
        rows = tuple(self.rows[line] for line in lines)
        return Form(self.code, self.title, self.unit, columns, rows, cells, self.unfilled), left


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report with its heading and what stands in it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `subject` is its trích yếu.

    `base` are the commendations its figures count, as rows of words; `campaigns` those form 0601.N counts.
    """

    subject: str
    period: str
    sections: tuple[Section, ...]
    forms: tuple[Form, ...] = ()
    base_head: tuple[str, ...] = ()
    base: Sequence[tuple[str, ...]] = ()
    campaign_head: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = field(default=())

    def basis(self) -> Sequence[tuple[str, str, Sequence[Link]]]:
        """Return every sentence and table that rests on records: its section, its words, the records."""
        found = []
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Sentence | Table) and block.basis:
                    words = block.text if isinstance(block, Sentence) else block.caption
                    found.append((section.heading, words, block.basis))
        return found
