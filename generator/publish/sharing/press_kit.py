"""The press kit of a story or model: one ZIP with texts, facts, quotations, photos and citations.

Nothing in it is compressed and every entry bears the same day, so that the same record gives the
same bytes with any version of any library.
"""

import io
import zipfile
from collections.abc import Iterator

from generator.language import Language
from generator.publish.addresses import address_of
from generator.publish.citing.formats import bibtex, csl_json, ris
from generator.publish.citing.styles import citations
from generator.publish.citing.work import Work, work_of
from generator.publish.sharing.code import code_png
from generator.publish.site import Site
from generator.records.replicable import Model
from generator.records.shared import Exemplary
from generator.records.story import Story

NAME = "bo-bao-chi.zip"
_DAY = (1980, 1, 1, 0, 0, 0)

Entry = tuple[str, str | bytes]


def kit_address(record: Exemplary) -> str:
    """Return the address of a record's press kit."""
    return f"{address_of(record)}{NAME}"


def press_kit(site: Site, record: Exemplary) -> bytes:
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


def _entries(site: Site, record: Exemplary) -> Iterator[Entry]:
    work, words = work_of(site, record), site.words
    yield words.say("site.kit.file.about"), _about(site, work)
    yield words.say("site.kit.file.short"), "\n\n".join(_short(site, record, work)) + "\n"
    yield words.say("site.kit.file.medium"), "\n\n".join(_medium(site, record, work)) + "\n"
    yield words.say("site.kit.file.long"), "\n\n".join(_long(site, record, work)) + "\n"
    yield words.say("site.kit.file.facts"), "\n".join(_facts(site, record)) + "\n"
    if quotes := list(_quotes(record)):
        yield words.say("site.kit.file.quotes"), "\n\n".join(quotes) + "\n"
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
        contact=site.settings.agency.correction_address,
        version=work.version or "–",
    )
    return text


def _cited(work: Work, words: Language) -> Iterator[str]:
    for citation in citations(work, words):
        yield f"{words.say(f'site.cite.style.{citation.style}')}:\n{citation.text}"


def _short(site: Site, record: Exemplary, work: Work) -> list[str]:
    return [record.title, record.summary, site.say("kit.from", site=work.site, url=work.url)]


def _medium(site: Site, record: Exemplary, work: Work) -> list[str]:
    first = _told(record)[0].split("\n\n")[0] if _told(record) else ""
    awards = "\n".join(f"- {line}" for line in awards_in_words(site, record))
    found = [record.title, record.summary, first, awards, site.say("kit.from", site=work.site, url=work.url)]
    return [part for part in found if part]


def _long(site: Site, record: Exemplary, work: Work) -> list[str]:
    awards = [f"- {line}" for line in awards_in_words(site, record)]
    results = [f"- {line}" for line in _results(record)]
    found = [record.title, record.summary, *_told(record), *_quotes(record)]
    if results:
        found.append("\n".join([site.say("story.results"), *results]))
    if awards:
        found.append("\n".join([site.say("award.heading"), *awards]))
    return [*found, site.say("kit.from", site=work.site, url=work.url)]


def _told(record: Exemplary) -> list[str]:
    """Return the record's own prose, as it is typed."""
    if isinstance(record, Story):
        parts = (record.context, record.deeds, record.spread)
    else:
        assert isinstance(record, Model)
        parts = (record.problem, record.description, None)
    return [part.strip() for part in parts if part]


def awards_in_words(site: Site, record: Exemplary) -> list[str]:
    """Return each award of a story in one line: form, issuer, decision, days; only what is known."""
    if not isinstance(record, Story):
        return []
    found = []
    for award in record.awards:
        decision = site.archive.decisions.get(award.decision or "")
        number = decision.number if decision else award.number
        parts = [
            award.as_printed,
            award.issuer,
            site.say("award.to", recipient=award.recipient) if award.recipient else None,
            site.say("award.decision", number=number) if number else None,
            site.say("award.decided", date=award.date.short) if award.date else None,
            site.say("award.presented", date=award.presented_on.short) if award.presented_on else None,
            award.date_as_printed,
            site.say(f"award.status.{award.status}") if award.status != "hieu-luc" else None,
        ]
        found.append("; ".join(part for part in parts if part))
    return found


def _results(record: Exemplary) -> Iterator[str]:
    for result in record.results:
        value = f"{result.after} {result.unit}" if result.unit else result.after
        change = f"{result.before} → {value}" if result.before else value
        yield f"{result.indicator}: {change}" + (f" ({result.period})" if result.period else "")


def _facts(site: Site, record: Exemplary) -> Iterator[str]:
    names = [m.name for m in record.members] if isinstance(record, Story) and record.members else [record.name]
    unit = site.archive.units.get(record.unit or "")
    fields = ", ".join(site.archive.fields[f].name for f in record.fields)
    yield f"{site.say('facts.who')}: {', '.join(names)}"
    printed = record.unit_as_printed if isinstance(record, Story) else None
    if printed or unit:
        yield f"{site.say('facts.unit')}: {printed or (unit.name if unit else '')}"
    yield f"{site.say('facts.where')}: {'; '.join(place.as_printed for place in record.places)}"
    yield f"{site.say('facts.field')}: {fields}"
    for line in awards_in_words(site, record):
        yield f"{site.say('award.heading')}: {line}"
    yield from _results(record)
    yield ""
    yield f"{site.say('source.heading')}:"
    for number, source in enumerate(record.sources, 1):
        parts = [source.publisher, source.title, source.date.short if source.date else None, source.url]
        yield f"[{number}] {', '.join(part for part in parts if part)}"


def _quotes(record: Exemplary) -> Iterator[str]:
    for quote in record.quotes if isinstance(record, Story) else ():
        yield f"«{quote.text}»\n{quote.speaker}"


def _photos(site: Site, record: Exemplary) -> Iterator[Entry]:
    captions = []
    for number, picture in enumerate(site.photos(record), 1):
        name, image = f"anh/anh-{number:02d}.jpg", picture.image
        yield name, picture.whole.file.read_bytes()
        words = [image.caption or image.alt, site.say("photo.credit", credit=image.credit), image.licence]
        captions.append(f"{name}\n" + "\n".join(word for word in words if word))
    if captions:
        yield site.say("kit.file.captions"), "\n\n".join(captions) + "\n"
