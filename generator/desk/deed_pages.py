"""The desk's pages of deeds that move a record or take it down: what each would bring is seen before it is done."""

from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from generator.archive.ledger import FILE as LEDGER
from generator.core.dates import PartialDate
from generator.core.problem import UsageError
from generator.desk import addresses
from generator.desk.changes import called, changes_of
from generator.desk.screen import Screen, texts_of
from generator.engine.project import CONFIG, cached_loader
from generator.publish.routes import PREFIX, page_route
from generator.records.base import Record
from generator.records.kinds import kind_of
from generator.records.shared import Exemplar
from generator.staff.editing import ChangeSet
from generator.staff.rename import merge, rename, withdraw

RENAME, MERGE, WITHDRAW, HOLD, RELEASE = "doi-ma", "gop", "go", "tam-an", "hien-lai"
_OF_EXEMPLARS = frozenset({WITHDRAW, HOLD, RELEASE})


@dataclass(frozen=True, slots=True)
class ActionForm:
    """What stands on the form of a deed."""

    new: str = ""
    query: str = ""
    into: str = ""
    reason: str = ""
    hide_name: bool = False
    rows: bool = False
    drop_address: bool = False


def deeds_for(record: Record) -> list[str]:
    """Return what can be done with a record besides writing it."""
    kind = kind_of(record.collection)
    if kind.files:  # an entry of a list goes by hand: others may build on its place
        return [RENAME] if kind.prefix else []
    if not isinstance(record, Exemplar):
        return [RENAME, MERGE]
    if record.notice is not None:
        return [RENAME]
    return [RENAME, MERGE, RELEASE if record.hold else HOLD, WITHDRAW]


class DeedPages:
    """Renaming, merging, pausing and withdrawing records."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.space, self.t = screen, screen.space, screen.t

    async def deed(self, request: Request) -> Response:
        """Ask for what a deed needs, show what it would bring, and do it when asked."""
        kind, deed = self.screen.kind(request), request.path_params["deed"]
        collection = self.space.collection(kind)
        record = self.space.project.archive.collection(collection).get(request.path_params["id"])
        if record is None or deed not in deeds_for(record):
            raise HTTPException(404)
        asked, change, told = ActionForm(), None, ""
        if request.method == "POST":
            form = await request.form(max_files=0)
            asked, step = _asked(form), str(form.get("do", "look"))
            if step != "find":
                change, told = await run_in_threadpool(self._work_out, record, deed, asked)
            if change is not None and step == "do" and not change.problems and not told:
                await run_in_threadpool(self._do, change)
                return RedirectResponse(addresses.SENDING, 303)
        return await run_in_threadpool(self._page, kind, deed, record, asked, change, told)

    def _work_out(self, record: Record, deed: str, asked: ActionForm) -> tuple[ChangeSet | None, str]:
        """Return what a deed would write; or why it cannot be done."""
        try:
            change = self._change(record, deed, asked)
        except UsageError as fault:
            return None, self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
        if CONFIG in change.files:
            return change, self.t("deed.in_settings", path=CONFIG)
        drafts = [draft for path in change.files for draft in self.space.drafts_in(path)]
        names = ", ".join(dict.fromkeys(called(draft.tree) or draft.base.place for draft in drafts))
        return change, self.t("deed.unsaved", names=names) if drafts else ""

    def _change(self, record: Record, deed: str, asked: ActionForm) -> ChangeSet:
        root, read, address = self.space.root, cached_loader(self.space.root), page_route(record)
        if deed == RENAME:
            return rename(root, address, asked.new, read)
        if deed == MERGE:
            return merge(root, address, f"{PREFIX[record.collection]}{asked.into}/", read)
        if deed == WITHDRAW:
            if not asked.reason:
                raise UsageError("no-reason")
            today = date.today()
            return withdraw(
                root,
                address,
                asked.reason,
                PartialDate(today.year, today.month, today.day),
                not (asked.hide_name or asked.drop_address),
                read,
                drop_address=asked.drop_address,
                drop_rows=asked.rows,
            )
        return ChangeSet(dict([self.space.with_value(record, "hold", "true" if deed == HOLD else None)]))

    def _do(self, change: ChangeSet) -> None:
        with self.space.lock:
            change.apply(self.space.root)
            for path in change.files:
                self.space.drafts.drop_in(path)
            self.space.reload()
        self.screen.live.refresh(change.files)

    def _page(
        self, kind: str, deed: str, record: Record, asked: ActionForm, change: ChangeSet | None, told: str
    ) -> Response:
        files = change.files if change is not None else {}
        found = [
            each
            for path, content in sorted(files.items())
            if path not in {LEDGER, CONFIG}
            for each in changes_of(path, self._content(path), content)
        ]
        name = str(getattr(record, "name", None) or getattr(record, "number", record.id))
        notes = change.notes if change is not None else []
        return self.screen.page(
            "deed.html",
            kind=kind,
            deed=deed,
            record=record,
            name=name,
            asked=asked,
            told=told,
            is_shown=change is not None,
            changed=found,
            folders=dict(change.folders) if change is not None else {},
            problems=[f"{p.path}: {self.screen.said(p)}" for p in (change.problems if change is not None else ())],
            notes=[self.space.words.translate(f"desk.deed.still.{key}", **values) for key, values in notes],
            address=page_route(record),
            others=self._others(record, asked.query) if deed == MERGE else [],
        )

    def _content(self, path: str) -> bytes | None:
        file = self.space.root / path
        return file.read_bytes() if file.is_file() else None

    def _others(self, record: Record, query: str) -> list[tuple[str, str]]:
        """Return the records of the kind that are known by all words asked for."""
        found = self.space.choices.find(record.collection, query).options if query else ()
        return [(option.value, option.name) for option in found if option.value != record.id]


def _asked(form: FormData) -> ActionForm:
    new, query, into, reason = texts_of(form, "new", "q", "into", "reason")
    boxes = [bool(form.get(name)) for name in ("hide_name", "rows", "drop_address")]
    return ActionForm(new, query, into, reason, *boxes)
