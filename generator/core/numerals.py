"""Numbers, days and units as a Vietnamese speaker reads them aloud."""

import re
from collections.abc import Mapping

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9


def in_words(number: int) -> str:
    """Return a whole number from 0 up in words: 2025 is 'hai nghìn không trăm hai mươi lăm'."""
    if number == 0:
        return _DIGITS[0]
    billions, number = divmod(number, _BILLION)
    said = [f"{in_words(billions)} tỷ"] if billions else []
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            is_first = not billions and place == len(groups) - 1
            said.append(f"{_hundreds(groups[place], is_first=is_first)} {_GROUPS[place]}".strip())
    return " ".join(said)


def _hundreds(number: int, *, is_first: bool) -> str:
    """Return a number below 1000; after a higher group its empty hundreds are said: 'không trăm linh năm'."""
    hundreds, rest = divmod(number, 100)
    said = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    elif tens:
        said.append("mười")
    elif ones and said:
        said.append("linh")
    if ones == 1 and tens > 1:
        said.append("mốt")
    elif ones == 5 and tens:
        said.append("lăm")
    elif ones:
        said.append(_DIGITS[ones])
    return " ".join(said)


_UNITS: Mapping[str, str] = {
    "%": "phần trăm",
    "km": "ki lô mét",
    "km2": "ki lô mét vuông",
    "km²": "ki lô mét vuông",
    "m": "mét",
    "m2": "mét vuông",
    "m²": "mét vuông",
    "m3": "mét khối",
    "m³": "mét khối",
    "cm": "xăng ti mét",
    "ha": "héc ta",
    "kg": "ki lô gam",
    "g": "gam",
    "ml": "mi li lít",
    "kwh": "ki lô oát giờ",
    "đ": "đồng",
}
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_DAY = re.compile(r"(?<![\d/.])(?:(ngày|đêm|sáng|trưa|chiều|tối)\s+)?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])", re.I)
_POINT = re.compile(r"(?<![\d.])(\d+)\.(\d{1,2})(?![\d.])")
"""A version, as in «chợ 4.0»: thousands are apart by threes."""
_PLUS = re.compile(r"(\d+)\s?\+\s?(\d+)")
_OUT_OF = re.compile(r"(\d+)\s?/\s?(\d+)")
_MONTH = re.compile(r"(?<![\d/.])(?:(tháng)\s+)?(\d{1,2})/(\d{4})(?![\d/])", re.IGNORECASE)
_LONE_DAY = re.compile(r"(?<!\w)(ngày|mùng)\s+0?(\d{1,2})(?![\d/.,]|\s+(?:ngày|đêm))", re.IGNORECASE)
_RANGE = re.compile(rf"({_NUMBER})\s*[-–]\s*({_NUMBER})")
_WRITTEN_UNITS = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT = re.compile(rf"(?<![\d/])-?({_NUMBER})(?:\s?({_WRITTEN_UNITS})(?![\w²³]))?")


def read_aloud(text: str) -> str:
    """Return a text in which numbers, days, ranges and units stand as they are said; all else stays."""
    text = _DAY.sub(_day, text)
    text = _MONTH.sub(lambda m: f"tháng {in_words(int(m[2]))} năm {in_words(int(m[3]))}", text)
    text = _LONE_DAY.sub(lambda m: f"{m[1]} {_day_of_month(int(m[2]))}", text)
    text = _POINT.sub(r"\1 chấm \2", text)
    text = _PLUS.sub(r"\1 cộng \2", text)
    text = _OUT_OF.sub(r"\1 trên \2", text)
    text = _RANGE.sub(lambda m: f"{m[1]} đến {m[2]}", text)
    return _AMOUNT.sub(_amount, text)


def _day(found: re.Match[str]) -> str:
    """Return a day in words; what may as well be a part of a whole, '2/3', is a day only where words say so."""
    before, day, month = found[1], int(found[2]), int(found[3])
    is_day = 0 < day <= 31 and 0 < month <= 12 and (before or found[4] or day > month)
    if not is_day:
        return found[0]
    told = before if before and before.lower() == "ngày" else f"{before} ngày" if before else "ngày"
    said = f"{told} {_day_of_month(day)} tháng {'tư' if month == 4 else in_words(month)}"
    return f"{said} năm {in_words(int(found[4]))}" if found[4] else said


def _day_of_month(day: int) -> str:
    return f"mùng {in_words(day)}" if 0 < day <= 10 else in_words(day)


def _amount(found: re.Match[str]) -> str:
    whole, _, fraction = found[1].replace(".", "").partition(",")
    said = _digit_by_digit(whole) if len(whole) > 1 and whole[0] == "0" else in_words(int(whole))
    if fraction:
        said += f" phẩy {_digit_by_digit(fraction) if fraction[0] == '0' else in_words(int(fraction))}"
    if found[2]:
        said += f" {_UNITS[found[2].lower()]}"
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return f"{' ' if before.isalnum() else ''}{said}{' ' if after.isalpha() else ''}"


def _digit_by_digit(digits: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in digits)
