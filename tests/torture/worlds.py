"""Archives in which every text field of every kind of record holds a given text."""

import shutil
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from annotated_types import MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.archive.archive import Archive, SourceLocation
from generator.engine.project import publish, read_project
from generator.engine.shell import render_site
from generator.publish.artifact import Artifact
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of, walk_types
from generator.records.kinds import KINDS
from generator.records.reference import Stage
from tests.making import copy_sample, holding

LINE = 400
_FIXED: dict[tuple[str, str], Any] = {
    ("Locality", "parent"): "thanh-pho-moi",
    ("Predecessor", "locality"): "quan-trung",
    ("Locality", "valid_to"): None,
    ("Unit", "parent"): None,
    ("Unit", "successor"): None,
    ("Exemplar", "images"): None,
    ("StageEntry", "stage"): "tong-ket",
    ("Content", "code"): "a",
    ("Indicator", "content"): "a",
    ("Indicator", "code"): "a",
    ("Source", "id"): "s",
    ("Clause", "anchor"): "A1",
    ("AwardGrant", "status_decision"): None,
    ("DecisionRow", "withdrawn"): None,
}
_KINDS = tuple(kind.record for kind in KINDS)


def fill(kind: type[BaseModel], name: str, text: str) -> dict[str, Any]:
    """Return the tree of a record or part: `text` in every text field, references to `name`."""
    return {
        field: fixed if spec is None else _value(spec, longest, name, text)
        for field, fixed, spec, longest in _filled(kind)
    }


@cache
def _filled(kind: type[BaseModel]) -> list[tuple[str, Any, FieldSpec | None, int]]:
    """Return the fields that are filled: what always stands there, or how it is filled, and how long text may be."""
    owners = [c.__name__ for c in kind.__mro__]
    found = []
    for field, info in kind.model_fields.items():
        fixed = next((_FIXED[(o, field)] for o in owners if (o, field) in _FIXED), "free")
        if fixed is not None and field not in {"notice", "publish_on"}:
            found.append((field, fixed, fields_of(kind)[field] if fixed == "free" else None, _longest(info)))
    return found


def _value(spec: FieldSpec, longest: int, name: str, text: str) -> Any:
    field = spec.name
    value: Any
    if spec.struct is not None:
        value = fill(spec.struct, name, text)
    elif field == "id":
        value = name
    elif spec.collection:
        value = {"sources": "s", "stages": "tong-ket"}.get(spec.collection, name)
    elif field in {"clause", "clauses"} and spec.form == "text":
        value = f"{name}#A1"
    elif spec.choices:
        value = "hieu-luc" if field == "status" and "hieu-luc" in spec.choices else spec.choices[0]
    elif spec.form == "yes-no":
        value = "true" if field in {"cleared", "keep_name"} else "false"
    elif field == "url":
        value = "https://bao.example/x"
    elif field == "language":
        value = "en"
    elif field == "file":
        value = "qd.pdf"
    elif spec.form in _PLAIN:
        value = "105.5" if field == "longitude" else _PLAIN[spec.form]
    else:
        value = text[:longest] if longest > LINE else " ".join(text.split())[:LINE]
        value = value.strip() or "x"
    return [value] if spec.is_list else value


_PLAIN = {"date": "2025-01-02", "integer": "2025", "coordinate": "10.5", "number": "12"}


def _longest(info: FieldInfo) -> int:
    marks = [*info.metadata, *(m for t in walk_types(info.annotation) for m in getattr(t, "__metadata__", ()))]
    return max((m.max_length for m in marks if isinstance(m, MaxLen)), default=LINE)


def world(root: Path, texts: Iterable[str]) -> Archive:
    """Return the sample's archive with one record of every kind for each text; stages stay as they are."""
    archive = read_project(root).archive
    collections: dict[str, dict[str, Record]] = {kind.collection: {} for kind in _KINDS}
    collections["stages"] = dict(archive.stages)
    collections["localities"] = dict(archive.localities)
    origins = dict(archive.origins)
    for number, text in enumerate(texts):
        name = f"w{number}"
        for kind in _KINDS:
            if kind.collection == "stages":
                continue
            tree = fill(kind, name, text)
            collections[kind.collection][name] = kind.model_validate(tree)
            origins[(kind.collection, name)] = SourceLocation(f"stories/2025/{name}.yml")
    return replace(holding(archive, **collections), origins=origins)


def world_of_stages(root: Path, texts: Iterable[str]) -> Archive:
    """Return the sample's archive with one story and one more stage for each text."""
    archive = read_project(root).archive
    stages = dict(archive.stages)
    for number, text in enumerate(texts):
        stages[f"w{number}"] = Stage.model_validate(fill(Stage, f"w{number}", text))
    stories = dict(list(archive.stories.items())[:1])
    return holding(archive, stages=stages, stories=stories)


JUDGED = (".html", ".svg", ".xml")


def pages_of(
    folder: Path,
    texts: list[str],
    make: Any = world,
    opened: Collection[str] | None = None,
    everything: bool = False,
) -> dict[str, str]:
    """Render a world and return its files by path; the project is made anew in `folder`.

    With `opened`, only the pages at these addresses (`dien-hinh/w1/`) are rendered. What nobody judges, documents
    and pictures of points, is made with `everything` only: then it must at least come out.
    """
    shutil.rmtree(folder, ignore_errors=True)
    root = copy_sample(folder)
    project = read_project(root)
    publication = publish(replace(project, archive=make(root, texts), pictures={}))
    assert publication.blocking_problems == (), publication.blocking_problems[:3]
    wanted = None if opened is None else {f"{address}index.md" for address in opened}
    kept = [each for each in publication.artifacts if everything or _is_judged(each)]
    kept = [each for each in kept if wanted is None or each.path in wanted or not each.is_page]
    site = folder / "site"
    render_site(publication, site, kept)
    found = [p for p in site.rglob("*") if p.suffix in JUDGED]
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in found}


def _is_judged(artifact: Artifact) -> bool:
    """Tell whether an artifact is a page, a drawing, a feed, or a script or style the pages load."""
    return artifact.is_page or any(name.endswith((*JUDGED, ".js", ".css")) for name in artifact.files)
