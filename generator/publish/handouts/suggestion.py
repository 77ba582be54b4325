"""The form on which anybody suggests an example, to be filled in Word or by hand; `dienhinh new --from` reads it back.

No form of this site posts anything: it is handed in or sent to the agency (directive A, clause 4: phát hiện).
"""

from datetime import date

from generator.publish.context import SiteContext
from generator.publish.handouts.form_table import write_form_table

ASKED = ("name", "kind", "role", "unit", "place", "when", "deeds", "results", "awards", "told", "agreed")
"""What is asked of who is suggested; the words stand under `site.suggest.asked` in the language file."""
SENDER = ("sender", "reach")
"""What the office needs to ask back; it is nobody else's, and is read into no record."""
FORM_DAY = date(2026, 11, 27)
"""The day the properties of a form tell: that on which its questions last changed."""
_LINES = {"deeds": 10, "results": 4, "awards": 3, "told": 3}
"""How many lines a hand needs below the first, where one does not do."""


def suggestion_form(site: SiteContext) -> bytes:
    """Return the empty form as a Word document, the same bytes each time."""
    from docx.shared import Pt  # Word is written by those who ask for it

    from generator.publish.reports import paper  # so is all that lays it out

    word = paper.new_paper(site, site.t("suggest.form"), FORM_DAY)
    first = word.paragraphs[0] if word.paragraphs else word.add_paragraph()
    paper.write(paper.tight(first), site.t("suggest.form"), Pt(15), is_bold=True)
    paper.body(word, site.t("suggest.form_text", agency=site.settings.agency.short_name))
    for heading, keys in (("suggest.about", ASKED), ("suggest.office", SENDER)):
        paper.heading(word, site.t(heading), is_bold=True)
        write_form_table(site, word, "suggest", keys, _LINES)
    return paper.to_bytes(word)
