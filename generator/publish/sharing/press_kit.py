"""The press kit of a story or model: one ZIP with texts, facts, quotations, photos and citations.

Nothing in it is compressed and every entry bears the same day, so that the same record gives the
same bytes with any version of any library.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence

from generator.config.i18n import Language
from generator.publish.citing.formats import bibtex, csl_json, ris
from generator.publish.citing.styles import citations
from generator.publish.citing.work import Work, work_of
from generator.publish.context import Site
from generator.publish.facts import Fact, Facts, facts_of
from generator.publish.routes import address_of
from generator.publish.sharing.qr_code import code_png
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

NAME = "bo-bao-chi.zip"
_DAY = (1980, 1, 1, 0, 0, 0)

Entry = tuple[str, str | bytes]


def kit_address(record: Exemplar) -> str:
    """Return the address of a record's press kit."""
    return f"{address_of(record)}{NAME}"


def press_kit(site: Site, record: Exemplar) -> bytes:
    """Return the ZIP of a story or model."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in _entries(site, record):
            entry = zipfile.ZipInfo(f"{record.id}/{name}", _DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, content if isinstance(content, bytes) else _lines(content))
    return out.getvalue()


def _lines(text: str) -> str:
    """Return text with line ends that every editor on every desk shows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _entries(site: Site, record: Exemplar) -> Iterator[Entry]:
    work, words, facts = work_of(site, record), site.words, facts_of(site, record)
    yield words.translate("site.kit.file.about"), _about(site, work)
    yield words.translate("site.kit.file.short"), "\n\n".join(_short(site, record, work, facts)) + "\n"
    yield words.translate("site.kit.file.medium"), "\n\n".join(_medium(site, record, work, facts)) + "\n"
    yield words.translate("site.kit.file.long"), "\n\n".join(_long(site, record, work, facts)) + "\n"
    ours = site.say("kit.from", site=work.site, url=work.url)
    yield words.translate("site.kit.file.facts"), "\n".join([*_facts(site, facts), "", ours]) + "\n"
    if quotes := list(_quotes(record)):
        yield words.translate("site.kit.file.quotes"), "\n\n".join(quotes) + "\n"
    yield from _photos(site, record)
    yield "trich-dan/trich-dan.txt", "\n\n".join(_cited(work, words)) + "\n"
    yield "trich-dan/trich-dan.json", csl_json(work, words)
    yield "trich-dan/trich-dan.ris", ris(work, words)
    yield "trich-dan/trich-dan.bib", bibtex(work, words)
    yield "ma-qr.png", code_png(work.url, large=True)


def _about(site: Site, work: Work) -> str:
    text: str = site.say(
        "kit.about",
        title=work.title,
        url=work.url,
        agency=site.settings.agency.name,
        contact=site.settings.agency.corrections_contact,
        version=work.version or "–",
    )
    return text


def _cited(work: Work, words: Language) -> Iterator[str]:
    for citation in citations(work, words):
        yield f"{words.translate(f'site.cite.style.{citation.style}')}:\n{citation.text}"


def _short(site: Site, record: Exemplar, work: Work, facts: Facts) -> list[str]:
    return [record.title, record.summary, *_tail(site, work, facts)]


def _medium(site: Site, record: Exemplar, work: Work, facts: Facts) -> list[str]:
    first = _told(record)[0].split("\n\n")[0] if _told(record) else ""
    found = [record.title, record.summary, first, *_listed(site.say("award.heading"), facts.awards)]
    return [*(part for part in found if part), *_tail(site, work, facts)]


def _long(site: Site, record: Exemplar, work: Work, facts: Facts) -> list[str]:
    found = [record.title, record.summary, *_told(record), *_quotes(record)]
    found += _listed(site.say("story.results"), facts.results)
    found += _listed(site.say("award.heading"), facts.awards)
    found += _listed(site.say("facts.adopters"), facts.adopters)
    return [*found, *_tail(site, work, facts)]


def _listed(heading: str, facts: Sequence[Fact]) -> list[str]:
    return ["\n".join([f"{heading}:", *(f"- {fact.line}" for fact in facts)])] if facts else []


def _tail(site: Site, work: Work, facts: Facts) -> list[str]:
    """Return what ends every text: what is not sure, the sources its numbers name, and where it comes from."""
    return ["\n".join(_standing(site, facts)).strip("\n"), site.say("kit.from", site=work.site, url=work.url)]


def _told(record: Exemplar) -> list[str]:
    """Return the record's own prose, as it is typed."""
    if isinstance(record, Story):
        parts = (record.context, record.deeds, record.spread)
    else:
        assert isinstance(record, Model)
        parts = (record.problem, record.description, None)
    return [part.strip() for part in parts if part]


def _facts(site: Site, facts: Facts) -> Iterator[str]:
    """Yield what the page says, line by line, with what is not sure of each."""
    yield from (f"{name}: {text}" for name, text in facts.about)
    for heading, listed in (
        (site.say("award.heading"), facts.awards),
        (site.say("story.results"), facts.results),
        (site.say("stage.heading"), facts.stages),
        (site.say("facts.adopters"), facts.adopters),
    ):
        if listed:
            yield from ("", f"{heading}:", *(f"- {fact.line}" for fact in listed))
    yield from _standing(site, facts)


def _standing(site: Site, facts: Facts) -> Iterator[str]:
    """Yield what must be read before anything is printed: doubts, ground, corrections, sources."""
    if facts.doubts:
        yield from ("", f"{site.say('doubts.heading')}:", *(f"- {doubt}" for doubt in facts.doubts))
    yield ""
    yield from (f"{name}: {text}" for name, text in facts.standing)
    said = facts.corrections or [site.say("colophon.no_corrections")]
    yield from (f"{site.say('colophon.corrections')}: {line}" for line in said)
    yield from ("", f"{site.say('source.heading')}:", *facts.sources)


def _quotes(record: Exemplar) -> Iterator[str]:
    for quote in record.quotes if isinstance(record, Story) else ():
        yield f"«{quote.text}»\n{quote.speaker}"


def _photos(site: Site, record: Exemplar) -> Iterator[Entry]:
    captions = []
    for number, picture in enumerate(site.photos(record), 1):
        name, image = f"anh/anh-{number:02d}.jpg", picture.image
        yield name, picture.original_size.file.read_bytes()
        words = [image.caption or image.alt, site.say("photo.credit", credit=image.credit), image.licence]
        captions.append(f"{name}\n" + "\n".join(word for word in words if word))
    if captions:
        yield site.say("kit.file.captions"), "\n\n".join(captions) + "\n"
