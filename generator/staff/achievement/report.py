"""What a report of achievements says: who, which unit, what was done; candidates for figures and awards; the rest.

The forms are those annexed to the decree on emulation and commendation: I who it is about, II what was achieved, III
what was received before; each office has its own words for the headings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    r"sinh ngay|ngay sinh|nam sinh|gioi tinh|que quan|nguyen quan|tru quan|noi o|noi thuong tru|thuong tru|cho o|"
    r"dan toc|ton giao|dien thoai|so dien thoai|email|thu dien tu|cccd|cmnd|so can cuoc|can cuoc|so dinh danh|"
    r"tai khoan|ngay vao dang|ngay vao doan"
)
_AWARD = re.compile(
    r"huân chương|hu[yi] chương|bằng khen|giấy khen|cờ thi đua|chiến sĩ thi đua|lao động tiên tiến|tập thể lao động|"
    r"k[ỷy] niệm chương|danh hiệu",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(\d{1,6}[A-Z]?(?:/\d{4})?/[A-ZĐƯ][A-ZĐƯa-z]{0,6}(?:-[A-ZĐƯ&]{1,12})+)")
_DAY = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE
)
_GIVERS = "Chủ tịch|UBND|Ủy ban|Thủ tướng|Chính phủ|Bộ|Ban|Sở|Liên đoàn|Hội|Đảng"
_ISSUER = re.compile(rf"của\s+(?P<issuer>(?:{_GIVERS})[^,;.()]*)")
_FIGURE = re.compile(
    r"(?<![\d.,/])(?P<value>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)\s*(?P<unit>%|(?:triệu|tỷ|nghìn|ngàn)? ?đồng|"
    r"ha|héc ta|km|mét|m2|m²|tấn|kg|hộ|người|lượt người|lượt|em|học sinh|đoàn viên|hội viên|căn nhà|căn|suất|phần quà|"
    r"đơn vị máu|ngày công|công trình|mô hình|cây|ca)(?!\w)"
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-ZĐÀ-Ỹ0-9-])")
_HEADS = (
    ("who", r"so luoc|dac diem,? tinh hinh|ly lich"),
    ("before", r"hinh thuc (da duoc )?khen|da duoc khen|danh hieu"),
)
_DONE = re.compile(r"thanh tich|noi dung thanh tich|ket qua dat duoc")
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
    """Return the part of the report that a heading begins; that which it stands in if the line is none."""
    found = _SECTION.fullmatch(text.strip())
    if found is None or len(text) > 140:
        return now
    head, roman = fold(found["head"]), re.fullmatch(r"I{1,3}|IV|V", found["number"])
    if not (roman or found["head"].isupper()):
        return now
    for section, words in _HEADS:
        if re.search(words, head):
            return section
    return "done" if _DONE.search(head) else now


def _line(made: AchievementReport, section: str, text: str) -> None:
    bare = fold(text)
    labelled = _LABELLED.fullmatch(text)
    label = re.sub(r"[^a-z0-9]+", " ", fold(_ASIDE.sub("", labelled["label"]))).strip() if labelled else ""
    if section == "head" and (bare.startswith("bao cao thanh tich") or bare.startswith("de nghi")):
        made.title, made.proposed = (
            f"{made.title} {text}".strip(),
            text if bare.startswith("de nghi") else made.proposed,
        )
        made.rest.append(text)
    elif labelled and label in _FIELDS and labelled["value"] and section in {"head", "who"}:
        made.fields.setdefault(_FIELDS[label], labelled["value"].strip(" .;"))
        if _FIELDS[label] == "name":
            made.fields["label"] = label
    elif (label and _PRIVATE.match(label)) or (section != "done" and _PRIVATE.match(re.sub(r"^[-–+\s]+", "", bare))):
        made.private.append(text)
    elif section == "before" and _AWARD.search(text):
        made.awards.append(award_in(text))
    elif section == "done":
        made.done.append(text)
    elif section == "who":
        made.who.append(text)
    else:
        made.rest.append(text)


def _row(made: AchievementReport, section: str, cells: Sequence[str]) -> None:
    """A row of a table: an award received before, a field of the heading, or text to sort."""
    text = " | ".join(" ".join(cell.split()) for cell in cells if cell)
    if section == "before" and _AWARD.search(text) and re.search(r"\b(19|20)\d\d\b", text):
        made.awards.append(award_in(text, cells))
    elif section == "done":
        made.done.append(text)
    elif len(cells) == 2 and section in {"head", "who"} and cells[0] and cells[1]:
        _line(made, section, f"{cells[0].rstrip(': ')}: {cells[1]}")
    else:
        made.rest.append(text)


def award_in(text: str, cells: Sequence[str] = ()) -> ReportedAward:
    """Return what a line or a row says of an award: its words, the decision's number and day, who gave it."""
    named = next((cell for cell in cells if _AWARD.search(cell) and not _NUMBER.search(cell)), "")
    number, day, issuer = _NUMBER.search(text), _DAY.search(text), _ISSUER.search(text)
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    return ReportedAward(
        " ".join((named or re.sub(r"^[-–+\s]+", "", text)).split()),
        number[1] if number else "",
        "/".join(filter(None, day.groups())) if day else "",
        issuer["issuer"].strip() if issuer else "",
        year[0] if year else "",
    )


def _figures(line: str) -> Iterator[ReportedFigure]:
    for sentence in _SENTENCE.split(line):
        for found in _FIGURE.finditer(sentence):
            yield ReportedFigure(sentence.strip(" -–+•"), found["value"], " ".join(found["unit"].split()))
