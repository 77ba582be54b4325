"""What a report of achievements says: who, which unit, what was done; candidates for figures and awards; the rest.

The forms are those annexed to the decree on emulation and commendation: I who it is about, II what was achieved, III
what was received before; each office has its own words for the headings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.core.dates import parse_date
from generator.core.problem import UsageError
from generator.core.sandbox import run_sandboxed
from generator.core.text import fold

_DECODER = "generator.staff.achievement.decoding"
_SECONDS = 90
_MOST_BYTES = 60 * 2**20
_SECTION = re.compile(r"(?P<number>I{1,3}|IV|V|[1-5A-D])\s*[.)/:–-]?\s+(?P<head>\S.*)")
_LABELLED = re.compile(r"(?:[-–+•*]\s*|\d+[.)]\s*)?(?P<label>[^:]{2,90}?)\s*:\s*(?P<value>.*)", re.DOTALL)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_FIELDS: Mapping[str, str] = {
    "ho ten": "name",
    "ho va ten": "name",
    "ten tap the": "name",
    "ten don vi": "name",
    "ten tap the de nghi": "name",
    "ten don vi de nghi": "name",
    "ten ca nhan de nghi": "name",
    "ten ho gia dinh": "name",
    "chuc vu": "role",
    "chuc vu chuc danh": "role",
    "nghe nghiep": "role",
    "don vi cong tac": "unit",
    "noi cong tac": "unit",
    "co quan don vi cong tac": "unit",
}
_PRIVATE = re.compile(
    r"\bsinh (?:ngay|nam)\b|(?:ngay|nam)[a-z, ]{0,20} sinh\b|noi sinh|gioi tinh|que quan|nguyen quan|tru quan|"
    r"noi o\b|cho o\b|thuong tru|tam tru|ho khau|dia chi|dan toc|ton giao|dien thoai|\b(?:sdt|so dt)\b|\be-?mail\b|"
    r"thu dien tu|\b(?:cccd|cmnd)\b|can cuoc|so dinh danh|tai khoan|ngay vao (?:dang|doan)|ngay chinh thuc"
)
"""What the heading of a report says of private matters, in folded words."""
_STRICTLY_PRIVATE = re.compile(
    r"\bsinh (?:ngay|nam)\b|\b(?:cccd|cmnd|sdt)\b|can cuoc cong dan|so dinh danh|so tai khoan|dien thoai|\be-?mail\b|"
    r"(?<![\d.,])0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?![\d.,]\d)|(?<![\d.,])(?:\d{12}|\d{9})(?![\d.,]\d)"
)
"""What no sentence of a record may hold, wherever it stands."""
_PRIVATE_WORDS = re.compile(
    r"[\s,(]{0,5}\b(?:sinh (?:ngày|năm)|giới tính|năm sinh|ngày sinh|điện thoại|sđt|địa chỉ|quê quán|trú quán|nơi ở|"
    r"thường trú|cccd|cmnd|số căn cước)",
    re.IGNORECASE,
)
_NOT_RECEIVED = re.compile(r"\bde nghi\b|de xuat|dang trinh|trinh xet|chua duoc|chua co|phan dau|dang ky|ho so")
_AWARD = re.compile(
    r"huân chương|hu[yi] chương|bằng khen|giấy khen|cờ thi đua|chiến sĩ thi đua|lao động tiên tiến|tập thể lao động|"
    r"k[ỷy] niệm chương|danh hiệu|(?-i:\b(?:CSTĐ|LĐTT|TTLĐ(?:TT|XS)|HCLĐ|BK|GK|KNC)(?:TQ|CS)?\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(\d{1,6}[A-Z]?(?:/\d{4})?/[A-ZĐƯ][A-ZĐƯa-z]{0,6}(?:-[A-ZĐƯ&]{1,12})+)")
_DAY = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE
)
_GIVERS = "Chủ tịch|UBND|Ủy ban|Thủ tướng|Chính phủ|Bộ|Ban|Sở|Liên đoàn|Hội|Đảng"
_ISSUER = re.compile(rf"của\s+(?P<issuer>(?:{_GIVERS})[^,;.()]*)")
_FIGURE = re.compile(
    r"(?<![\d.,/])(?P<value>(?:(?:gần|hơn|trên|khoảng|dưới) )?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?))\s*"
    r"(?P<unit>%|(?:triệu|tỷ|nghìn|ngàn)? ?đồng|đ|"
    r"ha|héc ta|km|mét|m2|m²|tấn|kg|hộ|người|lượt người|lượt|em|học sinh|đoàn viên|hội viên|căn nhà|căn|suất|phần quà|"
    r"đơn vị máu|ngày công|công trình|mô hình|cây|ca)(?!\w)(?P<each>/(?:năm|tháng|ngày|ha|người|hộ|vụ)\b)?"
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-ZĐÀ-Ỹ0-9-])")
_HEADS = (
    ("who", r"so luoc|dac diem,? tinh hinh|ly lich|tom tat ly lich"),
    ("before", r"(?:cac )?(?:hinh thuc|danh hieu|thanh tich)[a-z ,]*(?:da duoc )?khen|da duoc khen|khen thuong da"),
    ("done", r"(?:noi dung |tom tat |bao cao )?thanh tich|ket qua dat duoc|ket qua cong tac"),
)
_CAPTION = re.compile(r"(?:ảnh|hình)\b", re.IGNORECASE)
_MOST_FIGURES = 20


@dataclass(frozen=True, slots=True)
class ReportedAward:
    """An award the report names: as it says so, and what was recognised of it."""

    as_printed: str
    number: str = ""
    date: str = ""
    issuer: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A number with its unit, and the sentence it stands in."""

    sentence: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ReportedPicture:
    """A picture and the line that explains it."""

    name: str
    content: bytes
    caption: str


