"""Rules on what is well formed and yet hardly meant: each is a warning that names what does not fit."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.core.problem import Level
from generator.core.text import fold, is_bare
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.shared import Exemplar
from generator.records.story import Story
from generator.records.traversal import iter_texts
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath

_PUT_BEFORE = re.compile(r"^(?:ông/bà|ông|bà|anh|chị|em|đồng chí|đ/c)\s", re.IGNORECASE)
_FORMS = (
    *("huan chuong", "huy chuong", "bang khen", "giay khen", "co thi dua", "ky niem chuong", "chien si thi dua"),
    *("anh hung", "nghe nhan", "giai thuong", "thay thuoc", "nha giao", "lao dong tien tien", "thu khen"),
)
_SLIP = re.compile(r"\b\d+[OoIl]\b|\b[OIl]\d+\b(?![A-Za-z])")
_ENGLISH = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])")
_UNDRAWN = re.compile("[^\u0000-\u0233\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac\u2122\u2212]")
_PROSE = ("title", "summary", "deeds", "context", "spread", "description")
_LATE = timedelta(days=60)
_ABSURD = timedelta(days=400)


def names_are_written_as_names(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A name is bare (honorifics have a field), not all in capitals, and a person's has two words or more."""
    named: list[tuple[NodePath, str]] = [(("name",), record.name)]
    if isinstance(record, Story):
        named += [(("members", n, "name"), member.name) for n, member in enumerate(record.members)]
    for place, name in named:
        is_person = isinstance(record, Story) and (record.kind == "individual" or place != ("name",))
        if is_person and (found := _PUT_BEFORE.match(name)):
            word = found[0].strip().lower()
            yield finding(place, "rule.name-honorific", Level.WARNING, name=name, word=word)
        if len(name) > 6 and name.isupper() and " " in name:
            yield finding(place, "rule.name-capitals", Level.WARNING, name=name)
        if is_person and len(name.split()) == 1:
            yield finding(place, "rule.name-short", Level.WARNING, name=name)


