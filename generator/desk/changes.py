"""What was changed and is not published yet, told record by record and field by field."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.archive.ledger import FILE as LEDGER
from generator.archive.source_files import kind_of_file
from generator.core.git import GitFault, Repository
from generator.core.problem import Problem
from generator.records.base import MEDIA, Record
from generator.records.kinds import KindSpec
from generator.source.yaml_source import Limits, Tree, read_source

_WORD = re.compile(r"[\w.-]+")
_LIMITS = Limits(size=2**23, events=2_000_000)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record as it is published, and as it is to be."""

    name: str
    before: Tree
    now: Tree


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that was changed, in a file of its own or in a list, and its fields that changed.

    `kind` is None for a file that holds no records; `id` is "" where the kind of file has none.
    """

    path: str
    kind: KindSpec | None
    id: str
    name: str
    fields: tuple[FieldChange, ...] = ()
    is_new: bool = False
    is_removed: bool = False

    @property
    def record(self) -> type[Record] | None:
        """The class of the record."""
        return self.kind.record if self.kind else None


class Changes:
    """The changes of one project."""

    def __init__(self, root: Path) -> None:
        self.root, self.repository = root, Repository(root)

    def paths(self) -> list[str]:
        """Return the files of stories/ that differ from what they were made from; GitFault without a repository."""
        told = self.repository.text(
            "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", "stories"
        )
        prefix = self.repository.text("rev-parse", "--show-prefix")
        paths = {entry[3:].removeprefix(prefix) for entry in told.split("\0") if entry}
        base = self.repository.base()
        if base:
            paths |= {path for path in self.repository.changed(base, "HEAD") if path.startswith("stories/")}
        before = self.repository.contents(base, paths) if base else dict.fromkeys(paths)
        return sorted(path for path in paths if before[path] != self.content(path))

    def content(self, path: str) -> bytes | None:
        """Return what a file holds now; None if it is not there."""
        file = self.root / path
        return file.read_bytes() if file.is_file() and not file.is_symlink() else None

    def pending(self) -> list[RecordChange]:
        """Return what was changed here since it was published."""
        paths, base = self.paths(), self.repository.base()
        before = self.repository.contents(base, paths) if base else dict.fromkeys(paths)
        return [change for path in paths for change in changes_of(path, before[path], self.content(path))]

    def needed_by(self, chosen: Collection[str]) -> set[str]:
        """Return the other changed files that some cannot go without.

        These are the ledger, the photos and files they name, and records and entries of lists that are new and that
        they name, with what those name in their turn.
        """
        paths, base = self.paths(), self.repository.base()
        before = self.repository.contents(base, paths) if base else dict.fromkeys(paths)
        found = {LEDGER} & set(paths)
        while True:
            texts = [self.content(path) or b"" for path in {*chosen, *found} if path.endswith(".yml")]
            words = set(_WORD.findall("\n".join(text.decode("utf-8", "replace") for text in texts)))
            more = {
                path
                for path in set(paths) - found - set(chosen)
                if words & _new_names(path, before[path], self.content(path)) and self._is_of(path, chosen)
            }
            if not more:
                return found
            found |= more

    def _is_of(self, path: str, chosen: Collection[str]) -> bool:
        """Tell whether a file may go along: one in a record's own folder goes with that record alone."""
        owner = Path(path).parent.name
        return not path.startswith(f"{MEDIA}/") or owner in {Path(each).stem for each in chosen}

    def unused(self, paths: Collection[str]) -> set[str]:
        """Return which of some files lie in the folder of a record that does not name them: a photo taken out again."""
        found = set()
        for path in (each for each in paths if each.startswith(f"{MEDIA}/")):
            owners = (self.root / "stories").rglob(f"{Path(path).parent.name}.yml")
            if not any(Path(path).name in owner.read_text("utf-8", "replace") for owner in owners):
                found.add(path)
        return found

    def send(self, who: str, mail: str, why: str) -> tuple[str, str]:
        """Commit what is pending in the name of somebody, and push it where there is a place to.

        Returns what to say, by its key, and what the server said.

        GitFault says what stopped it; nothing is lost: what was committed goes with the next sending.
        """
        identity = identity_of(who, mail)
        changed, branch = self.pending(), self.repository.branch()
        head = self.repository.commit_of("HEAD")
        told = self.repository.text("status", "--porcelain=v1", "--", "stories")
        if told:
            paths = sorted({change.path for change in changed})
            self.repository.text("add", "-A", "--", *paths)
            known = ("-c", f"user.name={identity[0]}", "-c", f"user.email={identity[1]}")
            self.repository.text(*known, "commit", "-q", "-m", why or subject_of(changed), "--", *paths)
        if not self.repository.remote():
            return "sent_here" if told else "nothing", ""
        said = self.repository.move({branch: (self.repository.shared(), self.repository.commit_of("HEAD"))})
        return "sent" if head != self.repository.commit_of("HEAD") else "sent_again", said


