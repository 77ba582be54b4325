"""The table of a form that is filled in Word or by hand: what is asked, and room for the answer beside it.

`staff.form_answers` reads it back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.publish.context import SiteContext


def write_form_table(
    site: SiteContext,
    word: Any,
    form: str,
    keys: Sequence[str],
    lines: Mapping[str, int],
    filled: Mapping[str, Sequence[str]] = {},
) -> None:
    """Write a row for each key; the words stand under `site.<form>.asked` in the language file.

    `lines` are how many lines a hand needs below the first, where that is not one; `filled` what is answered already.
    """
    from generator.publish.reports import paper  # Word is written by those who ask for it

    table = word.add_table(rows=len(keys), cols=2)
    table.style = "Table Grid"
    paper.set_widths(table, paper.column_widths(2, word.sections[-1]))
    for row, key in zip(table.rows, keys, strict=True):
        label, answer = row.cells
        words = site.words.lookup(f"site.{form}.asked.{key}")
        paper.write(label.paragraphs[0], words["label"], paper.SMALL, is_bold=True)
        if hint := words.get("hint"):
            paper.write(label.add_paragraph(), hint, paper.NOTE, is_italic=True)
        answers = list(filled.get(key, ()))
        for number, text in enumerate(answers or [""] * (lines.get(key, 1) + 1)):
            paragraph = answer.add_paragraph() if number else answer.paragraphs[0]
            if text:
                paper.write(paragraph, text, paper.SMALL)
