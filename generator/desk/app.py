"""The desk's pages: what there is, a form for each record, what changed, and the real page beside it."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from generator.core.problem import Problem, UsageError
from generator.core.text import fold, slugify
from generator.desk.changes import Changes, GitMissing
from generator.desk.form import DEEDS, Field, clean, do, keep_unknown, tree_of, unshown
from generator.desk.guard import App, Guard
from generator.desk.workspace import Conflict, Draft, Opened, Workspace
from generator.engine.preview import Preview
from generator.publish.routes import PREFIX
from generator.source.yaml_source import Tree
from generator.staff.schema import WRITABLE
from generator.staff.tree_edit import EditRefused

_HERE = Path(__file__).parent
_SHOWN = 200
"""Records a list shows at once; the rest is found by searching."""


class Desk:
    """The desk of one project."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.space = Workspace(root)
        self.changes = Changes(root)
        self.folder = folder
        self._preview: Preview | None = None
        self.pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self.pages.globals.update(t=self.t, kinds=list(WRITABLE))

    def t(self, key: str, **values: object) -> str:
        """Return the desk's words for a key."""
        return self.space.words.translate(f"desk.{key}", **values)

    def page(self, template: str, status: int = 200, /, **given: Any) -> HTMLResponse:
        """Return a page of the desk."""
        return HTMLResponse(self.pages.get_template(template).render(**given), status)

    async def home(self, _: Request) -> Response:
        """Show the kinds of records, what is wrong, and what was changed and not sent yet."""
        counts = {kind: len(self.space.records(kind)) for kind in WRITABLE}
        faults = [fault for fault in self.space.project.problems if fault.is_error]
        return self.page("home.html", counts=counts, faults=[self._told(fault) for fault in faults[:50]])

    async def listing(self, request: Request) -> Response:
        """Show the records of a kind, sifted by words written with or without accents."""
        kind = self._kind(request)
        words = fold(request.query_params.get("q", "")).split()
        named = [
            (record.id, str(getattr(record, "name", None) or getattr(record, "number", record.id)))
            for record in self.space.records(kind)
        ]
        found = [(key, name) for key, name in named if all(word in fold(f"{name} {key}") for word in words)]
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
        kind, record_id = self._kind(request), request.path_params["id"]
        path = self.space.path_of_record(kind, record_id)
        if path is None:
            raise HTTPException(404)
        opened = await run_in_threadpool(self.space.open, kind, path)
        if request.method == "POST":
            return await self._posted(request, opened, record_id)
        draft, asked = self.space.draft(opened), request.query_params
        held = draft if draft and "nhap" in asked else Draft(opened.tree, opened)
        told = self._told_unshown(opened)
        return self._form(
            held, record_id, self._faults(path), told=told, has_draft=draft is not None, is_saved="xong" in asked
        )

    async def _posted(self, request: Request, opened: Opened, record_id: str) -> Response:
        form = await request.form(max_files=0, max_fields=20_000, max_part_size=1_000_000)
        deed, _, place = str(form.get("do", "check")).partition(":")
        if deed == "drop":
            self.space.drop_draft(opened.path)
            return RedirectResponse(request.url.path, 303)
        struct = WRITABLE[opened.kind].record
        base = self.space.base_of(opened, str(form.get("mark", "")))
        reshapes = deed in {"add", *DEEDS}
        tree = keep_unknown(struct, opened.tree, tree_of(struct, _texts(form), with_blanks=reshapes))
        if reshapes:
            do(tree, deed, place)
        self.space.keep_draft(tree, base)
        if deed == "draft":
            return JSONResponse({"kept": True})
        faults = await run_in_threadpool(self._faults_of, opened, tree)
        if request.query_params.get("as") == "json":
            return JSONResponse(faults)
        held, told = Draft(tree, base), self._told_unshown(opened)
        if deed != "save" or told:
            return self._form(held, record_id, faults, told=told)
        try:
            now, merged = await run_in_threadpool(self.space.save, base, tree)
        except EditRefused as refused:
            return self._form(held, record_id, faults, told=self.t("unwritable" if refused.reasons else "refused"))
        if not merged.conflicts:
            await run_in_threadpool(self._refresh, opened.path)
            return RedirectResponse(f"{request.url.path}?xong=1", 303)
        names = ", ".join(self._field_name(opened.kind, each.field) for each in merged.conflicts)
        held = Draft(merged.tree, now)  # both were shown: what is saved next was decided knowing them
        self.space.keep_draft(held.tree, now)
        told = self.t("conflict", fields=names)
        return self._form(held, record_id, faults, told=told, conflicts=merged.conflicts)

    def _told_unshown(self, opened: Opened) -> str:
        """Return what to say if the file holds what its form cannot show; "" if it does not."""
        places = ", ".join(unshown(WRITABLE[opened.kind].record, opened.tree))
        return self.t("unshown", places=places) if places else ""

    def _form(
        self,
        held: Draft,
        record_id: str,
        faults: Mapping[str, list[str]],
        *,
        told: str = "",
        conflicts: Sequence[Conflict] = (),
        has_draft: bool = False,
        is_saved: bool = False,
    ) -> HTMLResponse:
        kind, tree = WRITABLE[held.base.kind], held.tree
        self.space.show(held.base)
        fields = self.space.forms().fields(kind.record, tree)
        record = self.space.project.archive.collection(kind.collection).get(record_id)
        return self.page(
            "record.html",
            kind=held.base.kind,
            name=str(tree.get("name") or tree.get("number") or record_id),
            fields=fields,
            faults=_placed(fields, faults),
            mark=held.base.mark,
            told=told,
            conflicts=conflicts,
            has_draft=has_draft,
            is_saved=is_saved,
            page=f"/xem{PREFIX[kind.collection]}{record_id}/" if record is not None and kind.prefix else "",
            label=self._field_name,
            in_words=self._in_words,
        )

    async def new(self, request: Request) -> Response:
        """Begin a record: its name, its id, and a form that holds only what must be there."""
        kind = self._kind(request)
        if request.method == "GET":
            return self.page("new.html", kind=kind, told="", name="", id="", year="")
        form = await request.form(max_files=0)
        name, year = clean(str(form.get("name", ""))), clean(str(form.get("year", ""))) or None
        record_id = clean(str(form.get("id", ""))) or slugify(name)[:80].strip("-")
        try:
            path = self.space.begin(kind, record_id, year)
        except UsageError as fault:
            told = self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
            return self.page("new.html", 400, kind=kind, told=told, name=name, id=record_id, year=year or "")
        first = "number" if "name" not in WRITABLE[kind].record.model_fields else "name"
        if not name:
            return self.page(
                "new.html", 400, kind=kind, told=self.t("no_name"), name=name, id=record_id, year=year or ""
            )
        await run_in_threadpool(self.space.create, path, {first: name})
        return RedirectResponse(f"/{kind}/{record_id}/", 303)

    async def sending(self, request: Request) -> Response:
        """Show what was changed and not sent, field by field; send it with the clerk's name when asked."""
        told = ""
        if request.method == "POST":
            form = await request.form(max_files=0)
            who, mail, why = (clean(str(form.get(name, ""))) for name in ("who", "mail", "why"))
            try:
                told = self.t(await run_in_threadpool(self.changes.send, who, mail, why))
            except GitMissing as fault:
                told = self.t(f"git.{fault.key}", detail=fault.detail)
        try:
            changed = await run_in_threadpool(self.changes.pending)
        except GitMissing as fault:
            changed, told = [], told or self.t(f"git.{fault.key}", detail=fault.detail)
        who, mail = self.changes.author()
        return self.page(
            "send.html",
            changed=changed,
            told=told,
            who=who,
            mail=mail,
            label=self._field_name,
            in_words=self._in_words,
        )

    def _field_name(self, kind: str, name: str) -> str:
        return self.space.words.field_label(name, WRITABLE[kind].record.__name__) if kind in WRITABLE else name

    def _in_words(self, kind: str, name: str, tree: Tree) -> str:
        known = self.space.forms().in_words(WRITABLE[kind].record, name, tree) if kind in WRITABLE else tree
        return _as_written(known)

    async def preview(self, request: Request) -> Response:
        """Show the real page, as readers will see it."""
        file = await run_in_threadpool(self._ensure, f"/{request.path_params['path']}")
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)

    def _ensure(self, address: str) -> Path | None:
        with self.space.lock:
            if self._preview is None:
                self._preview = Preview(self.space.root, self.folder, "http://127.0.0.1/", lambda _: None)
            self._preview.ensure(address)
        found = (self.folder / address.lstrip("/")).resolve()
        file = found / "index.html" if found.is_dir() else found
        return file if file.is_file() and self.folder.resolve() in file.parents else None

    def _refresh(self, path: str) -> None:
        with self.space.lock:
            if self._preview is not None:
                while self._preview.refresh({path}):
                    path = ""  # the page stands; the rest is read now

    def _kind(self, request: Request) -> str:
        kind: str = request.path_params["kind"]
        if kind not in WRITABLE:
            raise HTTPException(404)
        return kind

    def _faults(self, path: str) -> dict[str, list[str]]:
        return self._by_field(problem for problem in self.space.project.problems if problem.path == path)

    def _faults_of(self, opened: Opened, tree: dict[str, Tree]) -> dict[str, list[str]]:
        try:
            content = self.space.written(opened, tree)
        except EditRefused as refused:
            reasons = {".".join(map(str, place)): [self._said(problem)] for place, problem in refused.reasons}
            return reasons or {"": [self.t("refused")]}
        return self._by_field(self.space.problems_of(opened.path, content))

    def _by_field(self, problems: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for problem in problems:
            found.setdefault(problem.field, []).append(self._said(problem))
        return found

    def _said(self, problem: Problem) -> str:
        message, hint = self.space.words.message_and_hint(problem)
        return f"{message} — {hint}" if hint else message

    def _told(self, problem: Problem) -> tuple[str, str]:
        return problem.path, self._said(problem)


def _texts(form: FormData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def _placed(fields: list[Field], faults: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what is wrong by the field that shows it; what no field shows stands under ""."""
    names = {name for each in fields for name in each.names()}
    found: dict[str, list[str]] = {}
    for place, said in faults.items():
        shown = place
        while shown and shown not in names:
            shown = shown.rpartition(".")[0]
        found.setdefault(shown, []).extend(said)
    return found


def _as_written(tree: Tree) -> str:
    """Return a value in words for somebody who compares two."""
    if isinstance(tree, dict):
        return "; ".join(f"{_as_written(value)}" for value in tree.values())
    if isinstance(tree, list):
        return "\n".join(_as_written(each) for each in tree)
    return tree or "–"


def make_app(root: Path, folder: Path, token: str, port: int) -> App:
    """Return the desk of a project; what it shows of pages lies in a folder of its own."""
    desk = Desk(root, folder)
    routes = [
        Route("/", desk.home),
        Mount("/desk", StaticFiles(directory=_HERE / "static")),
        Route("/gui/", desk.sending, methods=["GET", "POST"]),
        Route("/xem/{path:path}", desk.preview),
        Route("/{kind}/", desk.listing),
        Route("/{kind}/moi/", desk.new, methods=["GET", "POST"]),
        Route("/{kind}/{id}/", desk.record, methods=["GET", "POST"]),
    ]

    async def failed(_: Request, fault: Exception) -> Response:
        if isinstance(fault, UsageError):
            words = desk.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
            return desk.page("fault.html", 400, told=words)
        return desk.page("fault.html", 404, told=desk.t("no_page"))

    app = Starlette(routes=routes, exception_handlers={UsageError: failed, 404: failed})
    return Guard(app, token, port)


def preview_folder() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder for the pages shown, gone with the desk."""
    return tempfile.TemporaryDirectory(prefix="dienhinh-desk-")
