"""The desk's pages of what was changed here: what is not sent, what waits, what came back; what others published."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from generator.core.git import GitFault
from generator.core.problem import Problem
from generator.desk.changes import kind_of_file
from generator.desk.reviews import NOBODY, RETURNED, WAITING
from generator.desk.screen import Screen, texts_of
from generator.desk.updates import Lost, Update, update
from generator.desk.workspace import Opened, mark_of
from generator.source.yaml_source import Tree, read_source


class SendingPages:
    """Sending what was changed, and fetching what others did."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    async def sending(self, request: Request) -> Response:
        """Show what was changed and not sent, field by field; send it with the clerk's name when asked."""
        told, sent = "", ""
        if request.method == "POST":
            form = await request.form(max_files=0)
            who, mail, why = texts_of(form, "who", "mail", "why")
            found, told = await self.screen.git(self._send, form, who, mail, why)
            sent = found or ""
        return await self._page(told, sent)

    def _send(self, form: FormData, who: str, mail: str, why: str) -> str:
        screen = self.screen
        if not screen.space.project.settings.needs_approval:
            return screen.t(screen.changes.send(who, mail, why))
        chosen = {str(value) for value in form.getlist("path")}
        changed = [each for each in screen.changes.pending() if each.path in chosen]
        files = {each.path: screen.changes.content(each.path) for each in changed}
        screen.reviews.submit(files, changed, who, mail, why)
        return screen.t("review.sent")

    async def _page(self, told: str, sent: str) -> Response:
        screen = self.screen
        state, fault = await screen.git(self._state)
        changed, mine, returned = state or ([], [], [])
        who, mail = screen.changes.repository.author()
        return screen.page(
            "send.html",
            changed=changed,
            mine=mine,
            returned=returned,
            told=told or fault,
            sent=sent,
            who=who,
            mail=mail,
            needs_approval=screen.space.project.settings.needs_approval,
        )

    def _state(self) -> tuple[list[object], list[object], list[object]]:
        """Return what is pending and waits nowhere, what waits, and what came back."""
        screen = self.screen
        waiting, returned = screen.reviews.waiting(), screen.reviews.returned()
        held = {
            (path, mark_of(content or b""))
            for each in waiting
            for path, content in screen.reviews.contents(each).items()
        }
        pending = [
            change
            for change in screen.changes.pending()
            if (change.path, mark_of(screen.changes.content(change.path) or b"")) not in held
        ]
        return [*pending], [*waiting], [*returned]

    async def drop(self, request: Request) -> Response:
        """Let what waits, or what came back, wait no longer."""
        form = await request.form(max_files=0)
        _, told = await self.screen.git(self._drop, *texts_of(form, "name", "commit"))
        return await self._page(told, "" if told else self.screen.t("review.dropped"))

    def _drop(self, name: str, commit: str) -> None:
        for folder, held in ((WAITING, self.screen.reviews.waiting()), (RETURNED, self.screen.reviews.returned())):
            for each in held:
                if (each.name, each.commit) == (name, commit):
                    self.screen.reviews.take_back(each, folder)
                    return
        raise GitFault("moved")

    async def undo(self, request: Request) -> Response:
        """Let a file say again what is published; what stood in it is kept as a draft."""
        form = await request.form(max_files=0)
        (path,) = texts_of(form, "path")
        found, told = await self.screen.git(self._undo, path)
        return await self._page(told, self.screen.t("send.undone", path=path) if found else "")

    def _undo(self, path: str) -> bool:
        screen = self.screen
        repository = screen.changes.repository
        with screen.space.lock:
            if path not in screen.changes.paths():
                raise GitFault("moved")
            published = repository.contents(repository.published(), [path])[path]
            ours = screen.changes.content(path)
            screen.space.put({path: published})
            self._keep(Lost(path, published, ours))
        screen.refresh([])
        return True

    async def update(self, _: Request) -> Response:
        """Fetch what others published, and go back to where one was."""
        found, told = await self.screen.git(self.take_updates)
        if told or (found and found.replaced):
            names = ", ".join(each.path for each in found.replaced) if found else ""
            return await self._page(told or self.screen.t("update.replaced", paths=names), "")
        said = "update.done" if found and found.changed else "update.nothing"
        return await self._page("", self.screen.t(said, count=len(found.changed) if found else 0))

    def take_updates(self, since: str = "") -> Update:
        """Take what others published, from a commit on; what was written over by it is kept as drafts."""
        screen = self.screen
        with screen.space.lock:
            author = screen.changes.repository.author()
            found = update(screen.space.root, author if all(author) else NOBODY, since)
            for each in found.replaced:
                self._keep(each)
            if found.changed:
                screen.space.reload()
        if found.changed:
            screen.refresh([])
        return found

    def _keep(self, lost: Lost) -> None:
        """Keep what stood in a file where its form finds it, or beside the drafts if it has no form."""
        kind, trees = kind_of_file(lost.path), [_tree(lost.path, side) for side in (lost.ours, lost.before)]
        if kind is None or not kind.command_name or trees[0] is None:
            self.screen.space.keep_file(lost.path, lost.ours)
            return
        before = lost.before or b""
        base = Opened(kind.command_name, lost.path, trees[1] or {}, mark_of(before))
        self.screen.space.keep_draft(trees[0], base)


def _tree(path: str, content: bytes | None) -> dict[str, Tree] | None:
    source = read_source(path, content or b"{}")
    return None if isinstance(source, Problem) else source.data
