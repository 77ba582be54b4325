"""The ledger: every address the site ever published, kept in git beside the records.

CONTRIBUTING/promises.md#addresses; its form:

    # one address a line, sorted
    /dien-hinh/ho-quang-cua/ of 5f1c09ab77e2d410
    /dien-hinh/ten-cu/ -> /dien-hinh/ten-moi/
    /dien-hinh/ten-moi/ first /dien-hinh/ten-cu/
    /dien-hinh/mot-nguoi/ withdrawn 2026-11-26
    gone 4be4…9c

An address never leaves it, and never comes to mean another record: it says where an address leads, whose it
is, and what was withdrawn. What it holds must be answered by every build: by a page, a notice, or a
redirection in one hop. The one exception is what had to go because it holds a name (`gone`): of that only
the SHA-256 of the address stays, so that nobody else is given it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.core.atomic_file import write_whole
from generator.core.problem import Problem, make_problem

FILE = "stories/ledger.txt"
_ADDRESS = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)*")
_ROW = re.compile(
    rf"(?P<address>{_ADDRESS.pattern})(?: -> (?P<target>{_ADDRESS.pattern}))?"
    rf"(?: withdrawn (?P<day>\d{{4}}-\d\d-\d\d))?(?: first (?P<first>{_ADDRESS.pattern}))?"
    r"(?: of (?P<owner>[0-9a-f]{16}))?"
)
_WITHDRAWN = re.compile(r"gone (?P<digest>[0-9a-f]{64})")
_HEAD = (
    "# Mọi địa chỉ đã đăng. Không xóa dòng nào; «a -> b» là a đã chuyển sang b, «withdrawn» là đã gỡ,\n"
    "# «of» là dấu vân tay tên của bản ghi mang địa chỉ ấy, «gone» là dấu vân tay của địa chỉ phải bỏ hẳn."
)


@dataclass(frozen=True)
class Ledger:
    """What was published: all addresses, where some moved in one hop, whose they are, what was withdrawn."""

    addresses: frozenset[str] = frozenset()
    redirects: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    """The ISO day on which the record of an address was withdrawn."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """The mark of the record that bears an address (`owner_mark`)."""
    first: Mapping[str, str] = field(default_factory=dict)
    """The first address of a record that was renamed since, by the one it bears."""
    gone: frozenset[str] = frozenset()
    """The digests of addresses that had to go with the name they held (`address_digest`)."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The line of each address in its file, where it was read from one."""

    def with_redirects(self, moves: Mapping[str, str], *, is_renamed: bool = False) -> "Ledger":
        """Return the ledger after some addresses moved; what led to them leads on at once.

        Of a record that `is_renamed` the first address stays known: whoever follows it knows it by that.
        """
        first = {moves.get(now, now): was for now, was in self.first.items() if is_renamed or now not in moves}
        if is_renamed:
            first |= {new: self.first.get(old, old) for old, new in moves.items()}
            first = {now: was for now, was in first.items() if now != was}
        moved = {old: moves.get(new, new) for old, new in self.redirects.items()}
        together = {**moved, **moves}
        for target in moves.values():
            together.pop(target, None)  # the record moved back
        marks = moves if is_renamed else dict.fromkeys(moves, "")  # of what was merged nothing is left to say
        withdrawn = {now: day for a, day in self.withdrawn.items() if (now := marks.get(a, a))}
        owners = {now: owner for a, owner in self.owners.items() if (now := marks.get(a, a))}
        addresses = self.addresses | moves.keys() | set(moves.values())
        return replace(self, addresses=addresses, redirects=together, withdrawn=withdrawn, owners=owners, first=first)

    def with_routes(
        self,
        addresses: Iterable[str],
        owners: Mapping[str, str] | None = None,
        withdrawn: Mapping[str, str] | None = None,
    ) -> "Ledger":
        """Return the ledger after addresses were published: whose some are now, and what was withdrawn by then.

        Whoever withdraws drops the mark of the name.
        """
        down = {**self.withdrawn, **(withdrawn or {})}
        known = {a: owner for a, owner in {**self.owners, **(owners or {})}.items() if a not in down}
        added = {a for a in addresses if address_digest(a) not in self.gone} if self.gone else set(addresses)
        return replace(self, addresses=self.addresses | added, withdrawn=down, owners=known)

    def without_routes(self, addresses: Iterable[str]) -> "Ledger":
        """Return the ledger without addresses that must go because they hold a name; nobody gets them again."""
        gone = frozenset(addresses)
        return replace(
            self,
            addresses=self.addresses - gone,
            redirects={old: new for old, new in self.redirects.items() if old not in gone},
            withdrawn={a: day for a, day in self.withdrawn.items() if a not in gone},
            owners={a: owner for a, owner in self.owners.items() if a not in gone},
            first={now: was for now, was in self.first.items() if now not in gone and was not in gone},
            gone=self.gone | {address_digest(address) for address in gone},
        )

    def merged_with(self, other: "Ledger") -> "Ledger":
        """Return what this ledger and another of the same site hold together; what is gone in one is gone."""
        gone = self.gone | other.gone
        together = Ledger(
            self.addresses | other.addresses,
            {**other.redirects, **self.redirects},
            {**other.withdrawn, **self.withdrawn},
            {**other.owners, **self.owners},
            {**other.first, **self.first},
            gone,
        )
        return together.without_routes(a for a in together.addresses if address_digest(a) in gone) if gone else together

    def serialize(self) -> str:
        """Return the ledger as its file holds it."""
        rows = [self._row(address) for address in sorted(self.addresses)]
        return "\n".join([_HEAD, *rows, *(f"gone {digest}" for digest in sorted(self.gone))]) + "\n"

    def _row(self, address: str) -> str:
        row = address
        if address in self.redirects:
            row += f" -> {self.redirects[address]}"
        if address in self.withdrawn:
            row += f" withdrawn {self.withdrawn[address]}"
        if address in self.first:
            row += f" first {self.first[address]}"
        if address in self.owners:
            row += f" of {self.owners[address]}"
        return row


