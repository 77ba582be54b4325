"""The desk's pages of what was changed here: what is not sent, what waits, what came back; what others published."""

from contextlib import suppress

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from generator.archive.ledger import FILE as LEDGER
from generator.archive.source_files import kind_of_file
from generator.core.git import GitFault
from generator.desk.changes import RecordChange, tree_in
from generator.desk.drafts import OpenedRecord
from generator.desk.reviews import NOBODY, RETURNED, WAITING, Submission
from generator.desk.screen import Screen, texts_of
from generator.desk.updates import OverwrittenFile, update
from generator.desk.workspace import mark_of
from generator.staff.tree_edit import without_blanks

_TOLD_AT_START = frozenset({"fetch", "slow", "diverged", "unrelated", "failed"})
"""Why nothing could be fetched, where somebody expects that it can: not where there is no repository."""


class SendingPages:
    """Sending what was changed, and fetching what others did."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._undone: OverwrittenFile | None = None

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
            with suppress(GitFault):  # without a network it is committed all the same, and sent another time
                self.take_updates()
            key, said = screen.changes.send(who, mail, why)
            return screen.with_servers_words(screen.t(key), said)
        chosen = {str(value) for value in form.getlist("path")}
        along = screen.changes.needed_by(chosen) if chosen else set()
        changed = [each for each in screen.changes.pending() if each.path in chosen | along]
        files = {each.path: screen.changes.content(each.path) for each in changed}
        screen.reviews.submit(files, changed, who, mail, why)
        names = dict.fromkeys(each.name for each in changed if each.path in along and each.path != LEDGER)
        return screen.t("review.sent_along", names=", ".join(names)) if names else screen.t("review.sent")

    async def _page(self, told: str, sent: str) -> Response:
        screen = self.screen
        state, fault = await screen.git(self._state)
        changed, waiting, returned = state or ([], [], [])
        who, mail = screen.changes.repository.author()
        return screen.page(
            "send.html",
            changed=changed,
            unused=screen.changes.unused({each.path for each in changed}),
            waiting=waiting,
            returned=returned,
            told=told or fault,
            sent=sent,
            who=who,
            mail=mail,
            needs_approval=screen.space.project.settings.needs_approval,
            undone=self._undone.path if self._undone else "",
        )

    def _state(self) -> tuple[list[RecordChange], list[Submission], list[Submission]]:
        """Return what is pending and waits nowhere, what of it waits, and what came back."""
        reviews, changes = self.screen.reviews, self.screen.changes
        waiting = [each for each in reviews.waiting() if reviews.is_mine(each)]
        held = {(path, content) for each in waiting for path, content in reviews.contents(each).items()}
        pending = [change for change in changes.pending() if (change.path, changes.content(change.path)) not in held]
        return pending, waiting, [each for each in reviews.returned() if reviews.is_mine(each)]

    async def drop(self, request: Request) -> Response:
        """Let what waits, or what came back, wait no longer."""
        form = await request.form(max_files=0)
        _, told = await self.screen.git(self._drop, *texts_of(form, "name", "commit"))
        return await self._page(told, "" if told else self.screen.t("review.dropped"))

    def _drop(self, name: str, commit: str) -> None:
        reviews = self.screen.reviews
        for folder, held in ((WAITING, reviews.waiting()), (RETURNED, reviews.returned())):
            for each in held:
                if (each.name, each.commit) == (name, commit) and reviews.is_mine(each):
                    reviews.take_back(each, folder)
                    return
        raise GitFault("moved")

    async def undo(self, request: Request) -> Response:
        """Let a file say again what was published; what stood in it is kept."""
        form = await request.form(max_files=0)
        path = str(form.get("path", ""))
        kept, told = await self.screen.git(self._undo, path)
        return await self._page(told, self.screen.t("send.undone", path=path, kept=kept) if kept else "")

    def _undo(self, path: str) -> str:
        screen = self.screen
        repository = screen.changes.repository
        with screen.space.lock:
            if path not in screen.changes.paths():
                raise GitFault("moved")
            before = repository.contents(repository.base(), [path])[path]
            kept = self._save_displaced(
                OverwrittenFile(path, before, screen.changes.content(path)), has_form=before is not None
            )
            self._undone = OverwrittenFile(path, before, screen.changes.content(path))
            screen.space.put({path: before})
        screen.live.refresh()
        return kept

    async def restore(self, request: Request) -> Response:
        """Let the file that was undone last say again what it said before that."""
        form = await request.form(max_files=0)
        path = str(form.get("path", ""))
        _, told = await self.screen.git(self._restore, path)
        return await self._page(told, "" if told else self.screen.t("send.restored", path=path))

    def _restore(self, path: str) -> None:
        screen, undone = self.screen, self._undone
        with screen.space.lock:
            if undone is None or undone.path != path or screen.changes.content(path) != undone.before:
                raise GitFault("moved")
            screen.space.put({path: undone.ours})
            screen.space.drafts.drop_in(path)
            self._undone = None
        screen.live.refresh()

    async def update(self, _: Request) -> Response:
        """Fetch what others published."""
        said, told = await self.screen.git(self._fetched)
        return await self._page(told, said or "")

    def _fetched(self) -> str:
        """Take what others published; say as well what became of what was sent from here."""
        reviews = self.screen.reviews
        sent = {each.name: each.message.split("\n")[0] for each in reviews.waiting() if reviews.is_mine(each)}
        said = self.take_updates()
        waiting, back = ({each.name for each in held} for held in (reviews.waiting(), reviews.returned()))
        for key, names in (("approved", set(sent) - waiting - back), ("sent_back", set(sent) & back)):
            if names:
                said = f"{self.screen.t(f'update.{key}', names='; '.join(sent[name] for name in sorted(names)))} {said}"
        return said

    def at_start(self) -> None:
        """Take what others published while nobody sat here; the home page says what came, or why nothing could."""
        try:
            said = self.take_updates()
        except GitFault as fault:
            said = self.screen.git_message(fault) if fault.key in _TOLD_AT_START else ""
        self.screen.notice = "" if said == self.screen.t("update.nothing") else said

    def take_updates(self, since: str = "") -> str:
        """Take what others published, from a commit on; return what to say. What makes way for it is kept."""
        screen = self.screen
        repository = screen.changes.repository
        repository.fetch()  # takes its time; meanwhile forms are worked on
        kept: list[str] = []
        with screen.space.lock:
            author = repository.author()
            found = update(
                screen.space.root,
                author if all(author) else NOBODY,
                screen.t("commit.joined"),
                lambda displaced: kept.append(f"{displaced.path}: {self._save_displaced(displaced)}"),
                since,
            )
            if found.changed:
                screen.space.reload()
        if found.changed:
            screen.live.refresh()
        if found.displaced:
            return screen.t("update.displaced", kept="; ".join(kept))
        return screen.t("update.done", count=len(found.changed)) if found.changed else screen.t("update.nothing")

    def _save_displaced(self, displaced: OverwrittenFile, *, has_form: bool = True) -> str:
        """Keep what stood in a file, and return where: as the draft of its form, else beside the drafts."""
        space, path = self.screen.space, displaced.path
        kind, ours = kind_of_file(path), tree_in(path, displaced.ours)
        if has_form and displaced.ours is not None and ours is not None and kind and kind.command_name:
            before = displaced.before or b""
            base = OpenedRecord(kind.command_name, path, tree_in(path, before) or {}, mark_of(before))
            typed = space.drafts.of(base)
            if typed is None or without_blanks(typed.tree) == without_blanks(ours):
                space.drafts.save(ours, base)
                return self.screen.t("update.as_draft")
        return space.save_aside(path, displaced.ours)