@dataclass
class AchievementReport:
    """Everything a report says. `private` must not be copied into a record; `rest` is text for a person to sort."""

    title: str = ""
    proposed: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    who: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    awards: list[ReportedAward] = field(default_factory=list)
    figures: list[ReportedFigure] = field(default_factory=list)
    pictures: list[ReportedPicture] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    changed: int = 0

    @property
    def kind(self) -> str:
        """Whom it is about, as far as it says so."""
        told = fold(" ".join((self.title, self.fields.get("label", ""))))
        return (
            "household"
            if "ho gia dinh" in told
            else "collective"
            if "tap the" in told or "don vi" in told
            else "individual"
        )


def read_report(path: Path) -> AchievementReport:
    """Return what a report says; UsageError if it is no Word document, damaged, or no report of achievements."""
    if path.suffix.lower() != ".docx":
        raise UsageError("report-kind", path=path.name)
    if path.stat().st_size > _MOST_BYTES:
        raise UsageError("list-too-large", path=path.name, limit=_MOST_BYTES // 2**20)
    came = run_sandboxed(_DECODER, {}, path.read_bytes(), _SECONDS)
    if came.answer is None:
        raise UsageError("list-too-much-work" if came.hit_limit else "list-damaged", path=path.name)
    if "refused" in came.answer:
        raise UsageError(f"list-{came.answer['refused']}", path=path.name)
    made = interpret_report(came.answer["blocks"], list(_pictures(came.answer["pictures"], came.data)))
    made.changed = came.answer["changed"]
    if "name" not in made.fields and not made.done:
        raise UsageError("report-unknown", path=path.name)
    return made


def _pictures(told: Sequence[Mapping[str, Any]], data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for each in told:
        yield str(each["name"]), data[at : at + each["size"]]
        at += each["size"]


def interpret_report(blocks: Sequence[Mapping[str, Any]], pictures: Sequence[tuple[str, bytes]]) -> AchievementReport:
    """Return what the lines, rows and pictures of a report say; each line of it is somewhere in the answer."""
    made, section = AchievementReport(), "head"
    for number, block in enumerate(blocks):
        if "picture" in block:
            name, content = pictures[block["picture"]]
            made.pictures.append(ReportedPicture(name, content, _caption(blocks, number)))
        elif "cells" in block:
            _row(made, section, block["cells"])
        elif (found := _section(block["text"], section)) != section:
            section = found
            made.rest.append(block["text"])
        else:
            _line(made, section, block["text"])
    for line in made.done:
        made.figures += list(_figures(line))
    del made.figures[_MOST_FIGURES:]
    return made


def _caption(blocks: Sequence[Mapping[str, Any]], at: int) -> str:
    """Return the line under a picture, or over it, that begins as a caption does."""
    for near in (at + 1, at - 1):
        text = str(blocks[near].get("text", "")) if 0 <= near < len(blocks) else ""
        if _CAPTION.match(text):
            return text
    return ""


def _section(text: str, now: str) -> str:
    """Return the part of the report that a heading begins; that which it stands in if the line is none.

    A Roman heading nobody knows ends the part before it; others are believed only for words that are known.
    """
    found = _SECTION.fullmatch(text.strip())
    head = fold(found["head"] if found else text.strip())
    if len(text) > 140 or ":" in text or not (found or (text.isupper() and len(text) < 80)):
        return now
    for section, words in _HEADS:
        if re.match(words, head):
            return section if found or now != "head" or section != "done" or "bao cao" not in head else now
    is_roman = found is not None and re.fullmatch(r"I{1,3}|IV|V", found["number"])
    return "rest" if is_roman and found and found["head"].isupper() else now


def _line(made: AchievementReport, section: str, text: str) -> None:
    bare = fold(text)
    labelled = _LABELLED.fullmatch(text)
    label = re.sub(r"[^a-z0-9]+", " ", fold(_ASIDE.sub("", labelled["label"]))).strip() if labelled else ""
    if section == "head" and (bare.startswith("bao cao thanh tich") or bare.startswith("de nghi")):
        made.title = f"{made.title} {text}".strip()
        made.proposed = text if bare.startswith("de nghi") else made.proposed
        made.rest.append(text)
    elif labelled and label in _FIELDS and labelled["value"] and section != "done":
        _field(made, label, labelled["value"])
    elif section in {"done", "before"}:
        _sentences(made, section, text)
    elif _PRIVATE.search(bare) or _STRICTLY_PRIVATE.search(bare):
        made.private.append(text)
    elif section == "who":
        made.who.append(text)
    else:
        made.rest.append(text)


def _field(made: AchievementReport, label: str, value: str) -> None:
    """Take a field of the heading, but not what stands behind it of private matters."""
    first, _, more = re.sub(r"[\n\t;]", "\n", value).partition("\n")
    private = _PRIVATE_WORDS.search(first)
    told = first[: private.start()] if private else first
    name = _FIELDS[label]
    if name == "name":
        told = told.partition(",")[0]
        made.fields.setdefault("label", label)
    made.fields.setdefault(name, told.strip(" .,;"))
    if left := value.strip()[len(told.strip()) :].strip(" .,;\n\t"):
        (made.private if private or more or _PRIVATE.search(fold(left)) else made.rest).append(left)


def _sentences(made: AchievementReport, section: str, text: str) -> None:
    """Take a line of what was done, or received, without its sentences on private matters."""
    sentences = _SENTENCE.split(text)
    private = [each for each in sentences if _STRICTLY_PRIVATE.search(fold(each))]
    made.private += private
    line = " ".join(each for each in sentences if each not in private)
    if not line:
        return
    if section == "done":
        made.done.append(line)
    elif line.rstrip().endswith(":"):
        made.rest.append(line)  # the heading of what follows
    elif _AWARD.search(line) and not _NOT_RECEIVED.search(fold(line)):
        made.awards.append(award_in(line))
    else:
        made.rest.append(line)


def _row(made: AchievementReport, section: str, cells: Sequence[str]) -> None:
    """A row of a table: an award received before, fields of the heading, or text to sort."""
    text = " | ".join(" ".join(cell.split()) for cell in cells if cell)
    filled = [cell for number, cell in enumerate(cells) if number or not re.fullmatch(r"[\d.\s]*", cell)]
    while filled and not filled[-1]:
        filled.pop()
    pairs = list(zip(filled[::2], filled[1::2], strict=False))
    is_received = _AWARD.search(text) and not _NOT_RECEIVED.search(fold(text))
    if section == "before" and is_received and re.search(r"\b(19|20)\d\d\b", text):
        made.awards.append(award_in(text, cells))
    elif section in {"head", "who", "rest"} and pairs and len(filled) % 2 == 0 and all(label for label, _ in pairs):
        for label, value in pairs:
            _line(made, section, f"{label.rstrip(': ')}: {value}")
    elif section == "done":
        _sentences(made, section, text)
    else:
        (made.private if _PRIVATE.search(fold(text)) or _STRICTLY_PRIVATE.search(text) else made.rest).append(text)


def award_in(text: str, cells: Sequence[str] = ()) -> ReportedAward:
    """Return what a line or a row says of an award: its words, the decision's number and day, who gave it."""
    named = next((cell for cell in cells if _AWARD.search(cell) and not _NUMBER.search(cell)), "")
    number, day, issuer = _NUMBER.search(text), _DAY.search(text), _ISSUER.search(text)
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    return ReportedAward(
        " ".join((named or re.sub(r"^[-–+\s]+", "", text)).split()),
        number[1] if number else "",
        "/".join(filter(None, day.groups())) if day and parse_date("/".join(filter(None, day.groups()))) else "",
        issuer["issuer"].strip() if issuer else "",
        year[0] if year else "",
    )


def _unit_in(found: re.Match[str]) -> str:
    return " ".join(found["unit"].split()) + (found["each"] or "")


def _figures(line: str) -> Iterator[ReportedFigure]:
    for sentence in _SENTENCE.split(line):
        for found in _FIGURE.finditer(sentence):
            yield ReportedFigure(sentence.strip(" -–+•"), found["value"], _unit_in(found))
