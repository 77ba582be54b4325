"""The peers: the same records made into sites of the same facts by other generators.

Each peer gets what it likes best: Markdown with front matter, its own templates for a story and for
lists (by field, group, place, year, award; a hundred rows a page), related stories, and our shell
around every page. (Hugo's own `.Related` would cost it three times the rest; three stories of the same
field do instead.) Where a peer has no search of its own, Pagefind indexes the text of the stories.
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

ROWS = 100
LISTS = ("fields", "groups", "places", "years", "forms")


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


# Hugo

_HUGO_STORY = """{{ define "main" }}<article class="md-content__inner md-typeset dh-page" data-pagefind-body>
<nav class="dh-crumbs"><ol><li><a href="/">Trang chủ</a></li><li><a href="/dien-hinh/">Điển hình</a></li></ol></nav>
<h1>{{ .Title }}</h1><p class="dh-lead">{{ .Params.summary }}</p>
<figure class="dh-cover"><img src="bia.svg" alt="" width="640" height="360"></figure>
<aside class="dh-facts"><dl><div><dt>Ai</dt><dd><strong>{{ .Params.name }}</strong></dd></div>
<div><dt>Ở đâu</dt><dd>{{ range .Params.places }}<a href="/places/{{ . | urlize }}/">{{ . }}</a> {{ end }}</dd></div>
<div><dt>Lĩnh vực</dt><dd>{{ range .Params.fields }}<a href="/fields/{{ . | urlize }}/">{{ . }}</a> {{ end }}</dd></div>
<div><dt>Nhóm</dt><dd>{{ range .Params.groups }}<a href="/groups/{{ . | urlize }}/">{{ . }}</a> {{ end }}</dd></div>
<div><dt>Trả lời</dt><dd>{{ range .Params.clauses }}{{ . }} {{ end }}</dd></div></dl></aside>
<section class="dh-awards">{{ range .Params.awards }}<div class="dh-award"><p class="dh-award__form">{{ .form }}</p>
<p>{{ .issuer }}</p><p>Quyết định {{ .number }} · {{ .presented }}</p></div>{{ end }}</section>
<h2>Việc đã làm</h2>{{ .Content }}
<h2>Kết quả</h2><div class="dh-table"><table class="dh-results"><tbody>{{ range .Params.results }}<tr>
<th scope="row">{{ .indicator }}</th><td class="n"><b>{{ .after }}</b></td></tr>{{ end }}</tbody></table></div>
<h2>Bốn khâu</h2><ol class="dh-stages">{{ range .Params.stages }}<li><b>{{ .stage }}</b><p>{{ .text }}</p></li>{{ end }}</ol>
<h2>Nguồn</h2><ol class="dh-sources">{{ range .Params.sources }}<li><a href="{{ .url }}">{{ .publisher }}</a></li>{{ end }}</ol>
<h2>Xem thêm</h2><div class="dh-grid">{{ with .GetTerms "fields" }}{{ range first 3 (index . 0).Pages }}{{ partial "card.html" . }}{{ end }}{{ end }}</div>
</article>{{ end }}"""
_HUGO_CARD = """<article class="dh-card"><div class="dh-card__cover"><img src="{{ .RelPermalink }}bia.svg" alt="" width="640"
 height="360" loading="lazy"></div><div class="dh-card__in"><p class="dh-kicker">{{ index .Params.fields 0 }}</p>
<h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3><p class="dh-card__text">{{ .Params.summary }}</p>
<p class="dh-meta"><span>{{ .Params.place }}</span><span>{{ with index .Params.awards 0 }}{{ .form }} · {{ .issuer }}{{ end }}</span></p>
</div></article>"""
_HUGO_LIST = """{{ define "main" }}<article class="md-content__inner md-typeset dh-page"><h1>{{ .Title }}</h1>
{{ $pages := .Paginate .Pages 100 }}<div class="dh-grid">{{ range first 24 $pages.Pages }}{{ partial "card.html" . }}{{ end }}</div>
<ul class="dh-rows">{{ range after 24 $pages.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Params.name }}</a>
<span>{{ with index .Params.awards 0 }}{{ .form }} · {{ .issuer }}{{ end }}</span></li>{{ end }}</ul>
<nav>{{ with $pages.Prev }}<a href="{{ .URL }}">Trước</a>{{ end }} {{ with $pages.Next }}<a href="{{ .URL }}">Sau</a>{{ end }}</nav>
</article>{{ end }}"""
_HUGO_TERMS = """{{ define "main" }}<article class="md-content__inner md-typeset dh-page"><h1>{{ .Title }}</h1>
<ul class="dh-chips">{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }} <b>{{ len .Pages }}</b></a></li>{{ end }}</ul>
</article>{{ end }}"""


_HUGO_FACES = """
[mediaTypes.'application/x-research-info-systems']
  suffixes = ['ris']
[mediaTypes.'application/x-bibtex']
  suffixes = ['bib']
[outputFormats.data]
  mediaType = 'application/json'
  baseName = 'data'
  isPlainText = true
[outputFormats.csl]
  mediaType = 'application/json'
  baseName = 'trich-dan'
  isPlainText = true
[outputFormats.oembed]
  mediaType = 'application/json'
  baseName = 'oembed'
  isPlainText = true
