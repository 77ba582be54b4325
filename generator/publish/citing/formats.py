"""Citations for reference managers: CSL-JSON, RIS and BibTeX, each with the same facts."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.config.i18n import Language
from generator.core.dates import PartialDate
from generator.publish.citing.styles import days_in_words, rulings_in_words
from generator.publish.spec import CitedWork

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TEX_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")


def _note(work: CitedWork, words: Language) -> str:
    days = days_in_words(work, words)
    said = words.translate("site.cite.reproduced", site=work.site, days=days) if work.is_reproduced else days
    return "; ".join([*rulings_in_words(work, words), said])


def _parts(day: PartialDate) -> list[int]:
    return [part for part in (day.year, day.month, day.day) if part is not None]


def csl_item(work: CitedWork, words: Language) -> dict[str, Any]:
    """Return a work as an item of CSL-JSON 1.0.2: a report of our agency, or of who issued a document."""
    item: dict[str, Any] = {
        "id": work.id,
        "type": "report",
        "title": work.title,
        "author": [{"literal": work.author}],
        "publisher": work.site,
        "genre": work.genre,
        "URL": work.url,
        "language": work.language,
        "abstract": work.summary,
        "note": _note(work, words),
    }
    if work.issued:
        item["issued"] = {"date-parts": [_parts(work.issued)]}
    if work.number:
        item["number"] = work.number
    return item | ({"version": work.version} if work.version and not work.is_reproduced else {})


def csl_json(work: CitedWork, words: Language) -> str:
    """Return a work as CSL-JSON, a list of one item."""
    return json.dumps([csl_item(work, words)], ensure_ascii=False) + "\n"


def ris(work: CitedWork, words: Language) -> str:
    """Return a work as RIS. A comma after a corporate name keeps it from being taken for a person's."""
    day = "/".join(f"{part:02d}" for part in _parts(work.issued)) if work.issued else ""
    rows = [
        ("TY", "RPRT"),
        ("ID", work.id),
        ("TI", work.title),
        ("AU", f"{work.author},"),
        ("PB", work.site),
        ("PY", str(work.issued.year) if work.issued else ""),
        ("DA", day),
        ("M3", work.genre),
        ("SN", work.number),
        ("ET", "" if work.is_reproduced else work.version),
        ("AB", work.summary),
        ("N1", _note(work, words)),
        ("LA", work.language),
        ("UR", work.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in rows if value or tag == "ER")


def bibtex(work: CitedWork, words: Language) -> str:
    """Return a work as BibTeX in UTF-8; doubled braces keep the names as they are written."""
    rows = [
        ("author", _tex(work.author)),
        ("title", _tex(work.title)),
        ("institution", _tex(work.site)),
        ("type", _tex(work.genre)),
        ("number", _tex(work.number)),
        ("year", str(work.issued.year) if work.issued else ""),
        ("date", work.issued.iso if work.issued else ""),
        ("version", "" if work.is_reproduced else work.version),
        ("note", _tex(_note(work, words))),
        ("abstract", _tex(work.summary)),
        ("language", "vietnamese"),
        ("url", work.url),
    ]
    doubled = {"author", "title", "institution"}
    fields = ",\n".join(
        f"  {name} = {{{{{value}}}}}" if name in doubled else f"  {name} = {{{value}}}" for name, value in rows if value
    )
    return f"@techreport{{{work.id},\n{fields}\n}}\n"


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda found: _TEX[found[0]], " ".join(text.split()))


CITATION_FORMATS: Mapping[str, Callable[[CitedWork, Language], str]] = {"json": csl_json, "ris": ris, "bib": bibtex}
"""How each form of a citation (`routes.CITATIONS`) is written."""
