"""The answers of a form that was filled in Word, by what was asked."""

from collections.abc import Sequence
from pathlib import Path

from generator.config.i18n import Language
from generator.core.text import fold
from generator.staff.list_import.readers import read_tables


def read_answers(path: Path, words: Language, form: str, keys: Sequence[str]) -> tuple[dict[str, str], list[list[str]]]:
    """Return the answers by key, their lines kept, and the rows of the file that are none; UsageError if it cannot.

    What is asked stands in the first cell of a row, under `site.<form>.asked` in the language file. The first answer
    counts. The file is read in a process of its own, under limits, as every foreign file is.
    """
    labels = {plain(words.translate(f"site.{form}.asked.{key}.label")): key for key in keys}
    found: dict[str, str] = {}
    others = []
    for sheet in read_tables(path):
        for row in sheet.rows:
            key = labels.get(plain(row[0].split("\n")[0])) if row else None
            if key is None or key in found:
                others.append(list(row))
            elif answer := "\n".join(cell.strip() for cell in row[1:] if cell.strip()):
                found[key] = answer
    return found, others


def plain(text: str) -> str:
    """Return a label as it is compared: without accents, and without what ends it."""
    return fold(text).strip(" :.")
