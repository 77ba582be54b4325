"""An edition: some pages of the site and the translated records, told in another language under `/<code>/`.

Its words are the section `edition` of the language's file; `editions` in mkdocs.yml says which there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from generator.config.i18n import Language, language
from generator.config.settings import Settings
from generator.core.dates import PartialDate
from generator.core.text import grouped
from generator.publish.routes import EDITION_PAGES, edition_route, page_route, relative_url, translation_route
from generator.records.base import Record
from generator.records.shared import Exemplar

Alternate = tuple[str, str]
"""The same page in a language: its code, and the address."""


@dataclass(frozen=True)
class Edition:
    """The words and notations of one edition."""

    fingerprint_ignored: ClassVar[bool] = True

    words: Language

    @classmethod
    def of(cls, code: str) -> "Edition":
        """Return the edition in a language."""
        return cls(language(code))

    @property
    def code(self) -> str:
        """Its language."""
        return self.words.code

    def say(self, key: str, **values: object) -> str:
        """Return the edition's words for a key."""
        return self.words.translate(f"edition.{key}", **values)

    def lookup(self, key: str) -> Any:
        """Return what the edition has under a key: words, or a list or mapping of them."""
        return self.words.lookup(f"edition.{key}")

    def date(self, when: PartialDate) -> str:
        """Return a date as far as it is known: '21 November 2025'."""
        month = self.lookup("months")[when.month - 1] if when.month else ""
        form = "day" if when.day else "month" if when.month else "year"
        return self.say(f"date.{form}", day=when.day, month=month, year=when.year)

    def number(self, value: Decimal | int) -> str:
        """Return a number in the edition's notation: '33,829.5'."""
        whole, _, fraction = str(value).partition(".")
        grouping = grouped(int(whole)).replace(".", self.say("number.group"))
        return f"{grouping}{self.say('number.point')}{fraction}" if fraction else grouping

    def translated(self, record: Record) -> Any:
        """Return what a record says in the edition's language; None if nothing."""
        return translation_of(record, self.code)

    def name(self, record: Any) -> str:
        """Return the name of a term in the edition's language; "" where nobody gave one."""
        found = self.translated(record)
        return found.name if found else ""


def translation_of(record: Any, code: str) -> Any:
    """Return what a record says in a language; None if nothing."""
    return next((each for each in getattr(record, "translations", ()) if each.language == code), None)


def alternates_of(settings: Settings, address: str, record: object = None) -> tuple[Alternate, ...]:
    """Return a page of the site in every language it is told in, the site's own first; () where it has but one."""
    others = [
        (code, translation_route(code, record))
        for code in settings.editions
        if isinstance(record, Exemplar) and address == page_route(record) and translation_of(record, code)
    ]
    page = next((name for name, (_, own) in EDITION_PAGES.items() if own == address), None)
    if page is not None:
        others += [(code, edition_route(code, page)) for code in settings.editions]
    return ((settings.language, address), *others) if others else ()


def links_of(settings: Settings, alternates: Sequence[Alternate], here: str) -> list[list[str]]:
    """Return code, way and words, in that language, of the links from a page to itself in other languages."""
    return [
        [code, relative_url(here, address), language(code).translate(_link_words(settings, code))]
        for code, address in alternates
        if address != here
    ]


def _link_words(settings: Settings, code: str) -> str:
    return "site.shell.original" if code == settings.language else "edition.read"
