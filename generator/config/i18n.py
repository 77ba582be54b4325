"""Every word a person reads: one YAML file a language, asked for by dotted key.

`languages/vi.yml` holds all of it. Another language holds the sections `problem` and `command`, which is what
`--lang` shows, or `edition`, the words of an edition of the site, or both. A missing key is an error, never an
empty space.
"""

import errno
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import yaml

from generator.core.parsed_file import parsed
from generator.core.problem import Problem, UsageError, WorkerError
from generator.core.store import as_system_error
from generator.core.text import fold

DEFAULT = "vi"
_FOLDER = Path(__file__).parent / "languages"


def _place_of(fault: BaseException) -> str:
    """Return what a fault of the system is about: of two files the one to be made, unless the other is not there."""
    named, made = (getattr(fault, name, None) for name in ("filename", "filename2"))
    return str((named if isinstance(fault, FileNotFoundError) else made or named) or "…")


@dataclass(frozen=True)
class Language:
    """The words of one language."""

    code: str
    messages: Mapping[str, Any]

    def lookup(self, key: str) -> Any:
        """Return what stands at a dotted key: a sentence, or a mapping of them."""
        if key in self._requested:
            return self._requested[key]
        found: Any = self.messages
        for step in key.split("."):
            if not isinstance(found, Mapping) or step not in found:
                raise UsageError("no-words", language=self.code, words=key)
            found = found[step]
        self._requested[key] = found
        return found

    @cached_property
    def _requested(self) -> dict[str, Any]:
        """What was asked for before: a page asks for a hundred sentences."""
        return {}

    def reason(self, fault: BaseException) -> str:
        """Return why something could not be done: in words where there are some for the machine's error."""
        if isinstance(fault, sqlite3.Error):
            fault = as_system_error(fault)
        if isinstance(fault, WorkerError):
            return self.translate("machine.worker_killed" if fault.is_killed else "machine.worker_crashed")
        name = errno.errorcode.get(fault.errno or 0, "") if isinstance(fault, OSError) else ""
        if not name:
            return str(fault) or type(fault).__name__
        path = _place_of(fault)
        key = name if name in self.lookup("machine") else "other"
        return self.translate(f"machine.{key}", path=path, name=name)

    def translate(self, key: str, **values: object) -> str:
        """Return the sentence at a dotted key with its {values} filled in."""
        sentence = self._requested.get(key)  # nearly always asked for before
        if type(sentence) is not str:
            sentence = self.lookup(key)
            if not isinstance(sentence, str):
                raise UsageError("no-words", language=self.code, words=key)
        return sentence.format_map(values) if values else sentence

    def format_problem(self, problem: Problem) -> str:
        """Return a problem as `file:line: field: message — hint`."""
        message, hint = self.message_and_hint(problem)
        field = f"{problem.field}: " if problem.field else ""
        tail = f" — {hint}" if hint else ""
        return f"{problem.path}:{problem.line}: {field}{message}{tail}"

    def message_and_hint(self, problem: Problem) -> tuple[str, str]:
        """Return what is wrong, and what to write instead."""
        words = self.lookup(f"problem.{problem.code}")
        values = dict(problem.values)
        if problem.code == "record.not-allowed":
            allowed = values["allowed"].split(", ")
            values["suggestion"] = self.meant_choice(values["value"], allowed) or values["suggestion"]
            values["allowed"] = ", ".join(map(self._choice_text, allowed))
        elif problem.code == "record.unknown-field" and not values["suggestion"]:
            values["suggestion"] = self.meant_field(values["field"], values["known"].split(", "))[0]
        hint = words.get("for", {}).get(problem.field.rpartition(".")[2]) or words.get("hint", "")
        if values.get("suggestion"):
            hint = words.get("suggest", hint)
        return words["message"].format_map(values), hint.format_map(values)

    def meant_choice(self, typed: str, allowed: Sequence[str]) -> str:
        """Return which of the values of a list of choices a text in this language is; "" if it is none of them."""
        meanings, wanted = self.messages.get("choice", {}), fold(typed)
        return next((each for each in allowed if wanted in {each, fold(meanings.get(each, each))}), "")

    def _choice_text(self, value: str) -> str:
        meaning = self.messages.get("choice", {}).get(value, value)
        return f"{value} ({meaning})" if meaning != value else value

    def meant_field(self, typed: str, known: Sequence[str]) -> tuple[str, bool]:
        """Return which of some fields a text in this language names, "" if none, and whether it is the whole name."""
        words = fold(re.sub(r"[_-]+", " ", typed))
        labels = {name: fold(label) for name, label in self.messages.get("field", {}).items() if name in known}
        if whole := [name for name in known if words in {labels.get(name), fold(name.replace("_", " "))}]:
            return whole[0], len(whole) == 1
        starts = [name for name in known if len(words) > 2 and labels.get(name, "").startswith(words)]
        near = [n for n in known if n in labels and set(words.split()) <= set(labels[n].replace(",", " ").split())]
        return (starts or near or [""])[0], False

    def field_label(self, name: str, part: str = "") -> str:
        """Return what a field is for; in a part of a record the same name may mean something else."""
        special = self.messages.get("field_of", {}).get(part, {})
        return str(special[name]) if name in special else self.translate(f"field.{name}")

    def field_example(self, name: str, part: str = "") -> str:
        """Return what may stand in a field, for somebody who has never filled it; "" for what explains itself."""
        return str(
            self.messages.get("example_of", {}).get(part, {}).get(name) or self.messages["example"].get(name, "")
        )

    def choice_label(self, value: str, part: str = "") -> str:
        """Return what a value of a list of choices means; in a part of a record it may mean something else."""
        special = self.messages.get("choice_of", {}).get(part, {})
        return str(special[value]) if value in special else self.translate(f"choice.{value}")


@cache
def languages(section: str) -> tuple[str, ...]:
    """Return the codes of the languages whose file has a section: 'command', 'edition'."""
    has_it = re.compile(rf"^{section}:", re.MULTILINE)
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yml") if has_it.search(file.read_text("utf-8"))))


@cache
def language(code: str = DEFAULT) -> Language:
    """Return the words of a language; UsageError if there is no such file."""
    path = _FOLDER / f"{code}.yml"
    if not path.is_file():
        raise UsageError("no-language", language=code)
    return Language(code, parsed(path, partial(yaml.load, Loader=yaml.CBaseLoader)))
