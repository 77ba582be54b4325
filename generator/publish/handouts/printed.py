"""A poster for the notice board (A4, A3), and the sheet by which a unit copies a model, as PDF set by Typst."""

import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from generator.core.problem import UsageError
from generator.publish.context import SiteContext
from generator.publish.cover_art import draw_cover
from generator.publish.cover_plan import cover_figure, cover_plan
from generator.publish.handouts.sheet import sheet_parts
from generator.publish.routes import page_route
from generator.publish.sharing.qr_code import qr_png
from generator.publish.typesetting import set_type
from generator.publish.versions import VERSION_ID_LENGTH, current_version
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

SIZES = {"a4": (210, 297), "a3": (297, 420)}
"""Width and height of the paper, in millimetres (ISO 216)."""
_FOLDER = Path(__file__).parent
_SMALLER = (1.0, 0.92, 0.84, 0.77, 0.7, 0.64, 0.58)
"""By how much letters shrink until all stands on one page."""
_LARGER = (1.3, 1.2, 1.1)
"""By how much those of a sheet may grow where little is to be said."""
_MOST_STEPS = 5


def poster_pdf(site: SiteContext, record: Exemplar, size: str) -> bytes:
    """Return a poster of a story or model: its picture, title, summary, and the code that leads to its page."""
    figure = cover_figure(record)
    given = _common(site, record) | {
        "figure": [figure.figure, figure.label] if figure else None,
        "lines": list(_lines(site, record)),
        "scan": site.t("handout.scan"),
    }
    return _one_page(site, record, "poster.typ", given, size, _SMALLER)


def sheet_pdf(site: SiteContext, model: Model) -> bytes:
    """Return the sheet of a model on one page of A4: conditions, steps, cost, who does what, results, whom to ask."""
    parts = list(sheet_parts(site, model))
    half = sum(sum(map(len, lines)) for _, lines in parts) / 2
    first: list[tuple[str, list[str]]] = []
    while parts and sum(sum(map(len, lines)) for _, lines in first) < half:
        first.append(parts.pop(0))
    given = _common(site, model) | {"first": first, "second": parts, "scan": site.t("handout.scan")}
    return _one_page(site, model, "sheet.typ", given, "a4", (*_LARGER, *_SMALLER))


def _common(site: SiteContext, record: Exemplar) -> dict[str, Any]:
    field = site.archive.fields[record.fields[0]].name
    kind = site.t(f"kind.{record.kind}" if isinstance(record, Story) else f"model_kind.{record.kind}")
    address = site.absolute(page_route(record))
    day, version = site.modified_on(record), current_version(site.archive, record)[:VERSION_ID_LENGTH]
    photos = site.photos(record)
    return {
        "kicker": f"{kind} · {field}",
        "title": site.titled(record),
        "summary": record.summary,
        "place": record.places[0].as_printed,
        "address": address.split("://", 1)[-1].rstrip("/"),
        "link": address,
        "site": site.settings.site_name,
        "agency": site.settings.agency.short_name,
        "day": site.t("handout.day", day=day.short, version=version),
        "date": [day.year, day.month or 1, day.day or 1],
        "credit": site.t("photo.credit", credit=photos[0].image.credit) if photos else "",
        "picture": "picture.jpg" if photos else "picture.svg",
    }


def _lines(site: SiteContext, record: Exemplar) -> Iterator[str]:
    """Yield what a poster says beneath the summary: the awards of a story, the first steps of a model."""
    if isinstance(record, Story):
        for award in [each for each in record.awards if is_standing(each)][:2]:
            yield f"{award.as_printed} · {award.issuer}" if award.issuer else award.as_printed
    elif isinstance(record, Model):
        yield from (f"{number}. {step.title}" for number, step in enumerate(record.steps[:_MOST_STEPS], 1))
        if record.contact:
            yield f"{site.t('model.contact')}: {record.contact.office}"


def _one_page(
    site: SiteContext,
    record: Exemplar,
    template: str,
    given: Mapping[str, Any],
    size: str,
    factors: Sequence[float],
) -> bytes:
    """Return a template as a PDF, in letters of the first factor that makes one page; UsageError if none does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(_FOLDER / template, folder)
        (folder / "code.png").write_bytes(qr_png(given["link"], large=True))
        photos = site.photos(record)
        if photos:
            shutil.copyfile(photos[0].of("jpeg")[-1].file, folder / "picture.jpg")
        else:
            (folder / "picture.svg").write_text(draw_cover(site.paddies, cover_plan(site.archive, record)), "utf-8")
        wide, high = SIZES[size]
        for factor in factors:
            told = {**given, "wide": wide, "high": high, "factor": factor}
            (folder / "given.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            content = set_type(folder / template, _FOLDER / "fonts")
            if len(PdfReader(io.BytesIO(content)).pages) == 1:
                return content
    raise UsageError("handout-long", id=record.id)
