"""Numbers as people write them where a record wants the number alone: of a decision, and of how many."""

import re
from dataclasses import dataclass

from generator.core.dates import likely_date, parse_date
from generator.rules.numbering import LAW, PARTY, STATE

_DAY = re.compile(r"[,;(]?\s*(?:ký\s+|ban hành\s+)?(ngày\s+.+?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\)?\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:(?:quyết định|văn bản|chỉ thị|kế hoạch|nghị quyết)\s+)?số\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RightNumber:
    """The number of a decision, and the day that was written behind it, "" if none was."""

    number: str
    day: str
    is_sure: bool


def right_number(written: str) -> RightNumber | None:
    """Return the number meant by «Số 123 /QĐ - UBND ngày 05/8/2022»; None if what is left is none.

    Capitals and a missing slash are for somebody to look at (CONTRIBUTING/domain.md#numbers).
    """
    rest, day = written.strip(), ""
    if found := _DAY.search(rest):
        bare = found[1].strip()
        read = parse_date(re.sub(r"^ngày\s+", "", bare, flags=re.IGNORECASE))
        day = (read.short if read else likely_date(bare)) or ""
        rest = rest[: found.start()].strip() if day else rest
    rest = _BEFORE.sub("", rest).strip(" .,;")
    tight = re.sub(r"\s*([/-])\s*", r"\1", re.sub(r"[–—]", "-", rest))
    if _is_number(tight):
        return RightNumber(tight, day, is_sure=True)
    upper = re.sub(r"\s+", "", tight).upper().replace("/QD-", "/QĐ-")
    if _is_number(upper):
        return RightNumber(upper, day, is_sure=False)
    return None


def _is_number(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (STATE, LAW, PARTY))


def whole_number(written: str) -> tuple[str, bool] | None:
    """Return the whole number in a text, and whether nothing but it stood there; None if there is not one alone."""
    text = re.sub(r"(?<=\d)[.\s](?=\d{3}(?:\D|$))", "", written.strip())
    found = re.fullmatch(r"0*([1-9]\d{0,3})(?:\s+\D+)?", text)
    return (found[1], text.isdigit()) if found else None
