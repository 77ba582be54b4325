"""Mends values: for each kind of fault, what should stand there instead, where only one thing can be meant.

An edit is sure if it loses nothing and nothing else can have been meant; any other is for somebody to look at.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import BaseModel

from generator.core.dates import is_impossible, likely_date, parse_date
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.problem import Problem
from generator.core.text import fold, slugify
from generator.publish.hints import meant, named
from generator.records.base import MEDIA, is_valid_on
from generator.records.fields import FieldSpec, fields_of
from generator.source.yaml_source import Tree
from generator.staff.mending.cases import Case, Edit, at
from generator.staff.mending.files import right_media_name
from generator.staff.mending.numbers import right_number, whole_number


def edit_for(case: Case) -> Edit | None:
    """Return what mends a fault of a value, or None if nobody can tell."""
    known = _EDITS.get(case.fault.code)
    return known(case) if known else None


def may_be_edited(fault: Problem) -> bool:
    """Tell whether a fault is of a value, and of a kind that can be mended at all: if not, nobody reads the file."""
    return bool(fault.field) and fault.code in _EDITS


def _date(case: Case) -> Edit | None:
    right = likely_date(case.text)
    return case.instead(right, is_sure=re.search(r"(?<!\d)\d{4}(?!\d)", case.text) is not None) if right else None


def _swapped_day(case: Case) -> Edit | None:
    """Somebody may have written the month first; a day the calendar does not have is no other's mend."""
    found = re.fullmatch(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*", case.text)
    right = f"{found[2]}/{found[1]}/{found[3]}" if found else ""
    read = parse_date(right) if found and is_impossible(case.text) else None
    return case.instead(read.short, is_sure=False) if read else None


def _choice(case: Case) -> Edit | None:
    allowed = case.values["allowed"].split(", ")
    if right := case.words.meant_choice(case.text, allowed):
        return case.instead(right)
    return case.instead(case.values["suggestion"], is_sure=False)


def _field(case: Case) -> Edit | None:
    name, known = str(case.place[-1]), case.values["known"].split(", ")
    right, is_sure = case.words.meant_field(name, known)
    if not is_sure and case.values["suggestion"]:
        right = case.values["suggestion"]
    free = not case.holder.get(right)
    return Edit(is_sure=is_sure, place=case.place, renamed=right) if right and free and right != name else None


def _code(case: Case) -> Edit | None:
    if case.values.get("collection") == "sources":
        known = [str(each.get("id")) for each in case.sources]
        same = [each for each in known if slugify(each) == slugify(case.text)]
        return case.instead(same[0]) if len(same) == 1 else None
    if (several := _run_together(case)) is not None:
        return several
    found = meant(case.archive, case.ledger, case.fault)
    if found is None:
        return None
    if found.is_sure:
        return case.instead(found.codes[0][1])
    codes = _of_that_time(case, [code for _, code in found.codes])
    return case.instead(codes[0], is_sure=False) if len(codes) == 1 else None


def _run_together(case: Case) -> Edit | None:
    """An entry that stands deeper than the one above it is read as more of its text: `an-ninh - y-te`."""
    known = case.archive.collection(case.values["collection"]) if case.values.get("collection") else {}
    parts, listed = case.text.split(" - "), at(case.source.data, case.place[:-1])
    number = case.place[-1]
    if len(parts) < 2 or not isinstance(listed, list) or not isinstance(number, int) or not set(parts) <= set(known):
        return None
    return Edit({case.place[:-1]: [*listed[:number], *parts, *listed[number + 1 :]]})


def _of_that_time(case: Case, codes: list[str]) -> list[str]:
    """Return those of some places that were there when the record's award was given; all where nobody knows when."""
    places = [case.archive.localities.get(code) for code in codes]
    awards = case.source.data.get("awards")
    given = [award for award in awards if isinstance(award, dict)] if isinstance(awards, list) else []
    dates = [award.get("date") or award.get("presented_on") for award in given]
    dates += [case.source.data.get(name) for name in ("act_to", "act_from")]
    day = next((read for date in dates if (read := parse_date(str(date or "")))), None)
    if day is None or None in places:
        return codes
    return [place.id for place in places if place is not None and is_valid_on(place, day)]


def _list(case: Case) -> Edit | None:
    """One thing where several may stand is a list of one; what stands between commas is several if each is known."""
    spec, value = case.spec, case.value
    if spec is None or value is None:
        return None
    if spec.struct is not None:
        part = value if isinstance(value, dict) else _struct_of(spec.struct, value)
        return case.instead([part]) if part else None
    if not isinstance(value, str):
        return None
    parts = [each.strip() for each in re.split(r"[,;\n]", value) if each.strip()]
    if _is_known(case, spec, value):
        return case.instead([value.strip()])
    return case.instead(parts if all(_is_known(case, spec, part) for part in parts) else [value.strip()])


def _is_known(case: Case, spec: FieldSpec, text: str) -> bool:
    """Tell whether a text is one of the values of a field, by its code or its very name."""
    if spec.collection and spec.collection != "sources":
        return named(case.archive, spec.collection, text) is not None
    return bool(spec.choices) and bool(case.words.meant_choice(text, list(map(str, spec.choices))))


def _mapping(case: Case) -> Edit | None:
    spec, value = case.spec, case.value
    if spec is None or spec.struct is None:
        return None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and not spec.is_list:
        return case.instead(value[0])
    return case.instead(_struct_of(spec.struct, value))


def _struct_of(struct: type[BaseModel], value: Tree) -> dict[str, Tree] | None:
    """Return a part of a record of which only its one compulsory field was written."""
    wanted = [spec for spec in fields_of(struct).values() if spec.is_required]
    is_text = len(wanted) == 1 and wanted[0].struct is None and not wanted[0].is_list
    return {wanted[0].name: value} if is_text and isinstance(value, str) else None


def _text(case: Case) -> Edit | None:
    """A list where one text belongs: its only entry, or one entry a line where lines may stand."""
    texts = [each for each in case.value if isinstance(each, str)] if isinstance(case.value, list) else []
    if not texts or not isinstance(case.value, list) or len(texts) < len(case.value):
        return None
    if len(texts) == 1:
        return case.instead(texts[0])
    is_prose = case.spec is not None and case.spec.is_prose
    return case.instead("\n".join(f"- {text}" for text in texts)) if is_prose else None


def _one_line(case: Case) -> Edit | None:
    return case.instead(" ".join(case.text.split()))


def _flag(case: Case) -> Edit | None:
    word = fold(case.text)
    if word in {"yes", "co", "dung", "x", "1", "y"}:
        return case.instead("true")
    return case.instead("false") if word in {"no", "khong", "sai", "0", "n"} else None


def _whole(case: Case) -> Edit | None:
    found = whole_number(case.text)
    return case.instead(found[0], found[1]) if found else None


def _year(case: Case) -> Edit | None:
    found = re.fullmatch(r"(?:năm\s+)?((?:19|20)\d\d)\s*[.,;]?", case.text.strip(), re.IGNORECASE)
    return case.instead(found[1]) if found else None


def _coordinate(case: Case) -> Edit | None:
    found = re.fullmatch(r"(\d{1,3})[.,]\s*(\d+)\s*(?:°|độ)?\s*(?:[NEB]|Bắc|Đông)?", case.text.strip())
    return case.instead(f"{found[1]}.{found[2]}") if found else None


def _number(case: Case) -> Edit | None:
    bare = re.sub(r"(?<=\d)\s+(?=\d{3}(?:\D|$))", "", case.text.strip())
    return case.instead(bare) if re.fullmatch(r"-?\d+(?:,\d+)?", bare) else None


def _url(case: Case) -> Edit | None:
    text = case.text.strip().strip("<>«»\"'").rstrip(".,;")
    if re.fullmatch(r"https?://\S+", text):
        return case.instead(text)
    mended = re.sub(r"^(?:h?t?t+ps?|https?)\s*:?\s*/+\s*", "https://", text)
    if re.match(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/|$)", mended):
        mended = f"https://{mended}"
    return case.instead(mended, is_sure=False) if re.fullmatch(r"https://[\w-]+(?:\.[\w-]+)+\S*", mended) else None


def _clause(case: Case) -> Edit | None:
    """The clause of a document, however its code and its point were joined."""
    wanted = slugify(case.text)
    found = [clause for clause in case.archive.clauses if slugify(clause) == wanted]
    if len(found) == 1:
        return case.instead(found[0])
    return case.instead(case.values.get("suggestion", ""), is_sure=False)


def _own_id(case: Case) -> Edit | None:
    return Edit({case.place: None}) if case.text == Path(case.source.path).stem else None


def _file(case: Case) -> Edit | None:
    """A file of a record, by its name alone, as it lies in the record's folder."""
    folder = case.archive.root / MEDIA / Path(case.source.path).stem
    there = [path.name for path in sorted(folder.iterdir()) if path.is_file()] if folder.is_dir() else []
    wanted = re.split(r"[/\\]", case.text)[-1]
    if wanted in there:
        right = "" if case.fault.code.endswith(".missing") else right_media_name(case.archive.root, folder.name, wanted)
        if right:
            return Edit({case.place: right}, moved={wanted: right})
        return case.instead(wanted)
    same = [name for name in there if name.casefold() == wanted.casefold()]
    if len(same) == 1:
        return case.instead(same[0])
    stem = [name for name in there if slugify(Path(name).stem) == slugify(Path(wanted).stem)]
    return case.instead(stem[0], is_sure=False) if len(stem) == 1 else None


def _source_id(case: Case) -> Edit | None:
    known = [each for each in case.values["known"].split(", ") if each]
    same = [each for each in known if slugify(each) == slugify(case.text)]
    if len(same) == 1:
        return case.instead(same[0])
    return case.instead(known[0] if len(known) == 1 else case.values["suggestion"], is_sure=False)


def _decision_number(case: Case) -> Edit | None:
    found = right_number(case.text)
    if found is None:
        return None
    day, known = found.day, parse_date(str(case.holder.get("date") or ""))
    if day and not case.holder.get("date"):
        return Edit({case.place: found.number, (*case.place[:-1], "date"): day}, found.is_sure)
    said = known is not None and known.short == day
    return case.instead(found.number, found.is_sure) if not day or said else None


def _suggested(name: str, is_sure: bool) -> Callable[[Case], Edit | None]:
    return lambda case: case.instead(case.values[name], is_sure)


def _honorific(case: Case) -> Edit | None:
    """What stands before a name has a field of its own."""
    word = case.values["word"]
    name = re.sub(rf"^{re.escape(word)}\s+", "", case.text, flags=re.IGNORECASE)
    beside = str(case.holder.get("honorific") or word)
    if name == case.text or not name or fold(beside) != fold(word):
        return None
    doubled = "honorific" in case.holder  # else the word may be a part of the name: Anh Thơ, Bà Huyện Thanh Quan
    return Edit({case.place: name, (*case.place[:-1], "honorific"): beside}, is_sure=doubled)


def _capitals(case: Case) -> Edit | None:
    return case.instead(" ".join(word.capitalize() for word in case.text.split()), is_sure=False)


def _place_code(case: Case) -> Edit | None:
    codes = _of_that_time(case, case.values["codes"].split(", "))
    return Edit({(*case.place, "locality"): codes[0]}, is_sure=False) if len(codes) == 1 else None


def _figure_letters(case: Case) -> Edit | None:
    digits = case.values["value"].translate(str.maketrans("OoIl", "0011"))
    return case.instead(case.text.replace(case.values["value"], digits), is_sure=False)


def _figure_comma(case: Case) -> Edit | None:
    return case.instead(case.text.replace(case.values["value"], case.values["right"]), is_sure=False)


def _rank(case: Case) -> Edit | None:
    """The rank that stands in what the source prints."""
    found = re.search(r"\bhang (nhat|nhi|ba)\b", fold(str(case.holder.get("as_printed") or "")))
    return Edit({(*case.place[:-1], "rank"): found[1]}) if found else None


def _in_unicode(case: Case) -> Edit | None:
    """Turn a text typed with an old font, or saved under a wrong name, into Unicode."""
    change = CONVERSIONS.get(case.values["encoding"], _decode_twice)
    return case.instead(change(case.text), is_sure=False)


def _decode_twice(text: str) -> str:
    """Return a text in UTF-8 that was read as the western code page."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _gone(is_sure: bool) -> Callable[[Case], Edit | None]:
    return lambda case: Edit({case.place: None}, is_sure)


_EDITS: Mapping[str, Callable[[Case], Edit | None]] = {
    "record.date": _date,
    "record.day": _date,
    "record.no-such-day": _swapped_day,
    "record.not-allowed": _choice,
    "record.unknown-field": _field,
    "record.identifier": _code,
    "record.not-a-list": _list,
    "record.not-a-mapping": _mapping,
    "record.not-text": _text,
    "record.several-lines": _one_line,
    "record.flag": _flag,
    "record.whole-number": _whole,
    "record.year": _year,
    "record.coordinate": _coordinate,
    "record.number": _number,
    "record.url": _url,
    "record.clause": _clause,
    "record.id-in-file": _own_id,
    "record.picture-name": _file,
    "record.pdf-name": _file,
    "picture.missing": _file,
    "attachment.missing": _file,
    "rule.dead-reference": _code,
    "rule.dead-source": _source_id,
    "rule.dead-clause": _clause,
    "rule.old-encoding": _in_unicode,
    "rule.number-pattern": _decision_number,
    "rule.number-qd": _suggested("right", is_sure=False),
    "rule.name-honorific": _honorific,
    "rule.name-capitals": _capitals,
    "rule.place-code": _place_code,
    "rule.figure-letter": _figure_letters,
    "rule.figure-comma": _figure_comma,
    "rule.rank-missing": _rank,
    "rule.rank-unknown": _gone(is_sure=False),
    "rule.unconfirmed-gone": _gone(is_sure=True),
}
