"""The desk's pages of records: what there is, a form for each, and the real page beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from generator.archive.archive import is_national
from generator.core.problem import Problem, UsageError
from generator.core.text import fold, slugify
from generator.desk import addresses
from generator.desk.changes import called
from generator.desk.choices import CLAUSES
from generator.desk.deed_pages import deeds_for
from generator.desk.drafts import Draft, OpenedRecord
from generator.desk.entries import EDITABLE, LISTS, address_of_new
from generator.desk.form import Field
from generator.desk.live_pages import UNREADABLE
from generator.desk.media import MOST_BYTES, FileRefused, take, with_file
from generator.desk.screen import END, FaultMessage, Screen
from generator.desk.sent import (
    DEEDS,
    clean,
    confirm,
    do,
    name_sources,
    new_record_tree,
    tree_of,
    unshown,
    with_unknown_fields,
)
from generator.publish.routes import page_route
from generator.records.fields import fields_of
from generator.records.kinds import COLLECTIONS
from generator.source.yaml_source import Tree
from generator.staff.merging import Conflict
from generator.staff.tree_edit import EditRefused

_UPLOAD = "tep:"
"""What the name of a box begins with that takes a file for a field."""
_SEARCH = "tim:"
"""What the name of a box begins with in which one searches for what a field may be."""
_SHOWN = 200
"""Records a list shows at once; the rest is found by searching."""


class RecordPages:
    """Reading and writing records."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.space, self.t, self.page = screen, screen.space, screen.t, screen.page

    async def home(self, _: Request) -> Response:
        """Show the kinds of records, what is wrong, and what was changed and not sent yet."""
        counts = {kind: len(self.space.records(kind)) for kind in EDITABLE}
        faults = [fault for fault in self.space.project.problems if fault.is_error]
        return self.page(
            "home.html",
            notice=self.screen.notice,
            counts=counts,
            faults=[self._fault_line(fault) for fault in faults[:50]],
        )

    async def lists(self, _: Request) -> Response:
        """Show the reference lists: units, places, awards and the like."""
        return self.page("lists.html", lists=[(kind, len(self.space.records(kind))) for kind in LISTS])

    async def listing(self, request: Request) -> Response:
        """Show the records of a kind, sifted by words written with or without accents."""
        kind = self.screen.kind(request)
        words = fold(request.query_params.get("q", "")).split()
        archive = self.space.project.archive
        named = [
            (record.id, self.space.choices.called(record), not is_national(archive.origin(record).path))
            for record in self.space.records(kind)
        ]
        named += [(key, self.t("unfinished", id=key), True) for key in self.space.unfinished(kind)]
        found = [each for each in named if all(word in fold(f"{each[1]} {each[0]}") for word in words)]
        found.sort(key=lambda each: fold(each[1]))
        return self.page(
            "list.html",
            kind=kind,
            q=request.query_params.get("q", ""),
            found=found[:_SHOWN],
            more=max(0, len(found) - _SHOWN),
        )

    async def record(self, request: Request) -> Response:
        """Show the form of a record, or do what was asked with what stands on it."""
        kind, record_id = self.screen.kind(request), request.path_params["id"]
        place = self.space.place_of_record(kind, record_id)
        if request.method == "POST":
            try:
                opened = await run_in_threadpool(self.space.open, kind, *(place or ("", "")))
                return await self._posted(request, opened, record_id)
            except (UsageError, OSError):
                place = self.space.place_of_record(kind, record_id)
                if place is not None and self.space.is_readable(place[0]):
                    raise
                return await self._save_typed(
                    request, kind, record_id, place
                )  # gone or broken since the form was shown
        if place is None:
            raise HTTPException(404)
        if not self.space.is_readable(place[0]):
            return RedirectResponse(addresses.deed(kind, record_id, addresses.MENDING), 303)
        opened = await run_in_threadpool(self.space.open, kind, *place)
        draft, asked = self.space.drafts.of(opened), request.query_params
        held = draft if draft and "nhap" in asked else Draft(opened.tree, opened)
        told = self._unshown_message(opened)
        return self._form(
            held, record_id, self._faults(opened), told=told, has_draft=draft is not None, is_saved="xong" in asked
        )

    async def _posted(self, request: Request, opened: OpenedRecord, record_id: str) -> Response:
        async with request.form(max_files=20, max_fields=20_000, max_part_size=1_000_000) as form:
            return await self._answer(request, form, opened, record_id)

    async def _answer(self, request: Request, form: FormData, opened: OpenedRecord, record_id: str) -> Response:
        deed, _, place = str(form.get("do", "check")).partition(":")
        if deed == "drop":
            self.space.drafts.drop(opened.place)
            return RedirectResponse(request.url.path, 303)
        if END not in form:
            held = self.space.drafts.of(opened) or Draft(opened.tree, opened)
            return self._form(held, record_id, self._faults(opened), told=self.t("cut"))
        struct = EDITABLE[opened.kind].record
        base = self.space.base_of(opened, str(form.get("mark", "")))
        reshapes, told = deed in {"add", *DEEDS}, ""
        sent = _texts(form)
        tree = with_unknown_fields(struct, opened.tree, tree_of(struct, sent, with_blanks=reshapes or deed == "find"))
        name_sources(tree)
        if reshapes:
            do(tree, deed, place)
        elif deed == "confirm":
            confirm(tree, place)
        elif deed == "attach":
            told = await self._attach(form.get(f"{_UPLOAD}{place}"), opened, tree, place)
        elif deed == "mend":
            tree = await run_in_threadpool(self._without_fault, opened, tree, place)
        self.space.drafts.save(tree, base)
        if deed == "draft":
            return JSONResponse({"kept": True})
        held, told = Draft(tree, base), told or self._unshown_message(opened)
        if deed == "save" and not told:
            return await self._save(request, held, opened, record_id)
        faults = await run_in_threadpool(self._faults_of, opened, tree)
        if request.query_params.get("as") == "json":
            return JSONResponse({name: [asdict(each) for each in said] for name, said in faults.items()})
        queries = {place: " ".join(sent.get(f"{_SEARCH}{place}", []))} if deed == "find" else {}
        return self._form(held, record_id, faults, told=told, queries=queries)

    async def _save_typed(self, request: Request, kind: str, record_id: str, place: tuple[str, str] | None) -> Response:
        """Keep what was typed for a record that no form can show any more; show it, and say where it is kept.

        Where the file is there but cannot be read, it is kept as the draft of its form too.
        """
        form, struct = await request.form(), EDITABLE[kind].record
        back = addresses.deed(kind, record_id, addresses.MENDING) if place is not None else addresses.listing(kind)
        if END not in form:  # nothing was typed, or not all of it arrived
            if place is None:
                raise HTTPException(404)
            return RedirectResponse(back, 303)
        if request.query_params.get("as") == "json":
            return JSONResponse({"": [asdict(FaultMessage(self.t("gone.still")))]})
        tree, in_words = tree_of(struct, _texts(form)), self.space.forms().in_words
        told = [(self.screen.field_label(struct, name), in_words(struct, name, part)) for name, part in tree.items()]
        text = "".join(f"{label}: {words}\n" for label, words in told)
        kept = self.space.save_aside(f"{kind}/{record_id}.txt", text.encode())
        if place is not None:
            mark = str(form.get("mark", ""))
            self.space.drafts.save(tree, self.space.base_of(OpenedRecord(kind, place[0], {}, "", place[1]), mark))
        return self.page("gone.html", 409, kept=kept, typed=told, back=back, is_there=place is not None)

    async def _save(self, request: Request, held: Draft, opened: OpenedRecord, record_id: str) -> Response:
        conflicts: Sequence[Conflict] = ()
        try:
            now, merged = await run_in_threadpool(self.space.save, held.base, held.tree)
        except EditRefused as refused:
            told = self.t("unwritable" if refused.reasons else "refused")
        else:
            if not merged.conflicts:
                await run_in_threadpool(self.screen.live.refresh, [now.path])
                return RedirectResponse(f"{request.url.path}?xong=1#noi-dung", 303)  # to the top, where it is said
            struct = EDITABLE[now.kind].record
            names = ", ".join(self.screen.field_label(struct, each.field) for each in merged.conflicts)
            held, told = Draft(merged.tree, now), self.t("conflict", fields=names)
            conflicts = merged.conflicts  # both are shown: what is saved next was decided knowing them
            self.space.drafts.save(held.tree, now)
        faults = await run_in_threadpool(self._faults_of, opened, held.tree)
        return self._form(held, record_id, faults, told=told, conflicts=conflicts)

    async def _attach(self, upload: object, opened: OpenedRecord, tree: dict[str, Tree], place: str) -> str:
        """Take a file for a field of a record; return why not, "" if it was taken."""
        spec = fields_of(EDITABLE[opened.kind].record).get(place)
        if spec is None or not (named := spec.names_file) or opened.entry:
            raise HTTPException(404)
        if not isinstance(upload, UploadFile) or not upload.filename:
            return self.t("media.none")
        content = await upload.read(MOST_BYTES + 1)
        try:
            file = await run_in_threadpool(take, self.space, opened, upload.filename, named.endings, content)
        except FileRefused as refused:
            return str(refused)
        with_file(tree, spec, file)
        return ""

    def _unshown_message(self, opened: OpenedRecord) -> str:
        """Return what to say if the file holds what its form cannot show; "" if it does not."""
        places = ", ".join(unshown(EDITABLE[opened.kind].record, opened.tree))
        return self.t("unshown", places=places) if places else ""

    def _form(
        self,
        held: Draft,
        record_id: str,
        faults: Mapping[str, list[FaultMessage]],
        *,
        told: str = "",
        conflicts: Sequence[Conflict] = (),
        has_draft: bool = False,
        is_saved: bool = False,
        queries: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        kind, tree = EDITABLE[held.base.kind], held.tree
        self.space.show(held.base)
        fields = self.space.forms(queries).fields(kind.record, tree)
        placed = _placed(fields, faults)
        waiting = tree.get("unconfirmed")
        unconfirmed = set(map(str, waiting)) if isinstance(waiting, list) else set()
        record = self.space.project.archive.collection(kind.collection).get(record_id)
        return self.page(
            "record.html",
            kind=held.base.kind,
            record_id=record_id,
            unconfirmed=unconfirmed,
            is_wrong=lambda field: any(name in placed or name in unconfirmed for name in field.names()),
            deeds=deeds_for(record) if record is not None else [],
            name=called(tree) or record_id,
            fields=fields,
            faults=placed,
            mark=held.base.mark,
            told=told,
            conflicts=conflicts,
            has_draft=has_draft,
            is_saved=is_saved,
            page=addresses.preview(page_route(record)) if record is not None and kind.prefix else "",
            page_waits=sum(fault.path == held.base.path for fault in self.space.project.errors) if kind.prefix else 0,
            left=_left(fields, placed, unconfirmed),
            struct=kind.record,
            is_list=bool(kind.files),
            unshown=any(unshown(kind.record, held.base.tree)),
        )

    async def new(self, request: Request) -> Response:
        """Begin a record: its name, its id, and a form that holds only what must be there."""
        kind = self.screen.kind(request)
        name = clean(request.query_params.get("ten", ""))
        asked = {"kind": kind, "is_list": kind in LISTS, "told": "", "name": name, "id": "", "year": ""}
        if request.method == "GET":
            return self.page("new.html", **asked, with_file=kind == "story")
        form = await request.form(max_files=0)
        name, year = clean(str(form.get("name", ""))), clean(str(form.get("year", "")))
        record_id = clean(str(form.get("id", ""))) or slugify(name)[:80].strip("-")
        asked |= {"name": name, "id": record_id, "year": year}
        try:
            path = self.space.begin(kind, record_id, year or None)
        except UsageError as fault:
            asked["told"] = self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
            return self.page("new.html", 400, **asked, with_file=False)
        if not name:
            return self.page("new.html", 400, **asked | {"told": self.t("no_name")}, with_file=False)
        tree = new_record_tree(EDITABLE[kind].record, name)
        try:
            await run_in_threadpool(self.space.create, kind, path, record_id, tree)
        except UsageError as fault:
            asked["told"] = self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
        except EditRefused as refused:
            asked["told"] = self.t("new.unwritable" if refused.reasons else "refused")
        else:
            return RedirectResponse(addresses.form(kind, record_id), 303)
        return self.page("new.html", 400, **asked, with_file=False)

    async def choices(self, request: Request) -> Response:
        """Answer with what can be chosen from a collection, sifted by words written with or without accents."""
        collection = request.path_params["collection"]
        if collection not in {*COLLECTIONS, CLAUSES}:
            raise HTTPException(404)
        found = self.space.choices.find(collection, request.query_params.get("q", ""))
        told = {"options": [asdict(each) for each in found.options], "told": self.screen.found(found)}
        if not found.options and (address := address_of_new(collection)):
            told |= {"add": address, "button": self.t("lists.add")}
        return JSONResponse(told)

    async def preview(self, request: Request) -> Response:
        """Show the real page, as readers will see it."""
        try:
            file = await run_in_threadpool(self.screen.live.file, f"/{request.path_params['path']}")
        except UNREADABLE as fault:
            return self.page("fault.html", 503, told=self.t("no_pages", detail=self.screen.reason(fault)))
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)

    def _without_fault(self, opened: OpenedRecord, tree: dict[str, Tree], told: str) -> dict[str, Tree]:
        """Return what is on a form without one fault, by its code and its field; as it is if nobody can mend it."""
        try:
            content = self.space.written(opened, tree)
        except EditRefused:
            return tree
        code, _, field = told.partition("@")
        faults = self.space.problems_of(opened.path, content, opened.entry)
        one = [fault for fault in faults if (fault.code, fault.field) == (code, field)]
        mends = self.space.mends_of(opened.path, content, one, opened.entry)
        return next((mend.tree for mend in mends.values()), tree)

    def _faults(self, opened: OpenedRecord) -> dict[str, list[FaultMessage]]:
        content = (self.space.root / opened.path).read_bytes()
        return self._by_field(opened, content, self.space.problems_in(opened.path, content, opened.entry))

    def _faults_of(self, opened: OpenedRecord, tree: dict[str, Tree]) -> dict[str, list[FaultMessage]]:
        try:
            content = self.space.written(opened, tree)
        except EditRefused as refused:
            said = {
                ".".join(map(str, place)): [FaultMessage(self.screen.said(fault))] for place, fault in refused.reasons
            }
            return said or {"": [FaultMessage(self.t("refused"))]}
        return self._by_field(opened, content, self.space.problems_of(opened.path, content, opened.entry))

    def _by_field(
        self, opened: OpenedRecord, content: bytes, problems: Sequence[Problem]
    ) -> dict[str, list[FaultMessage]]:
        found: dict[str, list[FaultMessage]] = {}
        mends = self.space.mends_of(opened.path, content, problems, opened.entry)
        for problem in problems:
            found.setdefault(problem.field, []).append(self.screen.said_with_mend(problem, mends.get(problem)))
        return found

    def _fault_line(self, problem: Problem) -> tuple[str, str, str]:
        """Return where a fault is, what is wrong, and the address of its form, "" if there is none."""
        kind, record_id = self.space.form_of(problem)
        named = [step for step in problem.field.split(".") if step and not step.isdecimal() and step != "items"]
        label = self.screen.field_label(EDITABLE[kind].record, named[-1]) if kind and named else ""
        said = f"{label}: {self.screen.said(problem)}" if label else self.screen.said(problem)
        return (
            self.space.called_at(problem.path) or problem.path,
            said,
            addresses.form(kind, record_id) if record_id else "",
        )


def _left(
    fields: list[Field], faults: Mapping[str, list[FaultMessage]], waiting: Collection[str]
) -> list[tuple[str, str]]:
    """Return the fields that are to be looked at again, by name and label, in the order of the form."""
    wrong = {name for name, said in faults.items() if said} | set(waiting)
    labelled = ((name, each.label) for top in fields for each, name in top.walk())
    return [(name, label) for name, label in labelled if name in wrong]


def _texts(form: FormData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def _placed(fields: list[Field], faults: Mapping[str, list[FaultMessage]]) -> dict[str, list[FaultMessage]]:
    """Return what is wrong by the field that shows it; what no field shows stands under ""."""
    names = {name for each in fields for name in each.names()}
    found: dict[str, list[FaultMessage]] = {}
    for place, said in faults.items():
        shown = place
        while shown and shown not in names:
            shown = shown.rpartition(".")[0]
        found.setdefault(shown, []).extend(said)
    return found
