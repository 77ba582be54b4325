"""The peers beside Hugo, and what every peer must say of a story.

Each gets what it likes best: Markdown with front matter, its own templates for a story and for lists (by field,
group, place, year, award; a hundred rows a page), related stories, and our shell around every page. (Hugo's own
`.Related` would cost it three times the rest; three stories of the same field do instead.) Where a peer has no
search of its own, Pagefind indexes the text of what it makes. Hugo's is `hugo_peer.py`.
"""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from generator.archive.archive import Archive
from generator.records.story import Story


def facts(archive: Archive, story: Story) -> dict[str, Any]:
    """Return what every page of a story must say."""
    return {
        "id": story.id,
        "title": story.title,
        "name": story.name,
        "summary": story.summary,
        "place": story.places[0].as_printed,
        "years": [archive.year_of(story)],
        "fields": [archive.fields[f].name for f in story.fields],
        "groups": [archive.groups[g].name for g in story.groups],
        "places": [archive.localities[p.locality].name for p in story.places if p.locality],
        "forms": [archive.awards[a.award].name for a in story.awards],
        "awards": [
            {
                "form": a.as_printed,
                "issuer": a.issuer or "",
                "number": a.number or "",
                "presented": a.presented_on.short if a.presented_on else "",
            }
            for a in story.awards
        ],
        "results": [{"indicator": r.indicator, "after": r.after} for r in story.results],
        "stages": [{"stage": archive.stages[s.stage].name, "text": s.text} for s in story.stages],
        "sources": [{"publisher": s.publisher, "url": s.url or ""} for s in story.sources],
        "clauses": list(story.clauses),
    }


@dataclass(frozen=True)
class Shell:
    """Our own page around a story, with `@@title@@`, `@@description@@` and the content's place marked."""

    before: str
    after: str

    @classmethod
    def of(cls, page: Path) -> "Shell":
        """Take the shell of one of our built story pages; links become absolute."""
        html = page.read_text("utf-8").replace('"../../', '"/')
        html = re.sub(r"<title>.*?</title>", "<title>@@title@@</title>", html, flags=re.DOTALL)
        html = re.sub(r'(<meta name="description" content=")[^"]*', r"\1@@description@@", html)
        html = re.sub(r'(<meta property="og:title" content=")[^"]*', r"\1@@title@@", html)
        html = re.sub(r'(<meta property="og:description" content=")[^"]*', r"\1@@description@@", html)
        start = re.search(r"<article[^>]*>", html)
        assert start is not None
        return cls(html[: start.end()], html[html.rindex("</article>") :])


def texts_missing(archive: Archive, stories: Iterable[Story], page_of: "PageOf") -> list[str]:
    """Return the facts that do not stand on a peer's pages of some stories."""
    missing = []
    for story in stories:
        page = page_of(story)
        shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", page.read_text("utf-8"))).split())
        wanted = [story.name, story.title, story.awards[0].as_printed, story.awards[0].number or ""]
        wanted += [story.sources[0].publisher, *(archive.fields[field].name for field in story.fields[:1])]
        wanted += [paragraph[:60].lstrip("- ") for paragraph in story.deeds.split("\n\n")]
        missing += [f"{page.name}: {text}" for text in wanted if " ".join(text.split()) not in shown]
    return missing


class PageOf:
    """Where a peer puts the page of a story."""

    def __init__(self, site: Path, folder: str = "dien-hinh") -> None:
        self.site, self.folder = site, folder

    def __call__(self, story: Story) -> Path:
        return self.site / self.folder / story.id / "index.html"


def write_content(archive: Archive, stories: Iterable[Story], folder: Path, layout: str = "") -> None:
    """Write one Markdown file a story, its facts as JSON front matter, its deeds as body."""
    folder.mkdir(parents=True, exist_ok=True)
    for story in stories:
        head = facts(archive, story)
        if layout:  # Eleventy: front matter between dashes
            head |= {"layout": layout, "permalink": f"/dien-hinh/{story.id}/", "tags": ["story"]}
            text = f"---json\n{json.dumps(head, ensure_ascii=False)}\n---\n{story.deeds}\n"
        else:
            text = f"{json.dumps(head, ensure_ascii=False)}\n\n{story.deeds}\n"
        (folder / f"{story.id}.md").write_text(text, "utf-8")


# Eleventy

