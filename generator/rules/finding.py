"""What a rule finds, before anybody asked on which line it stands."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.core.problem import Level
from generator.source.yaml_source import NodePath


class Finding(NamedTuple):
    """One thing wrong with a record: where in it, the code of the problem, how bad, and what its message tells."""

    at: NodePath
    code: str
    level: Level
    values: Mapping[str, object]


def finding(at: NodePath, code: str, level: Level = Level.ERROR, /, **values: object) -> Finding:
    """Make a Finding."""
    return Finding(at, code, level, values)
