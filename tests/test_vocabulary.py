"""Every linked-data node of the site against the whole vocabulary of schema.org, as types that a compiler checks."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faces import Faces, graph_of

WEB = Path(__file__).resolve().parents[1] / ".venv" / "web" / "node_modules"
OPTIONS = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext"]


def typed(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every node inside a value, itself included, that names its type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from typed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from typed(inner)


def shape(value: Any, key: str = "") -> Any:
    """Return a value with every text, number and length but those of types taken out."""
    if key == "@type":
        return value if isinstance(value, str) else tuple(value)
    if isinstance(value, dict):
        return tuple(sorted((name, shape(inner, name)) for name, inner in value.items()))
    if isinstance(value, list):
        return ("list", *sorted({repr(shape(inner)) for inner in value}))
    return type(value).__name__


def without_input(value: Any) -> Any:
    """Return a value without notes on the input of an action, such as `query-input` (schema.org/docs/actions.html)."""
    if isinstance(value, dict):
        return {name: without_input(inner) for name, inner in value.items() if not name.endswith("-input")}
    return [without_input(inner) for inner in value] if isinstance(value, list) else value


def program(nodes: Iterable[dict[str, Any]]) -> str:
    """Return a TypeScript program that gives each node the type it claims."""
    rows, used = [], set()
    for number, node in enumerate(nodes):
        kinds = [node["@type"]] if isinstance(node["@type"], str) else node["@type"]
        leaves = [f"{kind}Leaf" for kind in kinds]
        used.update(leaves)
        kind = leaves[0] if len(leaves) == 1 else f"MergeLeafTypes<[{', '.join(leaves)}]>"
        rows.append(f"export const n{number}: {kind} = {json.dumps(without_input(node))};")
    return "\n".join([f'import type {{ MergeLeafTypes, {", ".join(sorted(used))} }} from "schema-dts";', *rows]) + "\n"


def faults(nodes: Iterable[dict[str, Any]], folder: Path) -> list[str]:
    """Return what the compiler finds wrong with nodes, by line: the first stands in line 2."""
    if not WEB.is_dir():
        pytest.fail("the vocabulary is not installed: run `make test`, which needs Node and npm")
    (folder / "node_modules").symlink_to(WEB)
    (folder / "package.json").write_text('{"type": "module"}\n', "utf-8")
    (folder / "nodes.ts").write_text(program(nodes), "utf-8")
    node = shutil.which("node")
    assert node is not None, "Node is not installed"
    compiler = str(WEB / "typescript" / "bin" / "tsc")
    done = subprocess.run([node, compiler, *OPTIONS, "nodes.ts"], cwd=folder, capture_output=True, text=True)
    assert done.stderr == ""
    found = [line for line in done.stdout.split("\n") if line]
    assert (done.returncode == 0) == (found == [])
    return found


def test_every_node_is_what_the_vocabulary_allows(tmp_path: Path, faces_of: Callable[[str], Faces]) -> None:
    found: dict[Any, dict[str, Any]] = {}
    for faces in (faces_of("real"), faces_of("hostile")):
        for path, content in faces.files.items():
            if path.endswith(".md"):
                for node in typed(graph_of(content)):
                    found.setdefault(shape(node), node)
    kinds = {kind for node in found.values() for kind in re.findall(r"\w+", json.dumps(node["@type"]))}
    assert {"Article", "Person", "HowTo", "LearningResource", "Event", "Legislation", "Dataset", "ImageObject"} <= kinds
    assert faults(found.values(), tmp_path) == []


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ({"@type": "Article", "headline": "x", "headlines": "y"}, "headlines"),
        ({"@type": "Articel", "headline": "x"}, "ArticelLeaf"),
        ({"@type": "Article", "publisher": {"@type": "Place", "name": "x"}}, "publisher"),
        ({"@type": "Event", "name": "x", "award": "y"}, "award"),
        ({"@type": ["LearningResource", "HowTo"], "step": "x", "startDate": "y"}, "startDate"),
        ({"@type": "ImageObject", "width": 1200}, "width"),
    ],
)
def test_the_check_notices(node: dict[str, Any], told: str, tmp_path: Path) -> None:
    good = {"@type": "Person", "name": "x", "award": ["y"]}
    found = faults([good, node], tmp_path)
    assert any(told in fault for fault in found), found
    assert not any(fault.startswith("nodes.ts(2,") for fault in found), found
