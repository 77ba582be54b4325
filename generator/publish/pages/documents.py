"""Pages of directives and plans, clause by clause, with the stories that answer each clause."""

import re
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup, escape

from generator.publish.artifact import Part
from generator.publish.context import SiteContext
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import Tile, answer_pages, index_page
from generator.publish.routes import PREFIX, answers_route, page_route
from generator.records.document import Clause, Document

_PARAGRAPHS = re.compile(r"\n\s*\n")


def documents(site: SiteContext) -> Iterator[Part]:
    """Yield the list of documents and the page of each."""
    archive = site.archive
    ordered = sorted(archive.documents.values(), key=lambda d: (not d.clauses, d.id))
    tiles = [Tile(d.short_name, page_route(d), d.summary, _held(site, d)) for d in ordered]
    yield index_page(site, "documents", "documents", [("", tiles)])
    for document in ordered:
        answered = {
            c.anchor: archive.by_clause[ref]
            for c in document.clauses
            if (ref := f"{document.id}#{c.anchor}") in archive.by_clause
        }
        yield site.record_page(
            document,
            "document.md.j2",
            document.name,
            document.summary,
            **page_extras(PageExtras(site, document)),
            leaves=heading_parts(document),
            answered={anchor: found[: site.settings.cards_per_page + 1] for anchor, found in answered.items()},
            answer_count={anchor: len(found) for anchor, found in answered.items()},
            answers_route=_answers_address,
            marked=partial(mark_misprints, document),
            verbatim=partial(exact_text, document),
        )
        trail = [(site.t("documents.name"), PREFIX["documents"]), (document.short_name, page_route(document))]
        for clause in document.clauses:
            name = site.t("clause.of", clause=clause.anchor, document=document.short_name)
            found = answered.get(clause.anchor, ())
            yield from answer_pages(site, _answers_address(document, clause), name, trail, clause.asks or name, found)


def _answers_address(document: Document, clause: Clause) -> str:
    return answers_route(document, clause.anchor)


def _held(site: SiteContext, document: Document) -> str:
    return site.t("document.full" if document.clauses else "document.metadata")


def heading_parts(document: Document) -> tuple[Clause, ...]:
    """Return the clauses a story can answer: those that ask something."""
    return tuple(c for c in document.clauses if c.role == "clause" and c.asks)


def mark_misprints(document: Document, text: str) -> Markup:
    """Return text for HTML with the document's printed errors marked [sic]."""
    meant = {misprint.printed: misprint.meant for misprint in document.misprints}
    if not meant:
        return escape(text)
    longest_first = "|".join(map(re.escape, sorted(meant, key=len, reverse=True)))
    found, at = Markup(), 0
    for printed in re.finditer(longest_first, text):
        found += escape(text[at : printed.start()])
        found += _SIC.format(title=meant[printed[0]], printed=printed[0])
        at = printed.end()
    return found + escape(text[at:])


_SIC = Markup('<span class="dh-sic" title="{title}">{printed} <sup>[sic]</sup></span>')


def exact_text(document: Document, text: str) -> Markup:
    """Return quoted paragraphs as HTML, letter for letter."""
    paragraphs = (" ".join(p.split()) for p in _PARAGRAPHS.split(text) if p.strip())
    return Markup(
        "\n".join(
            f"<p{' class=dh-dash' if p.startswith('- ') else ''}>{mark_misprints(document, p)}</p>" for p in paragraphs
        )
    )
