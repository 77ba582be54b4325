"""One fault in what somebody wrote: where it stands, what is wrong, what to write instead.

A problem carries a code and values, never a sentence; `generator.config.i18n` turns it into
words, so that the same fault reads in Vietnamese and in English.
"""

from dataclasses import dataclass
from enum import StrEnum

PROBLEMS = 1
"""The exit code of a command that found errors in records."""


class Level(StrEnum):
    """How much a problem weighs: an error stops the build, a warning is listed."""

    ERROR = "error"
    WARNING = "warning"


class UsageError(Exception):
    """The program was called or configured wrongly; a user's fault in a record is a Problem.

    `key` names its words under `command.misuse`, so that it too reads in every language.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"{key}: " + ", ".join(f"{name} {value}" for name, value in values.items()))
        self.key, self.values = key, values


class EnvironmentFault(Exception):
    """What the machine could not do, and no record is to blame for; the message says why in one line."""


class RenderError(EnvironmentFault):
    """The pages could not be rendered."""


class WorkerError(EnvironmentFault):
    """A process of the program crashed, its trace on stderr, or the machine killed it."""

    def __init__(self, is_killed: bool = False) -> None:
        super().__init__(is_killed)
        self.is_killed = is_killed


class PublishError(Exception):
    """Nothing was published; `key` names the words under `command.publish`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `path` is relative to the project, `line` counts from 1, `field` is dotted."""

    path: str
    line: int
    field: str
    code: str
    values: tuple[tuple[str, str], ...] = ()
    level: Level = Level.ERROR

    @property
    def is_error(self) -> bool:
        """Tell whether this problem must stop a build."""
        return self.level is Level.ERROR


def make_problem(
    path: str, line: int, field: str, code: str, level: Level = Level.ERROR, /, **values: object
) -> Problem:
    """Make a Problem, its values as text in a fixed order."""
    pairs = tuple(sorted((name, str(value)) for name, value in values.items()))
    return Problem(path, line, field, code, pairs, level)
