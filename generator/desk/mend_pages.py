"""The desk's page of what a machine can put right in a file: each line as it would be, and a button that writes it."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from generator.desk import addresses
from generator.desk.screen import Screen
from generator.desk.workspace import mark_of
from generator.engine.project import read_project
from generator.staff.mending.mender import Mender, RepairResult


class MendPages:
    """Files a form cannot show as they are, or that cannot be read at all."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.space, self.t, self.page = screen, screen.space, screen.t, screen.page

    async def look(self, request: Request) -> Response:
        """Show what would be mended in a record's file; write it when told."""
        kind, record_id = self.screen.kind(request), request.path_params["id"]
        place = self.space.place_of_record(kind, record_id)
        if place is None:
            raise HTTPException(404)
        path = place[0]
        mark = mark_of((self.space.root / path).read_bytes())
        made = await run_in_threadpool(self._mended, path)
        is_shown = request.method == "POST" and (await request.form(max_files=0)).get("mark") == mark
        if is_shown and made.change.files:  # what is written is what was looked at
            await run_in_threadpool(self.space.put, made.change.files)
            await run_in_threadpool(self.screen.live.refresh, made.change.files)
            return RedirectResponse(f"{addresses.form(kind, record_id)}?xong=1", 303)
        faults = await run_in_threadpool(self.space.problems_of, path, (self.space.root / path).read_bytes())
        return self.page(
            "mend.html",
            path=path,
            here=addresses.deed(kind, record_id, addresses.MENDING),
            mark=mark,
            back=addresses.form(kind, record_id) if self.space.is_readable(path) else addresses.HOME,
            done=sorted(made.done, key=lambda each: each.fault.line),
            said=self.screen.said,
            letters=bool(made.letters),
            faults=[(problem.line, self.screen.said(problem)) for problem in faults],
        )

    def _mended(self, path: str) -> RepairResult:
        with self.space.lock:
            read = partial(read_project, self.space.root, self.space.project.settings)
            return Mender(self.space.root, self.space.words, read, is_bold=True).mend([path])
