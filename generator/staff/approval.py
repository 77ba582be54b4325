"""Who may publish what somebody else made: the rule of the second pair of eyes, for the desk and for the server.

Who approves is not the author; what could run as code is looked at by who knows code, and not approved at a desk.
"""

from collections.abc import Iterable, Iterator

from generator.core.git import Repository
from generator.core.text import fold

RECORD_FOLDERS = ("stories/", "docs/")
"""What is published by approval; anything else in a repository can run as code."""

Person = tuple[str, str]
"""A name and an e-mail address."""


def is_same_person(one: Person, other: Person) -> bool:
    """Tell whether two are one: by address without case, or by name without accents."""
    return one[1].casefold() == other[1].casefold() or fold(one[0]) == fold(other[0])


def authors(repository: Repository, base: str, commit: str) -> Iterator[Person]:
    """Yield who made what led from one commit to another."""
    for row in repository.text("log", "--format=%an%x00%ae", f"{base}..{commit}").splitlines():
        name, mail = row.split("\0")
        yield name, mail


def outside_records(paths: Iterable[str], prefix: str) -> tuple[str, ...]:
    """Return those of a repository's files that are no records and no pages of the project under `prefix`."""
    known = tuple(f"{prefix}{folder}" for folder in RECORD_FOLDERS)
    return tuple(path for path in paths if not path.startswith(known))


def unapproved(repository: Repository, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield what leads from one published commit to another and nobody else approved: its commit, and why.

    Each step must join what its maker approved, and that be made by others: `direct` says that it joins nothing,
    `own` that who approved it is among its authors.
    """
    for commit in repository.text("rev-list", "--first-parent", "--reverse", f"{old}..{new}").split():
        told = repository.text("log", "-1", "--format=%P%n%cn%x00%ce", commit).splitlines()
        parents, (name, mail) = told[0].split(), told[1].split("\0")
        if len(parents) < 2:
            yield commit, "direct"
        elif any(
            is_same_person((name, mail), author)
            for parent in parents[1:]
            for author in authors(repository, parents[0], parent)
        ):
            yield commit, "own"
