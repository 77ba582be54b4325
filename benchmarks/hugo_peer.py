"""The peer Hugo: the same records made into the same pages and, as far as its templates can, files for machines.

What it makes: a page of every story, and of every record that has one of ours (models, campaigns, decisions,
documents, legal acts, places, units, awards, fields, groups, stages, plans and more), with all that the record says;
lists of a hundred rows; the hand-written pages; tables that count stories; a feed of each list as RSS and JSON with
whole contents; of every record its JSON, its citations, its oEmbed answer and its card; cards of every list in three
lengths; five tables of all stories as CSV. With pictures, a share picture of each with its title and name. What it
does not make: the SQLite file, press kits, QR codes, maps, other tables, the English edition.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.peers import Shell, facts
from generator.archive.archive import Archive
from generator.records.base import Record
from generator.records.kinds import KINDS
from generator.records.story import Story
from generator.records.traversal import iter_texts

LAYOUTS = Path(__file__).parent / "hugo"
LISTS = ("awards", "fields", "groups", "localities", "units", "stages", "campaigns")
"""Collections whose pages list the stories of each of their records: taxonomies of Hugo."""
FONT = "generator/publish/handouts/fonts/be-vietnam-pro-600.ttf"
COUNTED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "thong-ke": (("nam", "linh-vuc"), ("nam", "nhom"), ("nam", "hinh-thuc")),
    "do-phu": (("dia-phuong", "linh-vuc"), ("nhom", "linh-vuc")),
    "kip-thoi": (("hinh-thuc", "nam"),),
    "nhan-rong": (("khau", "linh-vuc"), ("khau", "nam")),
    "tiep-nhan": (("don-vi", "nam"),),
    "so-sanh": (("linh-vuc", "nhom"),),
}
"""Pages that count stories: the rows and columns of their tables."""


def write_hugo(
    real: Path, archive: Archive, stories: list[Story], shell: Shell, site: Path, folder: Path, pictures: bool
) -> None:
    """Write a Hugo site into `folder`: content, templates, our shell, and the styles, scripts and covers of `site`."""
    shutil.copytree(LAYOUTS, folder, dirs_exist_ok=True)
    base = shell.before[: shell.before.rindex("<article")].replace("@@title@@", "{{ .Title }}")
    base = base.replace("@@description@@", "{{ .Params.summary }}")
    if pictures:
        drawn = '{{ if and .IsPage (or .Params.place (eq .Section "mo-hinh")) }}{{ partial "share.html" . }}{{ end }}'
        base = base.replace("</head>", f"{drawn}</head>", 1)
        (folder / "assets").mkdir()
        shutil.copyfile(real / FONT, folder / "assets" / "font.ttf")
        Image.new("RGB", (1200, 630), "#f4efe4").save(folder / "assets" / "base.png")
    rest = shell.after.removeprefix("</article>")
    (folder / "layouts" / "baseof.html").write_text(base + '{{ block "main" . }}{{ end }}' + rest, "utf-8")
    content = folder / "content"
    for story in stories:
        _write(content / "dien-hinh" / f"{story.id}.md", story_facts(archive, story), story.deeds)
    for path, head, text in _others(archive):
        _write(content / path, head, text)
    for page in sorted((real / "docs").rglob("*.md")):
        text = page.read_text("utf-8").split("\n---\n", 1)[-1]
        name = "_index.md" if page.name == "index.md" else page.name
        _write(
            content / page.relative_to(real / "docs").with_name(name), {"title": page.stem, "outputs": ["html"]}, text
        )
    shutil.copytree(site / "assets", folder / "static" / "assets")
    for cover in site.rglob("bia.svg"):
        target = folder / "static" / cover.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cover, target)


def story_facts(archive: Archive, story: Story) -> dict[str, Any]:
    """Return the facts of a story with their codes, by which Hugo lists it."""
    told = facts(archive, story)
    localities = {place.locality: archive.localities[place.locality] for place in story.places if place.locality}
    return {
        **told,
        "fields": [{"id": each, "name": archive.fields[each].name} for each in story.fields],
        "groups": [{"id": each, "name": archive.groups[each].name} for each in story.groups],
        "places": [{"id": place.id, "name": place.name} for place in localities.values()],
        "linh-vuc": list(story.fields),
        "nhom": list(story.groups),
        "dia-phuong": list(localities),
        "hinh-thuc": sorted({award.award for award in story.awards}),
        "khau": sorted({entry.stage for entry in story.stages}),
        "nam": [str(archive.year_of(story))],
        "phong-trao": list(story.campaigns),
        "don-vi": [story.unit] if story.unit else [],
    }


def _others(archive: Archive) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield what there is beside stories: path in the content, front matter, text."""
    for kind in KINDS:
        room = kind.prefix.strip("/")
        if not room or kind.record is Story:
            continue
        for record in getattr(archive, kind.collection).values():
            title = _title(record)
            told = record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
            head: dict[str, Any] = {"title": title, "record": told}
            if kind.collection in LISTS:
                yield f"{room}/{record.id}/_index.md", head, ""
                continue
            head["summary"] = getattr(record, "summary", None) or title
            if not kind.has_sidecars:
                head["outputs"] = ["html", "data"]
            yield f"{room}/{record.id}.md", head, _prose(record)
    for name, tables in COUNTED.items():
        yield f"{name}.md", _counting(name, tables), ""
    for year in sorted({archive.year_of(story) for story in archive.public_stories}):
        tables = (("linh-vuc", "hinh-thuc"), ("nhom", "linh-vuc"))
        yield f"bao-cao/{year}.md", {**_counting(f"Báo cáo {year}", tables), "year": str(year)}, ""


def records_missing(archive: Archive, public: Path) -> list[str]:
    """Return the records whose page Hugo did not make, or made without their name."""
    missing = []
    for kind in KINDS:
        for record in getattr(archive, kind.collection).values() if kind.prefix and kind.record is not Story else ():
            page = public / kind.prefix.strip("/") / record.id / "index.html"
            text = unescape(page.read_text("utf-8")) if page.is_file() else ""
            if _title(record) not in text:
                missing.append(f"{kind.prefix}{record.id}/")
    return missing


def _title(record: Record) -> str:
    return str(getattr(record, "title", None) or getattr(record, "name", None) or record.id)


def _counting(title: str, tables: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    named = [{"rows": rows, "columns": columns} for rows, columns in tables]
    return {"title": title, "layout": "statistics", "tables": named, "outputs": ["html"]}


def _prose(record: Record) -> str:
    return "\n\n".join(text for _, text in iter_texts(record) if len(text) > 120)


def _write(path: Path, head: Mapping[str, Any], text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(head, ensure_ascii=False)}\n\n{text}\n", "utf-8")
