"""Who may publish what somebody else made: the rule of the second pair of eyes, for the desk and for the server.

Who approves is not the author; what could run as code is looked at by who knows code, and not approved at a desk.
"""

from collections.abc import Iterable, Iterator

from generator.core.git import Repository, merge_text
from generator.core.text import fold
from generator.staff.merging import merge_files

RECORD_FOLDERS = ("stories/", "docs/")
"""What is published by approval; anything else in a repository can run as code."""

Person = tuple[str, str]
"""A name and an e-mail address."""


def is_same_person(one: Person, other: Person) -> bool:
    """Tell whether two are one: by address without case, or by name without accents."""
    return one[1].casefold() == other[1].casefold() or fold(one[0]) == fold(other[0])


def authors(repository: Repository, base: str, commit: str) -> Iterator[Person]:
    """Yield who made what led from one commit to another."""
    told = repository.text("log", "--format=%an%x00%ae", f"{base}..{commit}")
    for row in told.split("\n") if told else ():  # a name may hold what Python takes for the end of a line
        name, mail = row.split("\0")
        yield name, mail


def outside_records(paths: Iterable[str], prefix: str) -> tuple[str, ...]:
    """Return those of a repository's files that are no records and no pages of the project under `prefix`."""
    known = tuple(f"{prefix}{folder}" for folder in RECORD_FOLDERS)
    return tuple(path for path in paths if not path.startswith(known) or path.endswith(".gitattributes"))


def unapproved(repository: Repository, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield what leads from one published commit to another and nobody else approved: its commit, and why.

    Each step must follow the one before and join what others made: `direct` says that it does not, `own` that who
    approved it is among its authors, `more` that its files are not what joining the two gives.
    """
    before = old
    for commit in repository.text("rev-list", "--first-parent", "--reverse", f"{old}..{new}").split():
        told = repository.text("log", "-1", "--format=%P%n%cn%x00%ce", commit).split("\n")
        parents, approver = told[0].split(), told[1].split("\0")
        made = list(authors(repository, parents[0], parents[1])) if len(parents) == 2 and parents[0] == before else []
        if not made:
            yield commit, "direct"
        elif any(is_same_person((approver[0], approver[1]), author) for author in made):
            yield commit, "own"
        elif not _only_joins(repository, parents[0], parents[1], commit):
            yield commit, "more"
        before = commit


def _only_joins(repository: Repository, published: str, submitted: str, commit: str) -> bool:
    """Tell whether each file a commit changes is as it was submitted, or as merging by field or by line makes it."""
    base = repository.text("merge-base", published, submitted, may_fail=True)
    if not base:
        return False
    for path in repository.changed(published, commit):
        sides = [_blob(repository, each, path) for each in (base, submitted, published)]
        now = _blob(repository, commit, path)
        merged = [sides[1]] if sides[0] != sides[1] else []
        if sides[0] != sides[1] and now not in merged:
            merged.append(merge_files(path, *sides).content)
            if all(side is not None for side in sides):
                merged.append(merge_text(*(side or b"" for side in sides)))
        if now not in merged:
            return False
    return True


def _blob(repository: Repository, commit: str, path: str) -> bytes | None:
    made = repository.run("cat-file", "blob", f"{commit}:{path}")
    return made.stdout if made.returncode == 0 else None
