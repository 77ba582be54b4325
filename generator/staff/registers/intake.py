"""Takes a filled form into the registers: its kind, place, field and model, and nothing of who sent it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.archive.archive import Archive
from generator.config.i18n import DEFAULT, language
from generator.core.atomic_change import apply_files
from generator.core.problem import UsageError
from generator.core.text import fold
from generator.publish.handouts.copying import ASKED as COPYING
from generator.source.yaml_source import Limits, Source, Tree, read_source
from generator.staff.form_answers import read_answers
from generator.staff.registers.entries import register_files
from generator.staff.suggestion import read_suggestion
from generator.staff.tree_edit import EditRefused, edit_tree

LIMITS = Limits(size=2**24, events=10**7)

_YES = frozenset({"co", "dong y", "co dong y", "duoc", "cho phep", "x", "co x"})
"""The whole of an answer that gives leave; whatever says more is no plain yes."""
_NO = frozenset({"", "khong", "khong dong y", "chua"})


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of a form: the number it got, the register, its kind, and answers that no entry holds."""

    number: str
    file: str
    kind: str
    left_out: tuple[str, ...]


def take_in(folder: Path, archive: Archive, form: Path, today: date) -> IntakeResult:
    """Add an entry for a form of suggestion or of copying; UsageError if it is neither, or names an unknown model."""
    words = language(DEFAULT)
    answers, _ = read_answers(form, words, "copying", COPYING)
    if "model" in answers:
        model = re.sub(r"\s", "", answers.get("model", "")).rsplit("/mo-hinh/", 1)[-1].strip("/")
        if model not in archive.models:
            raise UsageError("request-model", id=model)
        parts = {"kind": "lam-theo", "model": model}
        said = " ".join(re.sub(r"[^\w]+", " ", fold(answers.get("leave", ""))).split())
        if said in _YES and answers.get("unit"):
            parts |= {"unit": _line(answers["unit"]), "leave": "true"}
        left = [words.translate(f"site.copying.asked.{key}.label") for key in answers if key not in {"model", "leave"}]
        if said not in _YES | _NO:
            left.insert(0, words.translate("command.requests.leave_unclear", answer=_line(answers["leave"])))
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
    folder.mkdir(parents=True, exist_ok=True)
    number = _next_number(folder, today.year)
    entry: dict[str, Tree] = {"id": number, **parts, "received": today.isoformat()}
    apply_files(folder, {name: _with_entry(folder / name, entry)}, {})
    return IntakeResult(number, name, parts["kind"], tuple(left))


def _with_entry(file: Path, entry: dict[str, Tree]) -> bytes:
    """Return a register with one entry more, every other byte as it was; UsageError if it is none."""
    content = file.read_bytes() if file.is_file() else b""
    if not re.search(rb"^[^#\s]", content, re.MULTILINE):  # nothing in it but comments
        seed = content.rstrip() + b"\n" if content.strip() else b""
        return edit_tree(file.name, seed + b"items:\n  - {id: x}\n", {"items": [entry]})
    source = read_source(file.name, content, LIMITS)
    items = source.data.get("items") if isinstance(source, Source) else None
    if not isinstance(source, Source) or not isinstance(items, list | None):
        raise UsageError("register-unreadable", path=file.name)
    if not items:
        content = re.sub(rb"^items:[^\r\n]*", b"items:\n  - {id: x}", content, count=1, flags=re.MULTILINE)
        items = []
    try:
        return edit_tree(file.name, content, {**source.data, "items": [*items, entry]})
    except EditRefused:
        raise UsageError("register-unreadable", path=file.name) from None


def _next_number(folder: Path, year: int) -> str:
    """Return the first number no register of the folder has given yet."""
    texts = [file.read_bytes().decode("utf-8", "replace") for file in register_files(folder)]
    taken = [int(found) for text in texts for found in re.findall(rf"\bid: *[\"']?{year}-(\d+)", text)]
    return f"{year}-{max(taken, default=0) + 1:03d}"


def _line(text: str) -> str:
    return " ".join(text.split())
