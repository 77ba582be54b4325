"""What somebody wrote on the form of suggestion, as the beginning of a story."""

import re
from collections.abc import Mapping
from pathlib import Path

from generator.config.i18n import Language
from generator.core.problem import UsageError
from generator.core.text import fold
from generator.publish.handouts.suggestion import ASKED, SENDER
from generator.staff.form_answers import plain, read_answers
from generator.staff.new_record import template

_INTO_FIELDS = {"name": "name", "role": "role", "unit": "unit_as_printed", "when": "act_as_printed"}
"""Which answers are fields as they stand."""
_KEPT_BESIDE = ("kind", "results", "awards", "told", "agreed")
"""Answers that become fields only when somebody has looked at them; until then they stand as comments."""


def read_suggestion(path: Path, words: Language) -> tuple[dict[str, str], list[str]]:
    """Return the answers of a filled form by what was asked, and what else it says; UsageError if the file is none.

    The lines of an answer are kept. It is read in a process of its own, under limits, as every foreign file is.
    """
    found, others = read_answers(path, words, "suggest", (*ASKED, *SENDER))
    texts = (words.translate(f"site.suggest.{key}") for key in ("form_text", "form", "about", "office"))
    printed = tuple(plain(text.partition("{")[0]) for text in texts)
    unread = [
        " ".join(" ".join(row).split())
        for row in others
        if any(cell.strip() for cell in row) and not plain(row[0].split("\n")[0]).startswith(printed)
    ]
    if "name" not in found or "deeds" not in found:
        raise UsageError("suggestion-unknown", path=path.name)
    return found, unread


def story_of(answers: Mapping[str, str], words: Language) -> str:
    """Return the text of a story begun from a suggestion; what is no field yet stands beside it, line by line.

    Who suggested it, and how to reach them, is left to the office's own file.
    """
    given = {field: _line(answers[key]) for key, field in _INTO_FIELDS.items() if key in answers}
    given["kind"] = _kind(answers.get("kind", ""))
    text = template("story", words, given)
    text = re.sub(r"^deeds:$", lambda _: "deeds: |-\n" + _indented(answers["deeds"]), text, flags=re.MULTILINE)
    if place := answers.get("place"):
        quoted = _line(place).replace("\\", "\\\\").replace('"', '\\"')
        text = re.sub(
            r"^(    )as_printed:$", lambda m: f'{m[1]}as_printed: "{quoted}"', text, count=1, flags=re.MULTILINE
        )
    beside = [f"# {words.translate('command.new.beside')}"]
    for key in _KEPT_BESIDE:
        if key in answers:
            beside.append(f"# {words.translate(f'site.suggest.asked.{key}.label')}:")
            beside += [f"#   {line}" for line in answers[key].split("\n")]
    return text + ("\n".join(beside) + "\n" if len(beside) > 1 else "")


def _kind(answer: str) -> str:
    plain = fold(answer)
    return "household" if "ho gia dinh" in plain else "collective" if "tap the" in plain else "individual"


def _line(answer: str) -> str:
    return " ".join(answer.split())


def _indented(answer: str) -> str:
    return "\n\n".join(f"  {line}" for line in answer.split("\n"))