def owner_mark(*names: str) -> str:
    """Return the mark by which a ledger knows whose an address is, from folded names; it does not tell them."""
    return hashlib.blake2b("\0".join(names).encode(), digest_size=8).hexdigest()


def address_digest(address: str) -> str:
    """Return the digest by which a ledger knows an address that it no longer names."""
    return hashlib.sha256(address.encode()).hexdigest()


def read_ledger(root: Path) -> tuple[Ledger, list[Problem]]:
    """Return the ledger of a project, empty if it has none yet, and what is wrong with its file."""
    path = root / FILE
    if not path.is_file():
        return Ledger(), []
    return parse_ledger(path.read_text("utf-8", "replace"))


def parse_ledger(text: str) -> tuple[Ledger, list[Problem]]:
    """Return a ledger from its text, its redirections made one hop long, and what is wrong with it.

    Two rows of one address, as a merge of two branches leaves them, say together what they say.
    """
    addresses: set[str] = set()
    moved: dict[str, str] = {}
    withdrawn: dict[str, str] = {}
    owners: dict[str, str] = {}
    first: dict[str, str] = {}
    gone: set[str] = set()
    lines: dict[str, int] = {}
    problems = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        if found := _WITHDRAWN.fullmatch(row.strip()):
            gone.add(found["digest"])
            continue
        found = _ROW.fullmatch(row.strip())
        if found is None:
            code = "conflict" if row.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")) else "not-an-address"
            problems.append(make_problem(FILE, number, "", f"ledger.{code}", row=row[:80]))
            continue
        address = found["address"]
        addresses.add(address)
        lines.setdefault(address, number)
        for into, name in ((moved, "target"), (withdrawn, "day"), (first, "first"), (owners, "owner")):
            if found[name]:
                into[address] = found[name]
    for address in list(_cycles(moved)):
        problems.append(make_problem(FILE, lines[address], "", "ledger.loop", address=address))
        del moved[address]
    flat = {address: _final_target(moved, address) for address in moved}
    return Ledger(frozenset(addresses), flat, withdrawn, owners, first, frozenset(gone), lines), problems


def _cycles(moved: Mapping[str, str]) -> Iterator[str]:
    """Yield every address from which redirections never end."""
    for address in sorted(moved):
        seen, at = {address}, moved[address]
        while at in moved and at not in seen:
            seen.add(at)
            at = moved[at]
        if at in seen:
            yield address


def _final_target(moved: Mapping[str, str], address: str) -> str:
    while address in moved:
        address = moved[address]
    return address


def write_ledger(root: Path, ledger: Ledger) -> None:
    """Write the ledger of a project whole or not at all."""
    write_whole(root / FILE, ledger.serialize())
