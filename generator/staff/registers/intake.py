"""Takes a filled form into the registers: its kind, place, field and model, and nothing of who sent it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.archive.archive import Archive
from generator.config.i18n import DEFAULT, language
from generator.core.atomic_change import apply_files
from generator.core.problem import UsageError
from generator.core.text import fold
from generator.publish.handouts.copying import ASKED as COPYING
from generator.staff.list_import.readers import read_tables
from generator.staff.suggestion import read_suggestion

_YES = re.compile(r"(?:co|dong y|duoc|x)\b.*")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a form: the number it got, the register, its kind, and answers that no entry holds."""

    number: str
    file: str
    kind: str
    left_out: tuple[str, ...]


def take_in(folder: Path, archive: Archive, form: Path, today: date) -> TakenIn:
    """Add an entry for a form of suggestion or of copying; UsageError if it is neither, or names an unknown model."""
    words = language(DEFAULT)
    answers = _copying(form, words.translate)
    if answers is not None:
        model = re.sub(r"\s", "", answers.get("model", "")).rsplit("/mo-hinh/", 1)[-1].strip("/")
        if model not in archive.models:
            raise UsageError("request-model", id=model)
        parts = {"kind": "lam-theo", "model": model}
        if _YES.match(fold(answers.get("leave", ""))) and answers.get("unit"):
            parts |= {"unit": f'"{_line(answers["unit"])}"', "leave": "true"}
        left = [words.translate(f"site.copying.asked.{key}.label") for key in answers if key not in {"model", "leave"}]
        if "unit" in parts:
            left = [each for each in left if each != words.translate("site.copying.asked.unit.label")]
    else:
        suggested, _ = read_suggestion(form, words)
        parts = {"kind": "gioi-thieu"}
        places = archive.localities_by_name.get(fold(suggested.get("place", "")), ())
        current = [each for each in places if archive.localities[each].valid_to is None]
        if len(current) == 1:
            parts["locality"] = current[0]
        left = [words.translate(f"site.suggest.asked.{key}.label") for key in suggested if key != "place"]
    name = f"so-{today.year}.yml"
    file = folder / name
    text = file.read_text("utf-8") if file.is_file() else "items:\n"
    number = _next_number(text, today.year)
    entry = ", ".join(
        f"{key}: {value}" for key, value in {"id": number, **parts, "received": today.isoformat()}.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    apply_files(folder, {name: f"{text.rstrip()}\n  - {{{entry}}}\n".encode()}, {})
    return TakenIn(number, name, parts["kind"], tuple(left))


def _next_number(text: str, year: int) -> str:
    taken = [int(found) for found in re.findall(rf"\bid: *[\"']?{year}-(\d+)", text)]
    return f"{year}-{max(taken, default=0) + 1:03d}"


def _copying(form: Path, translate: Callable[[str], str]) -> Mapping[str, str] | None:
    """Return the answers of a form of copying; None if the file is another."""
    labels = {fold(translate(f"site.copying.asked.{key}.label")): key for key in COPYING}
    found: dict[str, str] = {}
    for sheet in read_tables(form):
        for row in sheet.rows:
            label = fold(row[0].split("\n")[0]).strip(" :.") if row else ""
            answer = "\n".join(cell.strip() for cell in row[1:] if cell.strip())
            if label in labels and answer:
                found[labels[label]] = answer
    return found if "model" in found else None


def _line(text: str) -> str:
    return " ".join(text.split()).replace("\\", "").replace('"', "”")
