"""The ledger: every address the site ever published, kept in git beside the records (promise 9).

    # one address a line, sorted; «a -> b» says that a moved to b
    /dien-hinh/ho-quang-cua/
    /dien-hinh/ten-cu/ -> /dien-hinh/ten-moi/

An address never leaves it. What it holds must be answered by every build: by a page, a notice, or a
redirection in one hop.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.problem import Problem, problem

FILE = "stories/ledger.txt"
_ADDRESS = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*")
_ARROW = " -> "
_HEAD = "# Mọi địa chỉ đã đăng. Không xóa dòng nào; «a -> b» là a đã chuyển sang b."


@dataclass(frozen=True)
class Ledger:
    """What was published: all addresses, and where some moved, in one hop."""

    addresses: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each address in its file, where it was read from one."""

    def with_moves(self, moves: Mapping[str, str]) -> "Ledger":
        """Return the ledger after some addresses moved; what led to them leads on at once."""
        moved = {old: moves.get(new, new) for old, new in self.moved.items()}
        together = {**moved, **moves}
        for target in moves.values():
            together.pop(target, None)  # somebody moved back
        return Ledger(self.addresses | moves.keys() | set(moves.values()), together)

    def with_addresses(self, addresses: Iterable[str]) -> "Ledger":
        """Return the ledger with more addresses; one that is a page again has not moved."""
        added = frozenset(addresses)
        return Ledger(self.addresses | added, {old: new for old, new in self.moved.items() if old not in added})

    def written(self) -> str:
        """Return the ledger as its file holds it."""
        rows = (f"{a}{_ARROW}{self.moved[a]}" if a in self.moved else a for a in sorted(self.addresses))
        return "\n".join([_HEAD, *rows]) + "\n"


def read_ledger(root: Path) -> tuple[Ledger, list[Problem]]:
    """Return the ledger of a project, empty if it has none yet, and what is wrong with its file."""
    path = root / FILE
    if not path.is_file():
        return Ledger(), []
    return parse_ledger(path.read_text("utf-8", "replace"))


def parse_ledger(text: str) -> tuple[Ledger, list[Problem]]:
    """Return a ledger from its text, its redirections made one hop long, and what is wrong with it."""
    addresses: set[str] = set()
    moved: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        address, arrow, target = (part.strip() for part in row.partition(_ARROW))
        if not _ADDRESS.fullmatch(address) or (arrow and not _ADDRESS.fullmatch(target)):
            problems.append(problem(FILE, number, "", "ledger.not-an-address", row=row[:80]))
            continue
        addresses.add(address)
        lines.setdefault(address, number)
        if arrow:
            moved[address] = target
    for address in list(_loops(moved)):
        problems.append(problem(FILE, lines[address], "", "ledger.loop", address=address))
        del moved[address]
    flat = {address: _end(moved, address) for address in moved}
    return Ledger(frozenset(addresses), flat, lines), problems


def _loops(moved: Mapping[str, str]) -> Iterator[str]:
    """Yield every address from which redirections never end."""
    for address in sorted(moved):
        seen, at = {address}, moved[address]
        while at in moved and at not in seen:
            seen.add(at)
            at = moved[at]
        if at in seen:
            yield address


def _end(moved: Mapping[str, str], address: str) -> str:
    while address in moved:
        address = moved[address]
    return address


def write_ledger(root: Path, ledger: Ledger) -> None:
    """Write the ledger of a project whole or not at all."""
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(".ledger.new")
    aside.write_text(ledger.written(), "utf-8", newline="\n")
    aside.replace(path)