def _new_names(path: str, before: bytes | None, now: bytes | None) -> set[str]:
    """Return by what names a changed file is asked for: a new record's id, those of new entries, a new file's own."""
    if path.startswith(f"{MEDIA}/"):
        return {Path(path).name} if now is not None else set()
    kind = kind_of_file(path)
    if kind is None or now is None:
        return set()
    if kind.files:
        return set(_entries(tree_in(path, now) or {})) - set(_entries(tree_in(path, before) or {}))
    return {Path(path).stem} if before is None else set()


def identity_of(who: str, mail: str) -> tuple[str, str]:
    """Return the identity a commit bears; GitFault if a name or an address is missing."""
    name, address = " ".join(who.split()), " ".join(mail.split())
    if not name or "@" not in address:
        raise GitFault("who")
    return name, address


def subject_of(changed: Sequence[RecordChange]) -> str:
    """Return what a commit of some changes is called where nobody said why."""
    return "; ".join(dict.fromkeys(change.name for change in changed))[:200]


def changes_of(path: str, before: bytes | None, now: bytes | None) -> Iterator[RecordChange]:
    """Yield what changed in a file, record by record: of a list each entry is one."""
    kind = kind_of_file(path)
    trees = [tree_in(path, content) or {} for content in (before, now)]
    is_new, is_removed = before is None, now is None
    if kind is None or not kind.files:
        name = called(trees[1] or trees[0]) or path
        yield RecordChange(path, kind, Path(path).stem if kind else "", name, _fields(*trees), is_new, is_removed)
        return
    old, new = (_entries(tree) for tree in trees)
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            fields = _fields(old.get(key, {}), new.get(key, {}))
            yield RecordChange(
                path, kind, key, called(new.get(key) or old[key]), fields, key not in old, key not in new
            )


def _fields(before: Mapping[str, Tree], now: Mapping[str, Tree]) -> tuple[FieldChange, ...]:
    names = [name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name)]
    return tuple(FieldChange(name, before.get(name), now.get(name)) for name in names)


def called(tree: Mapping[str, Tree]) -> str:
    """Return what a record is called, by what its file says; "" if it says nothing."""
    match tree:
        case {"names": [*_, {"name": str(name)}]}:
            return name
        case {"name": str(name)} | {"number": str(name)} | {"title": str(name)} | {"id": str(name)}:
            return name
    return ""


def _entries(tree: Mapping[str, Tree]) -> dict[str, dict[str, Tree]]:
    items = tree.get("items")
    entries = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    return {str(each.get("id") or number): each for number, each in enumerate(entries)}


def tree_in(path: str, content: bytes | None) -> dict[str, Tree] | None:
    """Return what a file says, {} for no file; None if it cannot be read."""
    source = read_source(path, content or b"{}", _LIMITS)
    return None if isinstance(source, Problem) else source.data


def apart(before: Tree, now: Tree) -> tuple[Tree, Tree, int]:
    """Return two values without the entries both lists have, and how many those are."""
    if not isinstance(before, list) or not isinstance(now, list):
        return before, now, 0
    gone, come = list(before), []
    for each in now:
        if each in gone:
            gone.remove(each)
        else:
            come.append(each)
    same = len(now) - len(come)
    return (gone, come, same) if gone or come else (before, now, 0)