[outputFormats.ris]
  mediaType = 'application/x-research-info-systems'
  baseName = 'trich-dan'
  isPlainText = true
[outputFormats.bib]
  mediaType = 'application/x-bibtex'
  baseName = 'trich-dan'
  isPlainText = true
[outputFormats.card]
  mediaType = 'text/html'
  baseName = 'nhung'
[outputFormats.table]
  mediaType = 'text/csv'
  baseName = 'stories'
  isPlainText = true
[outputs]
  page = ['html', 'data', 'csl', 'oembed', 'ris', 'bib', 'card']
  home = ['html', 'rss', 'table']
  section = ['html', 'rss']
  term = ['html', 'rss']
"""
_HUGO_RSS = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link>{{ range first 30 .RegularPagesRecursive }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Params.summary }}</description>
<content:encoded>{{ .Content | transform.XMLEscape | safeHTML }}</content:encoded></item>{{ end }}</channel></rss>"""
_HUGO_DATA = (
    """{"url": {{ .Permalink | jsonify }}, "record": {{ .Params | jsonify }}, "body": {{ .RawContent | jsonify }}}"""
)
_HUGO_CSL = """[{"type": "webpage", "id": {{ .File.ContentBaseName | jsonify }}, "title": {{ .Title | jsonify }},
"URL": {{ .Permalink | jsonify }}, "abstract": {{ .Params.summary | jsonify }}, "language": "vi"}]"""
_HUGO_OEMBED = """{"version": "1.0", "type": "rich", "title": {{ .Title | jsonify }}, "provider_name": "Điển hình",
"html": {{ printf "<iframe src='%snhung.html'></iframe>" .Permalink | jsonify }}, "width": 480, "height": 360}"""
_HUGO_RIS = (
    """TY  - ELEC\nTI  - {{ .Title }}\nUR  - {{ .Permalink }}\nAB  - {{ .Params.summary }}\nLA  - vi\nER  - \n"""
)
_HUGO_BIB = (
    """@online{ {{- .File.ContentBaseName }},\n  title = { {{- .Title }}},\n  url = { {{- .Permalink }}},\n}\n"""
)
_HUGO_EMBED = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="stylesheet" href="/nhung/the.css"></head><body>{{ partial "card.html" . }}</body></html>"""
_HUGO_CSV = """{{ range .Site.RegularPages }}{{ .File.ContentBaseName }},{{ .Params.name | jsonify }},{{ .Title | jsonify }},
{{- .Params.summary | jsonify }},{{ delimit .Params.fields ";" | jsonify }},{{ .Permalink }}
{{ end }}"""


_HUGO_MACHINES = (
    ("rss.xml", _HUGO_RSS),
    ("page.data.json", _HUGO_DATA),
    ("page.csl.json", _HUGO_CSL),
    ("page.oembed.json", _HUGO_OEMBED),
    ("page.ris.ris", _HUGO_RIS),
    ("page.bib.bib", _HUGO_BIB),
    ("page.card.html", _HUGO_EMBED),
    ("home.table.csv", _HUGO_CSV),
)


def write_hugo(
    archive: Archive, stories: list[Story], shell: Shell, assets: Path, folder: Path, faces: bool = False
) -> None:
    """Write a Hugo site: content, templates, our shell and our styles, scripts and fonts.

    With `faces` also what Hugo can make by itself of our files for machines: a feed of each list with whole
    contents, each story as JSON, its citations, its card for other sites, and a table of all.
    """
    names = "\n".join(f"  {name[:-1]} = '{name}'" for name in LISTS)
    rest = _HUGO_FACES if faces else ""
    (folder / "hugo.toml").write_text(
        "baseURL = 'https://bench.example/'\nlanguageCode = 'vi'\ntitle = 'Điển hình'\n"
        f"disableKinds = [{'' if faces else repr('RSS')}]\n[taxonomies]\n{names}\n{rest}",
        "utf-8",
    )
    write_content(archive, stories, folder / "content" / "dien-hinh")
    layouts = folder / "layouts"
    (layouts / "_partials").mkdir(parents=True)
    base = shell.before[: shell.before.rindex("<article")].replace("@@title@@", "{{ .Title }}")
    base = base.replace("@@description@@", "{{ .Params.summary }}")
    after = shell.after.removeprefix("</article>")
    (layouts / "baseof.html").write_text(base + '{{ block "main" . }}{{ end }}' + after, "utf-8")
    for name, text in (
        ("page.html", _HUGO_STORY),
        ("list.html", _HUGO_LIST),
        ("term.html", _HUGO_LIST),
        ("taxonomy.html", _HUGO_TERMS),
        ("home.html", _HUGO_LIST),
        ("_partials/card.html", _HUGO_CARD),
        *(_HUGO_MACHINES if faces else ()),
    ):
        (layouts / name).write_text(text, "utf-8")
    shutil.copytree(assets, folder / "static" / "assets")
    for story in stories:
        cover = assets.parent / "dien-hinh" / story.id / "bia.svg"
        target = folder / "static" / "dien-hinh" / story.id / "bia.svg"
        target.parent.mkdir(parents=True)
        shutil.copyfile(cover, target)


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