_ELEVENTY_CONFIG = """import fs from "node:fs";
export default function (config) {
  config.addPassthroughCopy({ assets: "assets", covers: "dien-hinh" });
  const lists = ["fields", "groups", "places", "years", "forms"];
  config.addCollection("lists", (api) => {
    const found = new Map();
    for (const page of api.getFilteredByTag("story"))
      for (const name of lists)
        for (const term of page.data[name] ?? []) {
          const key = name + "/" + term;
          if (!found.has(key)) found.set(key, { name, term, pages: [] });
          found.get(key).pages.push(page);
        }
    const parts = [];
    for (const list of found.values())
      for (let at = 0; at < list.pages.length; at += 100)
        parts.push({ ...list, part: at / 100, pages: list.pages.slice(at, at + 100) });
    return parts;
  });
  config.addFilter("beside", function (all, url, field) {
    const same = (all ?? []).filter((list) => list.name === "fields" && list.term === field).flatMap((l) => l.pages);
    const at = same.findIndex((page) => page.url === url);
    return same.slice(at + 1, at + 4);
  });
  return { dir: { input: "content", includes: "../layouts", output: "public" }, markdownTemplateEngine: false };
}
"""
_ELEVENTY_STORY = """<article class="md-content__inner md-typeset dh-page" data-pagefind-body>
<h1>{{ title }}</h1><p class="dh-lead">{{ summary }}</p>
<figure class="dh-cover"><img src="bia.svg" alt="" width="640" height="360"></figure>
<aside class="dh-facts"><dl><div><dt>Ai</dt><dd><strong>{{ name }}</strong></dd></div>
<div><dt>Ở đâu</dt><dd>{{ places | join(", ") }}</dd></div><div><dt>Lĩnh vực</dt><dd>{{ fields | join(", ") }}</dd></div>
<div><dt>Nhóm</dt><dd>{{ groups | join(", ") }}</dd></div><div><dt>Trả lời</dt><dd>{{ clauses | join(", ") }}</dd></div></dl></aside>
<section class="dh-awards">{% for a in awards %}<div class="dh-award"><p>{{ a.form }}</p><p>{{ a.issuer }}</p>
<p>Quyết định {{ a.number }} · {{ a.presented }}</p></div>{% endfor %}</section>
<h2>Việc đã làm</h2>{{ content | safe }}
<h2>Kết quả</h2><table>{% for r in results %}<tr><th>{{ r.indicator }}</th><td>{{ r.after }}</td></tr>{% endfor %}</table>
<h2>Bốn khâu</h2><ol>{% for s in stages %}<li><b>{{ s.stage }}</b><p>{{ s.text }}</p></li>{% endfor %}</ol>
<h2>Nguồn</h2><ol>{% for s in sources %}<li><a href="{{ s.url }}">{{ s.publisher }}</a></li>{% endfor %}</ol>
<h2>Xem thêm</h2><div class="dh-grid">{% for page in collections.lists | beside(page.url, fields[0]) %}
<article class="dh-card"><h3><a href="{{ page.url }}">{{ page.data.title }}</a></h3><p>{{ page.data.summary }}</p></article>
{% endfor %}</div></article>"""
_ELEVENTY_LIST = """---
pagination: {data: collections.lists, size: 1, alias: list}
permalink: "/{{ list.name }}/{{ list.term | slugify }}-{{ pagination.pageNumber }}/"
layout: base.njk
title: Danh sách
---
<article class="md-content__inner md-typeset dh-page"><h1>{{ list.term }}</h1><ul class="dh-rows">
{% for page in list.pages %}<li><a href="{{ page.url }}">{{ page.data.name }}</a> <span>{{ page.data.summary }}</span></li>
{% endfor %}</ul></article>"""


def write_eleventy(archive: Archive, stories: list[Story], shell: Shell, assets: Path, folder: Path) -> None:
    """Write an Eleventy site beside its `node_modules`."""
    write_content(archive, stories, folder / "content" / "dien-hinh", layout="story.njk")
    (folder / "layouts").mkdir()
    base = shell.before[: shell.before.rindex("<article")].replace("@@title@@", "{{ title }}")
    base = base.replace("@@description@@", "{{ summary }}")
    rest = shell.after.removeprefix("</article>")
    (folder / "layouts" / "base.njk").write_text(base + "{{ content | safe }}" + rest, "utf-8")
    (folder / "layouts" / "story.njk").write_text("---\nlayout: base.njk\n---\n" + _ELEVENTY_STORY, "utf-8")
    (folder / "content" / "lists.njk").write_text(_ELEVENTY_LIST, "utf-8")
    (folder / "eleventy.config.js").write_text(_ELEVENTY_CONFIG, "utf-8")
    shutil.copytree(assets, folder / "assets")
    for story in stories:
        target = folder / "covers" / story.id / "bia.svg"
        target.parent.mkdir(parents=True)
        shutil.copyfile(assets.parent / "dien-hinh" / story.id / "bia.svg", target)
