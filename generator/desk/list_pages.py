"""The desk's pages of lists: a list is dropped, seen as it will be published, put right by choosing, and written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from generator.core.legacy_encodings import CONVERSIONS
from generator.core.problem import UsageError
from generator.core.text import fold
from generator.desk import addresses
from generator.desk.list_drafts import ListDraft, ListDrafts
from generator.desk.screen import END, Screen
from generator.staff.list_import.choices import FIELDS, RowPlace, placed
from generator.staff.list_import.importer import (
    ROLES,
    Import,
    comparison,
    doubts,
    remember_columns,
    rows_written,
    understand,
)
from generator.staff.list_import.interpretation import Recipient
from generator.staff.list_import.readers import ENDINGS, MOST_BYTES, Sheet

_Key = TypeVar("_Key")
_PAGE = 200
"""Rows shown at once."""
_SAMPLES = 3
_ASKED_OF = {"gaps": "gap", "totals": "total_differs", "bare": "bare", "short": "short"}
"""What is said of the list, by the question it leads to."""
_REMARKS = frozenset({"loud", "faulty", "duplicate", "perhaps_private", "unknown_class", "withdrawn"})
"""What else is said of it; the rest has a place of its own on the page."""
_NOBODY = dict.fromkeys(FIELDS, "")
_SHOWN_AS = {None: "", "": "-"}
"""How the form shows that nothing was chosen for an award, or that it is none."""
_KINDS = ("individual", "collective", "household")
_UNCLEAR = frozenset({"unclear", "lost"})


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list as its page shows it: where and how it stood, who it says, and what will be published."""

    at: str
    row: int
    source: str
    said: Mapping[str, str]
    published: Mapping[str, str]
    stories: tuple[tuple[str, str], ...] = ()
    story: str = ""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column: its field on the form, its heading, some of its cells, and what it was taken for."""

    field: str
    head: str
    samples: tuple[str, ...]
    role: str


class ListPages:
    """Reading the lists of decisions."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.space, self.t = screen, screen.space, screen.t
        self.lists = ListDrafts(screen.space.root)

    async def begin(self, request: Request) -> Response:
        """Ask for a list and its decision; keep what is dropped."""
        told, decision = "", request.query_params.get("quyet-dinh", "")
        if request.method == "POST":
            async with request.form(max_files=1, max_fields=10) as form:
                decision = str(form.get("decision", ""))
                kept, told = await self._drop_on_desk(form.get("file"), decision)
            if kept is not None:
                return RedirectResponse(addresses.table(kept.id), 303)
        decisions = [
            (each.id, f"{each.number} · {each.subject}") for each in self.space.project.archive.decisions.values()
        ]
        decisions.sort(key=lambda each: fold(each[1]))
        known = ", ".join(ENDINGS)
        return self.screen.page("list_begin.html", decisions=decisions, chosen=decision, told=told, known=known)

    async def _drop_on_desk(self, file: UploadFile | str | None, decision: str) -> tuple[ListDraft | None, str]:
        """Keep a list; or say why not."""
        if not isinstance(file, UploadFile) or not file.filename:
            return None, self.t("list.no_file")
        if decision not in self.space.project.archive.decisions:
            return None, self.t("list.no_decision")
        content = await file.read(MOST_BYTES + 1)
        try:
            return await run_in_threadpool(self.lists.add, decision, file.filename, content), ""
        except UsageError as fault:
            return None, self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)

    async def look(self, request: Request) -> Response:
        """Show what a list says; take choices, and write it when asked."""
        kept = self.lists.get(request.path_params["id"])
        if kept is None or kept.decision not in self.space.project.archive.decisions:
            raise HTTPException(404)
        told, faults = "", list[str]()
        if request.method == "POST":
            form = await request.form(max_files=0, max_fields=50_000, max_part_size=100_000)
            deed = str(form.get("do", "look"))
            if deed == "drop":
                self.lists.drop(kept)
                return RedirectResponse(addresses.TABLES, 303)
            if END not in form:
                return await run_in_threadpool(self._page, kept, self.t("cut"), [], 1)
            kept = await run_in_threadpool(self._choose, kept, form)
            if deed.startswith("back:"):
                kept = self._bring_back(kept, deed.removeprefix("back:"))
            if deed == "write":
                told, faults = await run_in_threadpool(self._write, kept)
                if not told:
                    return RedirectResponse(f"{addresses.form('decision', kept.decision)}?xong=1", 303)
        page = max(1, int(number)) if (number := request.query_params.get("trang", "1")).isdecimal() else 1
        return await run_in_threadpool(self._page, kept, told, faults, page)

    def _read(self, kept: ListDraft) -> Import:
        archive = self.space.project.archive
        return understand(
            self.space.root, archive, archive.decisions[kept.decision], self.lists.sheets(kept), kept.choices
        )

    def _choose(self, kept: ListDraft, form: FormData) -> ListDraft:
        """Keep what was chosen on the form that differs from what was understood."""
        done, choices = self._read(kept), kept.choices
        choices = replace(
            choices,
            roles=dict(_roles(done, form)) or choices.roles,
            convert=_one_of(form, "convert", [*CONVERSIONS, "none"]) or choices.convert,
            hidden=_one_of(form, "hidden", ["keep", "drop"]) or choices.hidden,
            awards=_without_none({**choices.awards, **dict(_awards(done, form))}),
            rows={**choices.rows, **dict(_rows(done, form))},
            stories=_without_none({**choices.stories, **dict(_stories(done, form))}),
        )
        made = replace(kept, choices=choices, accepted=tuple(str(each) for each in form.getlist("accept")))
        self.lists.save(made)
        return made

    def _bring_back(self, kept: ListDraft, at: str) -> ListDraft:
        """Let a row that was left out be read again as it stands in the file."""
        place = _place(self._read(kept), at)
        rows = {each: told for each, told in kept.choices.rows.items() if place is None or each[:2] != place[:2]}
        made = replace(kept, choices=replace(kept.choices, rows=rows))
        self.lists.save(made)
        return made

    def _write(self, kept: ListDraft) -> tuple[str, list[str]]:
        """Write the rows; return why not, and what would be wrong with the decision then."""
        done, root = self._read(kept), self.space.root
        try:
            path, content = rows_written(root, done, kept.accepted)
        except UsageError as fault:
            return self.t(f"list.cannot.{fault.key}", **{"awards": "", "rows": "", "fields": "", **fault.values}), []
        before = {(fault.field, fault.code) for fault in self.space.project.problems if fault.path == path}
        after = [fault for fault in self.space.problems_of(path, content) if fault.is_error]
        if fresh := [fault for fault in after if (fault.field, fault.code) not in before]:
            return self.t("list.faulty"), [self.screen.said(fault) for fault in fresh[:20]]
        self.space.put({path: content})
        remember_columns(root, done)
        self.lists.drop(kept)
        self.screen.live.refresh([path])
        return "", []

    def _page(self, kept: ListDraft, told: str, faults: Sequence[str], page: int) -> Response:
        done = self._read(kept)
        rows, compared, said = list(self._shown(done)), done.merge, done.interpretation
        words = self.space.words
        unclear = [
            ShownRow(_at(done, (row.sheet, row.row, 0)), row.row, _source(done, row.sheet, row.row), _NOBODY, {})
            for row in said.unclear
        ]
        skipped = [
            (words.translate(f"command.import.reason.{row.reason}"), row, _at(done, (row.sheet, row.row, 0)))
            for row in said.skipped
            if row.reason not in _UNCLEAR
        ]
        remarks = [*doubts(done), *comparison(done)]
        return self.screen.page(
            "list_look.html",
            kept=kept,
            decision=done.decision,
            told=told,
            faults=faults,
            columns=list(_columns(done)),
            roles=[("", words.translate("command.import.role.none"))]
            + [(role, words.translate(f"command.import.role.{role}")) for role in dict.fromkeys(ROLES)],
            questions=[
                (word, [self._remark(key, values) for _, key, values in remarks if key == _ASKED_OF[word]])
                for word in done.questions
                if word in _ASKED_OF
            ],
            unclear=unclear,
            unseen=[(row.row, row.text) for row in said.unseen],
            hidden=kept.choices.hidden or "",
            encoding=done.encoding,
            remarks=[self._remark(key, values) for _, key, values in remarks if key in _REMARKS],
            unknown=_asked_awards(done),
            awards=sorted(((a.id, a.name) for a in done.archive.awards.values()), key=lambda each: fold(each[1])),
            recipient_kinds=[(kind, words.translate(f"choice.{kind}")) for kind in _KINDS],
            rows=rows[(page - 1) * _PAGE : page * _PAGE],
            total=len(rows),
            pages=range(1, (len(rows) - 1) // _PAGE + 2),
            page=page,
            skipped=skipped,
            totals=said.totals,
            gone=[row.name for row in compared.gone],
            counts={"added": compared.added, "changed": len(compared.changed), "gone": len(compared.gone)},
            is_open=bool([word for word in done.questions if word not in kept.accepted]) or bool(done.faulty),
        )

    def _remark(self, key: str, values: Mapping[str, object]) -> str:
        return self.space.words.translate(f"command.import.{key}", **values)

    def _shown(self, done: Import) -> Iterator[ShownRow]:
        """Yield the rows that are taken, each beside the cells it came from."""
        archive, awards = done.archive, done.archive.awards
        namesakes: dict[Recipient, list[tuple[str, str]]] = {}
        for each, story in done.merge.stories:
            namesakes.setdefault(each, []).append((story, archive.stories[story].title))
        for (place, each), row in zip(placed(done.interpretation.recipients), done.merge.rows, strict=False):
            award = row.get("award") or done.decision.award or ""
            shown = {**_NOBODY, **row, "award": awards[award].name if award in awards else ""}
            chosen = done.choices.stories.get(place, "")
            stories = namesakes.get(each, [])
            if place in done.choices.stories and not stories:
                names = [s for s in archive.stories.values() if fold(s.name) == fold(each.name)]
                stories = [(s.id, s.title) for s in names]
            said = {name: getattr(each, name) for name in FIELDS}
            source = _source(done, each.sheet, each.row)
            yield ShownRow(_at(done, place), each.row, source, said, shown, tuple(stories), chosen)


def _without_none(chosen: Mapping[_Key, str | None]) -> dict[_Key, str]:
    return {key: value for key, value in chosen.items() if value is not None}


def _one_of(form: FormData, name: str, allowed: Sequence[str]) -> str:
    value = str(form.get(name, ""))
    return value if value in allowed else ""


def _asked_awards(done: Import) -> list[tuple[str, int, str]]:
    """Return the words for awards that no list knows, how often they stand there, and what was chosen for them."""
    amounts = Counter(each.award for each in done.interpretation.recipients if each.award)
    texts = dict.fromkeys((*done.merge.unknown_awards, *(text for text in done.choices.awards if amounts[text])))
    return [(text, amounts[text], _SHOWN_AS.get(code := done.choices.awards.get(text), code or "")) for text in texts]


def _sheet(done: Import, name: str) -> tuple[int, Sheet]:
    return next((number, sheet) for number, sheet in enumerate(done.sheets) if sheet.name == name)


def _at(done: Import, place: RowPlace) -> str:
    number, _ = _sheet(done, place[0])
    return f"{number}.{place[1]}.{place[2]}"


def _place(done: Import, at: str) -> RowPlace | None:
    parts = at.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or int(parts[0]) >= len(done.sheets):
        return None
    return done.sheets[int(parts[0])].name, int(parts[1]), int(parts[2])


def _source(done: Import, sheet: str, row: int) -> str:
    """Return what stands in a row of the file, cell by cell."""
    _, found = _sheet(done, sheet)
    cells = found.rows[row - found.first_row]
    return " | ".join(" ".join(cell.split()) for cell in cells if cell)


def _columns(done: Import) -> Iterator[tuple[str, list[ShownColumn]]]:
    """Yield the columns of each sheet that is read, with what each was taken for."""
    said = done.interpretation
    for number, sheet in enumerate(done.sheets):
        if sheet.is_hidden:
            continue
        roles, width = said.roles.get(sheet.name, {}), max(map(len, sheet.rows), default=0)
        at = next((row.row for row in said.skipped if row.sheet == sheet.name and row.reason == "heading"), 0)
        head = sheet.rows[at - sheet.first_row] if at else ()
        below = [row for row in sheet.rows[max(0, at - sheet.first_row + 1) :] if sum(map(bool, row)) > 1]
        yield (
            sheet.name,
            [
                ShownColumn(
                    f"role.{number}.{place}",
                    head[place] if place < len(head) else "",
                    tuple(row[place] for row in below[:_SAMPLES] if place < len(row) and row[place]),
                    roles.get(place, ""),
                )
                for place in range(width)
                if any(place < len(row) and row[place] for row in sheet.rows)
            ],
        )


def _roles(done: Import, form: FormData) -> Iterator[tuple[str, Mapping[int, str]]]:
    """Yield the roles of the columns of each sheet for which others were chosen, now or before."""
    for number, sheet in enumerate(done.sheets):
        sent = {p: str(form.get(f"role.{number}.{p}", "")) for p in range(200) if f"role.{number}.{p}" in form}
        sent = {place: role for place, role in sent.items() if role in {"", *ROLES}}
        used = done.interpretation.roles.get(sheet.name, {})
        if any(role != used.get(place, "") for place, role in sent.items()):
            yield sheet.name, sent
        elif sheet.name in done.choices.roles:
            yield sheet.name, done.choices.roles[sheet.name]


def _awards(done: Import, form: FormData) -> Iterator[tuple[str, str | None]]:
    """Yield what was chosen for words no list of awards knows; None takes a choice back."""
    for number in count():
        if (text := form.get(f"award-text.{number}")) is None:
            return
        code = str(form.get(f"award.{number}", ""))
        if code in {"", "-"} or code in done.archive.awards:
            yield str(text), None if not code else "" if code == "-" else code


def _rows(done: Import, form: FormData) -> Iterator[tuple[RowPlace, Mapping[str, str] | None]]:
    """Yield the rows that were put right on the form, or left out."""
    now = dict(placed(done.interpretation.recipients))
    for number in count():
        if (at := form.get(f"at.{number}")) is None:
            return
        if (place := _place(done, str(at))) is None:
            continue
        if form.get(f"row.{number}.drop"):
            yield place, None
            continue
        sent = {name: " ".join(str(form.get(f"row.{number}.{name}", "")).split()) for name in FIELDS}
        known = now.get(place)
        if known is None:
            names = [" ".join(name.split()) for name in sent["name"].split(";") if name.strip()]
            for nth, name in enumerate(names):
                yield (place[0], place[1], nth), {**sent, "name": name}
        elif known is not None:
            other = {name: text for name, text in sent.items() if text != " ".join(getattr(known, name).split())}
            if other:
                yield place, {**(done.choices.rows.get(place) or {}), **other}


def _stories(done: Import, form: FormData) -> Iterator[tuple[RowPlace, str | None]]:
    """Yield whose story a row's person was said to have; None takes a choice back."""
    for number in count():
        if (at := form.get(f"at.{number}")) is None:
            return
        place, story = _place(done, str(at)), form.get(f"story.{number}")
        if place is not None and (story in {"", "-"} or story in done.archive.stories):
            yield place, None if story == "" else "" if story == "-" else str(story)
