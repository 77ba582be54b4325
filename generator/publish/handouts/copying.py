"""The sheet by which a unit copies a model, with its request to the office, as a Word document.

First what somebody needs to know: conditions, steps, cost, who does what, results, whom to ask. Then the request,
which names the model already, to be handed in or sent; no form of this site posts anything.
"""

import io

from generator.publish.context import SiteContext
from generator.publish.handouts.sheet import sheet_parts
from generator.publish.routes import page_route
from generator.publish.sharing.qr_code import qr_png
from generator.records.model import Model

ASKED = ("model", "unit", "place", "has", "when", "wants", "contact", "leave")
"""What the request asks; the words stand under `site.copying.asked` in the language file."""
_LINES = {"has": 3, "wants": 3}


def copying_form(site: SiteContext, model: Model) -> bytes:
    """Return the sheet and the request for a model as a Word document, the same bytes each time."""
    from docx.enum.text import WD_BREAK  # Word is written by those who ask for it
    from docx.shared import Mm, Pt  # as above

    from generator.publish.reports import paper  # so is all that lays it out

    word = paper.new_paper(site, site.titled(model), site.modified_on(model).earliest)
    first = word.paragraphs[0] if word.paragraphs else word.add_paragraph()
    paper.write(paper.tight(first), site.titled(model), Pt(16), is_bold=True)
    paper.body(word, model.summary)
    for heading, lines in sheet_parts(site, model):
        paper.heading(word, heading, is_bold=True)
        for line in lines:
            paper.body(word, line)
    address = site.absolute(page_route(model))
    code = paper.tight(word.add_paragraph())
    code.add_run().add_picture(io.BytesIO(qr_png(address, large=True)), width=Mm(28))
    paper.write(paper.tight(word.add_paragraph()), address, paper.NOTE)
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    paper.write(paper.tight(word.add_paragraph()), site.t("copying.form"), Pt(15), is_bold=True)
    paper.body(word, site.t("copying.form_text", office=_office(site, model)))
    table = word.add_table(rows=len(ASKED), cols=2)
    table.style = "Table Grid"
    paper.set_widths(table, paper.column_widths(2, word.sections[-1]))
    for row, key in zip(table.rows, ASKED, strict=True):
        label, answer = row.cells
        words = site.words.lookup(f"site.copying.asked.{key}")
        paper.write(label.paragraphs[0], words["label"], paper.SMALL, is_bold=True)
        if hint := words.get("hint"):
            paper.write(label.add_paragraph(), hint, paper.NOTE, is_italic=True)
        if key == "model":
            paper.write(answer.paragraphs[0], model.name, paper.SMALL)
            paper.write(answer.add_paragraph(), page_route(model), paper.SMALL)
        for _ in range(_LINES.get(key, 0)):
            answer.add_paragraph()
    return paper.to_bytes(word)


def _office(site: SiteContext, model: Model) -> str:
    """Return where the request goes: the office the model names, and the agency with its address where that is set."""
    agency = site.settings.agency
    reached = ", ".join(filter(None, (agency.short_name, agency.address, agency.email)))
    return f"{model.contact.office}; {reached}" if model.contact else reached
