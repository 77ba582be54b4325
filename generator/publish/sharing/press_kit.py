"""The press kit of a story or model: one ZIP with texts, facts, quotations, photos and citations.

Nothing in it is compressed and every entry bears the same day, so that the same record gives the
same bytes with any version of any library.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence

from generator.config.i18n import Language
from generator.publish.citing.formats import CITATION_FORMATS
from generator.publish.citing.styles import citations
from generator.publish.context import SiteContext
from generator.publish.facts import Fact, Facts, facts_of
from generator.publish.routes import page_route
from generator.publish.sharing.qr_code import qr_png
from generator.publish.spec import CitedWork
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

NAME = "bo-bao-chi.zip"
FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)

Entry = tuple[str, str | bytes]


def kit_route(record: Exemplar) -> str:
    """Return the address of a record's press kit."""
    return f"{page_route(record)}{NAME}"


def press_kit(site: SiteContext, record: Exemplar, work: Callable[[], CitedWork], cited: Callable[[str], str]) -> bytes:
    """Return the ZIP of a story or model, which is cited as a `work`, and in a form by `cited`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in _entries(site, record, work(), cited):
            entry = zipfile.ZipInfo(f"{record.id}/{name}", FIXED_TIMESTAMP)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            packed.writestr(entry, content if isinstance(content, bytes) else _lines(content))
    return out.getvalue()


def _lines(text: str) -> str:
    """Return text with line ends that every editor on every desk shows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _entries(site: SiteContext, record: Exemplar, work: CitedWork, cited: Callable[[str], str]) -> Iterator[Entry]:
    words, facts = site.words, facts_of(site, record)
    tail = _tail(site, work, facts)
    yield words.translate("site.kit.file.about"), _about(site, work)
    yield words.translate("site.kit.file.short"), "\n\n".join([site.titled(record), record.summary, *tail]) + "\n"
    yield words.translate("site.kit.file.medium"), "\n\n".join(_medium(site, record, facts, tail)) + "\n"
    yield words.translate("site.kit.file.long"), "\n\n".join(_long(site, record, facts, tail)) + "\n"
    ours = site.t("kit.from", site=work.site, url=work.url)
    yield words.translate("site.kit.file.facts"), "\n".join([*_facts(site, facts), "", ours]) + "\n"
    if quotes := list(_quotes(record)):
        yield words.translate("site.kit.file.quotes"), "\n\n".join(quotes) + "\n"
    yield from _photos(site, record)
    yield "trich-dan/trich-dan.txt", "\n\n".join(_citation_texts(work, words)) + "\n"
    for form in CITATION_FORMATS:
        yield f"trich-dan/trich-dan.{form}", cited(form)
    yield "ma-qr.png", qr_png(work.url, large=True)


def _about(site: SiteContext, work: CitedWork) -> str:
    text: str = site.t(
        "kit.about",
        title=work.title,
        url=work.url,
        agency=site.settings.agency.name,
        contact=site.settings.agency.corrections_contact,
        version=work.version or "–",
    )
    return text


def _citation_texts(work: CitedWork, words: Language) -> Iterator[str]:
    for citation in citations(work, words):
        yield f"{words.translate(f'site.cite.style.{citation.style}')}:\n{citation.text}"


def _medium(site: SiteContext, record: Exemplar, facts: Facts, tail: Sequence[str]) -> list[str]:
    prose = _prose(record)
    first = prose[0].split("\n\n")[0] if prose else ""
    found = [site.titled(record), record.summary, first, *_listed(site.t("award.heading"), facts.awards)]
    return [*(part for part in found if part), *tail]


def _long(site: SiteContext, record: Exemplar, facts: Facts, tail: Sequence[str]) -> list[str]:
    found = [site.titled(record), record.summary, *_prose(record), *_quotes(record)]
    found += _listed(site.t("story.results"), facts.results)
    found += _listed(site.t("award.heading"), facts.awards)
    found += _listed(site.t("facts.adopters"), facts.adopters)
    return [*found, *tail]


def _listed(heading: str, facts: Sequence[Fact]) -> list[str]:
    return ["\n".join([f"{heading}:", *(f"- {fact.line}" for fact in facts)])] if facts else []


def _tail(site: SiteContext, work: CitedWork, facts: Facts) -> list[str]:
    """Return what ends every text: what is not sure, the sources its numbers name, and where it comes from."""
    return ["\n".join(_standing(site, facts)).strip("\n"), site.t("kit.from", site=work.site, url=work.url)]


def _prose(record: Exemplar) -> list[str]:
    """Return the record's own prose, as it is typed."""
    if isinstance(record, Story):
        parts = (record.context, record.deeds, record.spread)
    else:
        assert isinstance(record, Model)
        parts = (record.problem, record.description, None)
    return [part.strip() for part in parts if part]


def _facts(site: SiteContext, facts: Facts) -> Iterator[str]:
    """Yield what the page says, line by line, with what is not sure of each."""
    yield from (f"{name}: {text}" for name, text in facts.about)
    for heading, listed in (
        (site.t("award.heading"), facts.awards),
        (site.t("story.results"), facts.results),
        (site.t("stage.heading"), facts.stages),
        (site.t("facts.adopters"), facts.adopters),
    ):
        if listed:
            yield from ("", f"{heading}:", *(f"- {fact.line}" for fact in listed))
    yield from _standing(site, facts)


def _standing(site: SiteContext, facts: Facts) -> Iterator[str]:
    """Yield what must be read before anything is printed: doubts, ground, corrections, sources."""
    if facts.doubts:
        yield from ("", f"{site.t('doubts.heading')}:", *(f"- {doubt}" for doubt in facts.doubts))
    yield ""
    yield from (f"{name}: {text}" for name, text in facts.standing)
    said = facts.corrections or [site.t("colophon.no_corrections")]
    yield from (f"{site.t('colophon.corrections')}: {line}" for line in said)
    yield from ("", f"{site.t('source.heading')}:", *facts.sources)


def _quotes(record: Exemplar) -> Iterator[str]:
    for quote in record.quotes if isinstance(record, Story) else ():
        yield f"“{quote.text}”\n{quote.speaker}"


def _photos(site: SiteContext, record: Exemplar) -> Iterator[Entry]:
    captions = []
    for number, picture in enumerate(site.photos(record), 1):
        name, image = f"anh/anh-{number:02d}.jpg", picture.image
        yield name, picture.original_size.file.read_bytes()
        words = [image.caption or image.alt, site.t("photo.credit", credit=image.credit), image.licence]
        captions.append(f"{name}\n" + "\n".join(word for word in words if word))
    if captions:
        yield site.t("kit.file.captions"), "\n\n".join(captions) + "\n"
