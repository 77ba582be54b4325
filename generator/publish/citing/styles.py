"""Citations as text: the form of the Vietnamese press, APA 7, Chicago 17 author-date, and plain lines."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.config.i18n import Language
from generator.publish.spec import CitedWork


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: the style's key under `site.cite.style`, and the text to copy."""

    style: str
    text: str


def citations(work: CitedWork, words: Language) -> list[Citation]:
    """Return a work's citation in every style."""
    return [Citation(style, write(work, words)) for style, write in _STYLES.items()]


def _press(work: CitedWork, words: Language) -> str:
    """“Bài” (Trang, đăng ngày …, cập nhật ngày …). Quyết định số … Địa chỉ: …; of a document: what it is itself."""
    if work.is_reproduced:
        cited = f"{official_in_words(work, words)}: {_ended(work.title)}"
        return " ".join([cited, _reproduced(work, words), words.translate("site.cite.at", url=work.url)])
    return " ".join(
        [
            words.translate("site.cite.press", title=work.title, site=work.site, days=days_in_words(work, words)),
            *(f"{line}." for line in rulings_in_words(work, words)),
            words.translate("site.cite.at", url=work.url),
        ]
    )


def _year(work: CitedWork, words: Language) -> str:
    return str(work.issued.year) if work.issued else words.translate("site.cite.no_year")


def _numbered(work: CitedWork, words: Language) -> str:
    return words.translate("site.cite.number", number=work.number) if work.number else ""


def _version(work: CitedWork, words: Language) -> str:
    return words.translate("site.cite.version", version=work.version) if work.version and not work.is_reproduced else ""


def _apa(work: CitedWork, words: Language) -> str:
    """As the style `apa` (7th edition) renders our CSL-JSON for a report."""
    inside = "; ".join(part for part in (_numbered(work, words), _version(work, words)) if part)
    title = f"{work.title} ({inside})" if inside else work.title
    site = f"{work.site}. " if work.site != work.author else ""
    return f"{_ended(work.author)} ({_year(work, words)}). {title} [{work.genre}]. {site}{work.url}"


def _chicago(work: CitedWork, words: Language) -> str:
    """As the style `chicago-author-date` (17th edition) renders our CSL-JSON for a report."""
    kind = ". ".join(part for part in (work.genre, _numbered(work, words), _version(work, words)) if part)
    return f"{_ended(work.author)} {_year(work, words)}. {_ended(work.title)} {kind}. {work.site}. {work.url}."


def _plain(work: CitedWork, words: Language) -> str:
    days = days_in_words(work, words)
    if work.is_reproduced:
        lines = [official_in_words(work, words), work.title, _reproduced(work, words)]
        return "\n".join([*lines, work.url])
    lines = [work.title, f"{work.author}, {work.site}", days[0].upper() + days[1:], *rulings_in_words(work, words)]
    if work.version:
        lines.append(words.translate("site.cite.version", version=work.version))
    return "\n".join([*lines, work.url])


def official_in_words(work: CitedWork, words: Language) -> str:
    """Return a document by form, number, day and issuer: 'Chỉ thị số 05/CT-UBND ngày 05/8/2021 của …'."""
    parts = [work.genre, _numbered(work, words)]
    parts.append(words.translate("site.cite.dated", day=work.issued.short) if work.issued else "")
    parts.append(words.translate("site.cite.issued_by", issuer=work.author))
    return " ".join(part for part in parts if part)


def _reproduced(work: CitedWork, words: Language) -> str:
    return words.translate("site.cite.reproduced", site=work.site, days=days_in_words(work, words))


_STYLES: dict[str, Callable[[CitedWork, Language], str]] = {
    "press": _press,
    "apa": _apa,
    "chicago": _chicago,
    "plain": _plain,
}


def _ended(text: str) -> str:
    """Return text that ends a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def days_in_words(work: CitedWork, words: Language) -> str:
    """Return when a page was published and updated: 'đăng ngày 03/12/2025, cập nhật ngày 05/12/2025'."""
    published = words.translate("site.cite.published", day=work.published.short)
    if work.updated is None:
        return published
    return f"{published}, {words.translate('site.cite.updated', day=work.updated.short)}"


def rulings_in_words(work: CitedWork, words: Language) -> list[str]:
    """Return each decision by number and date; what is not known is not said."""
    return [
        words.translate("site.cite.ruling_of", number=ruling.number, day=ruling.date.short)
        if ruling.date
        else words.translate("site.cite.ruling", number=ruling.number)
        for ruling in work.rulings
    ]