def names_can_be_drawn(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A title or name holds only letters the site's fonts have: a share picture can show no others."""
    for name, text in (("title", record.title), ("name", record.name)):
        strange = "".join(dict.fromkeys(_UNDRAWN.findall(text)))
        if strange:
            yield finding((name,), "rule.undrawn", Level.WARNING, letters=strange[:20])


def text_has_accents(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A record whose prose bears no accent at all was typed without any (CONTRIBUTING/domain.md#text)."""
    for name in _PROSE:
        text = getattr(record, name, None) or ""
        if is_bare(text) and " " in text.strip() and sum(map(str.isalpha, text)) > 25:
            yield finding((name,), "rule.bare", Level.WARNING, text=text[:40])
            break


def letters_are_whole(record: Record, archive: Archive) -> Iterator[Finding]:
    """No name holds a question mark inside a word, and no text the sign of a lost letter: it was lost on saving."""
    for place, text in iter_texts(record):
        is_name = place[-1] in {"name", "unit", "as_printed", "recipient", "issuer", "unit_as_printed", "signer"}
        if "\ufffd" in text or (is_name and re.search(r"[^\W\d_]\?[^\W\d_]", text)):
            yield finding(place, "rule.lost-letters", text=text[:40])


def awards_are_what_is_printed(story: Story, archive: Archive) -> Iterator[Finding]:
    """The form of an award as printed is the form of its code."""
    for number, given in enumerate(story.awards):
        award = archive.awards.get(given.award)
        printed = fold(given.as_printed)
        told = [form for form in _FORMS if form in printed]
        if award is None or not told:
            continue
        forms = [form for form in _FORMS if form in fold(award.name)]
        if forms and not set(told) & set(forms):
            values = {"printed": given.as_printed, "award": award.name}
            yield finding(("awards", number, "award"), "rule.award-printed", Level.WARNING, **values)


def places_are_what_is_printed(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """The name of a place as printed is that of its code, or of what that was or became."""
    known = archive.localities_by_name
    for number, place_of in enumerate(record.places):
        printed = fold(place_of.as_printed)
        place = archive.localities.get(place_of.locality or "")
        if place is not None:
            kin = (archive.localities[other] for other in _related_localities(archive, place.id))
            if not any(_contains_name(printed, _bare(other.name)) for other in kin) and any(
                _contains_name(printed, name) for name in known if " " in name
            ):
                values = {"printed": place_of.as_printed, "place": place.name}
                yield finding(("places", number, "locality"), "rule.place-printed", Level.WARNING, **values)
        elif place_of.locality is None and (codes := known.get(printed.split(",")[0].strip())):
            values = {"printed": place_of.as_printed, "codes": ", ".join(codes)}
            yield finding(("places", number), "rule.place-code", Level.WARNING, **values)


def _bare(name: str) -> str:
    return re.sub(r"^(phuong|xa|thi tran|thi xa|quan|huyen|thanh pho|tinh|dac khu) ", "", fold(name))


def _contains_name(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _related_localities(archive: Archive, locality: str) -> set[str]:
    """Return a locality with what it lies in, was formed from, and became."""
    found, place = {locality}, archive.localities[locality]
    found |= {each.id for each in archive.successors.get(locality, ())}
    found |= {each.locality for each in place.formed_from if each.locality in archive.localities}
    parent = archive.localities.get(place.parent or "")
    while parent is not None and parent.id not in found:
        found.add(parent.id)
        parent = archive.localities.get(parent.parent or "")
    return found


def figures_are_figures(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A figure holds no letter O or l for a digit, and no English comma between thousands."""
    for number, result in enumerate(record.results):
        for name in ("before", "after"):
            value = getattr(result, name) or ""
            if found := _SLIP.search(value):
                at: NodePath = ("results", number, name)
                yield finding(at, "rule.figure-letter", Level.WARNING, value=found[0])
            elif found := _ENGLISH.search(value):
                at = ("results", number, name)
                right = found[0].replace(",", ".")
                yield finding(at, "rule.figure-comma", Level.WARNING, value=found[0], right=right)


def rows_name_their_story(decision: Decision, archive: Archive) -> Iterator[Finding]:
    """A row of a decision that leads to a story names whom the story is about."""
    for number, row in enumerate(decision.rows):
        story = archive.stories.get(row.story or "")
        names = {fold(story.name), *(fold(member.name) for member in story.members)} if story else set()
        named = fold(row.name)
        if story is not None and row.withdrawn is None and not any(n in named or named in n for n in names):
            values = {"name": row.name, "story": story.name}
            yield finding(("rows", number, "story"), "rule.row-story", Level.WARNING, **values)


def stages_follow_the_deed(story: Story, archive: Archive) -> Iterator[Finding]:
    """Summing up and spreading come after the deed began."""
    for number, entry in enumerate(story.stages):
        late = entry.stage in {"tong-ket", "nhan-rong"} and entry.date and story.act_from
        if late and entry.date and story.act_from and entry.date.latest < story.act_from.earliest:
            at: NodePath = ("stages", number, "date")
            values = {"date": entry.date.short, "act": story.act_from.short}
            yield finding(at, "rule.stage-before-act", Level.WARNING, **values)


def days_are_of_our_time(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """A day on which we did something is hardly later than those of all other records: 2052 typed for 2025.

    Beside the newest of the others more than 60 days are a warning, more than 400 an error. No clock is asked.
    """
    newest, runner_up = two_newest((day.earliest, each) for each in archive.records() for _, day in _our_days(each))
    if newest is None or runner_up is None:
        return
    record, other = newest[1], runner_up[0]  # no other record has a day later than this one's newest
    for name, day in _our_days(record):
        if day.earliest > other + _LATE:
            level = Level.ERROR if day.earliest > other + _ABSURD else Level.WARNING
            values = {"date": f"{day.earliest:%d/%m/%Y}", "newest": f"{other:%d/%m/%Y}"}
            yield record, finding(tuple(name.split(".")), "rule.far-day", level, **values)


_Day = tuple[date, Record]


def two_newest(days: Iterable[_Day]) -> tuple[_Day | None, _Day | None]:
    """Return the newest day with its record, and the newest of all other records."""
    newest: _Day | None = None
    runner_up: _Day | None = None
    for day, record in days:
        if newest is None or day > newest[0]:
            runner_up = newest if newest is not None and newest[1] is not record else runner_up
            newest = (day, record)
        elif record is not newest[1] and (runner_up is None or day > runner_up[0]):
            runner_up = (day, record)
    return newest, runner_up


def _our_days(record: Record) -> Iterator[tuple[str, PartialDate]]:
    for name in ("published_on", "updated_on"):
        if isinstance(day := getattr(record, name, None), PartialDate):
            yield name, day
    verified = getattr(record, "verified", None) if isinstance(record, Exemplar | Decision) else None
    if verified is not None:
        yield "verified.on", verified.on
