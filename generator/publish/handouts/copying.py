"""The sheet by which a unit copies a model, with its request to the office, as a Word document.

First what somebody needs to know: conditions, steps, cost, who does what, results, whom to ask. Then the request,
which names the model already, to be handed in or sent; no form of this site posts anything.
"""

import io
from typing import Any

from generator.publish.completeness import unanswered
from generator.publish.context import SiteContext
from generator.publish.handouts.form_table import write_form_table
from generator.publish.handouts.sheet import sheet_parts
from generator.publish.routes import page_route
from generator.publish.sharing.qr_code import qr_png
from generator.records.model import Model

ASKED = ("model", "unit", "place", "has", "when", "wants", "contact", "leave")
"""What the request asks; the words stand under `site.copying.asked` in the language file."""
NEEDED = ("steps", "conditions", "costs", "contact")
"""What somebody needs first who wants to copy a model."""
_LINES = {"has": 3, "wants": 3}


def copying_form(site: SiteContext, model: Model) -> bytes:
    """Return the sheet and the request for a model as a Word document, the same bytes each time."""
    from docx.enum.text import WD_BREAK  # Word is written by those who ask for it

    from generator.publish.reports import paper  # so is all that lays it out

    word = paper.new_paper(site, site.titled(model), site.modified_on(model).earliest)
    _write_sheet(site, model, word)
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _write_request(site, model, word)
    return paper.to_bytes(word)


def _write_sheet(site: SiteContext, model: Model, word: Any) -> None:
    """Write what somebody needs to know, its sources, and the way to the page."""
    from docx.shared import Mm, Pt  # as above

    from generator.publish.reports import paper  # as above

    first = word.paragraphs[0] if word.paragraphs else word.add_paragraph()
    paper.write(paper.tight(first), site.titled(model), Pt(16), is_bold=True)
    paper.body(word, model.summary)
    needs = [f"{site.t(f'needs.{name}')}: {site.t(f'needs.need.{band}')}" for name, band in model.needs or () if band]
    parts = [(site.t("needs.heading"), needs)] if needs else []
    for heading, lines in [*parts, *sheet_parts(site, model)]:
        paper.heading(word, heading, is_bold=True)
        for line in lines:
            paper.body(word, line)
    missing = unanswered(model)
    if what := ", ".join(site.t(f"replication.needs.{name}") for name in NEEDED if name in missing):
        paper.body(word, site.t("copying.silent", what=what), is_italic=True)
    named = ", ".join(dict.fromkeys(source.publisher for source in model.sources))
    paper.body(word, f"{site.t('source.heading')}: {named}")
    address = site.absolute(page_route(model))
    code = paper.tight(word.add_paragraph())
    code.add_run().add_picture(io.BytesIO(qr_png(address, large=True)), width=Mm(28))
    paper.write(paper.tight(word.add_paragraph()), address, paper.NOTE)


def _write_request(site: SiteContext, model: Model, word: Any) -> None:
    """Write the request to the office: what is asked, with the model filled in, and where to sign."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # as above
    from docx.shared import Pt  # as above

    from generator.publish.reports import paper  # as above

    paper.write(paper.tight(word.add_paragraph()), site.t("copying.form"), Pt(15), is_bold=True)
    paper.body(word, site.t("copying.form_text", office=_office(site, model)))
    filled = {"model": (model.name, site.absolute(page_route(model)))}
    write_form_table(site, word, "copying", ASKED, _LINES, filled)
    word.add_paragraph()
    for line in ("copying.signed", "copying.signer"):
        paper.write(paper.tight(word.add_paragraph(), ALIGN.RIGHT), site.t(line), paper.SMALL, is_italic=True)


def _office(site: SiteContext, model: Model) -> str:
    """Return where the request goes: the office the model names, and the agency if it can be reached."""
    agency = site.settings.agency
    reached = ", ".join(filter(None, (agency.short_name, agency.address, agency.email)))
    offices = [model.contact.office] if model.contact else []
    offices += [reached] if agency.address or agency.email else []
    return "; ".join(offices) or site.t("copying.no_office")
