"""The plan of a build: which outputs are new, changed or gone, and why; all others stay as they stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from generator.build.state import Made, Standing, State
from generator.publish.fingerprint import Fingerprints
from generator.publish.output import Output


class Reason(StrEnum):
    """Why an output is looked at; each has its words under `command.build.reason`."""

    ALL = "all"
    NEW = "new"
    RECORD = "record"
    SHOWN = "shown"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Task:
    """An output to look at. `last` is the digest of its content and `stood` its files, where they still stand."""

    output: Output
    fingerprint: bytes
    source: bytes
    reason: Reason
    last: bytes | None = None
    stood: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: outputs to look at, those that stay, those that are no more.

    `others` are the files beside the outputs where they stand as `rest` wants them, None if they must
    be rendered.
    """

    tasks: Sequence[Task]
    staying: Sequence[Made]
    gone: Sequence[Made]
    rest: str
    others: Sequence[Standing] | None

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """How many outputs are looked at for each reason."""
        return Counter(task.reason for task in self.tasks)


def files_of(output: Output) -> tuple[str, ...]:
    """Return the files of the site in which an output stands."""
    return (output.path.removesuffix(".md") + ".html",) if output.is_page else output.files


def make_plan(
    outputs: Sequence[Output], fingerprints: Fingerprints, state: State | None = None, site: Path | None = None
) -> Plan:
    """Compare what there is to publish with what stands in a site; without one, all of it is to be made."""
    tasks: list[Task] = []
    staying: list[Made] = []
    made = state.made if state is not None else {}
    sources, folder = fingerprints.archive.sources, str(site)
    for output in outputs:
        fingerprint = fingerprints.of(output.made_of)
        source = sources.get(output.origin, b"")
        last = made.get(output.path)
        if state is None or site is None:
            tasks.append(Task(output, fingerprint, source, Reason.ALL))
        elif last is None:
            tasks.append(Task(output, fingerprint, source, Reason.NEW))
        elif not last.is_intact(folder):
            tasks.append(Task(output, fingerprint, source, Reason.LOST))
        elif last.fingerprint != fingerprint:
            reason = Reason.SHOWN if last.source == source else Reason.RECORD
            tasks.append(Task(output, fingerprint, source, reason, last.digest, last.standings))
        else:
            staying.append(last)
    paths = {output.path for output in outputs}
    gone = [last for path, last in made.items() if path not in paths]
    rest, others = _rest(outputs), None
    if state is not None and site is not None and state.rest == rest:
        standing = list(state.others.values())
        others = standing if all(each.is_intact(site) for each in standing) else None
    return Plan(tasks, staying, gone, rest, others)


def dealt(tasks: Sequence[Task], hands: int) -> list[list[Task]]:
    """Return tasks dealt to as many hands; what is made of one record comes to one, its page first.

    Such a record is then fetched once, and its folder made once.
    """
    kin: dict[str, list[Task]] = {}
    for task in tasks:
        kin.setdefault(task.output.kin, []).append(task)
    groups = list(kin.values())
    return [[task for group in groups[hand::hands] for task in group] for hand in range(hands)]


def _rest(outputs: Sequence[Output]) -> str:
    """Return what the files beside the outputs depend on besides the stamp: the sitemap names every page."""
    hashed = blake2b(digest_size=16)
    for output in outputs:
        if output.is_page:
            hashed.update(f"{output.path} {output.updated} {output.image} {output.is_listed}\n".encode())
    return hashed.hexdigest()
