"""The desk's pages for a second pair of eyes: what waits, what it changes, the page before and after; yes or no."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from generator.archive.archive import Archive
from generator.core.git import GitFault
from generator.core.problem import Problem
from generator.desk.reviews import Proposal
from generator.desk.screen import Screen, texts_of
from generator.desk.sending_pages import SendingPages
from generator.engine.project import Publication
from generator.publish.routes import PREFIX

_ATTEMPTS = 3
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Judgement:
    """What publishing a submission would bring: faults that were not there before, names, addresses."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    more_names: int = 0
    addresses: tuple[str, ...] = ()


class ReviewPages:
    """What waits for approval, and what is done with it."""

    def __init__(self, screen: Screen, sending: SendingPages) -> None:
        self.screen, self.sending = screen, sending

    async def listing(self, _: Request) -> Response:
        """Show what waits, as it is on the server now."""
        told = (await self.screen.git(self.screen.changes.repository.fetch))[1]
        waiting, fault = await self.screen.git(self.screen.reviews.waiting)
        return self.screen.page("reviews.html", waiting=waiting or [], told=told or fault)

    async def review(self, request: Request) -> Response:
        """Show one submission; approve it or send it back when asked."""
        name, told = request.path_params["name"], ""
        if request.method == "POST":
            form = await request.form(max_files=0)
            who, mail, reason, commit, deed = texts_of(form, "who", "mail", "reason", "commit", "do")
            stood = self.screen.changes.repository.commit_of("HEAD")
            act = self._approve if deed == "approve" else self._send_back
            said, told = await self.screen.git(act, name, commit, who, mail, reason)
            if said:
                late = (await self.screen.git(self.sending.take_updates, stood))[1]
                waiting, _ = await self.screen.git(self.screen.reviews.waiting)
                return self.screen.page("reviews.html", waiting=waiting or [], told=late, done=said)
        else:
            await self.screen.git(self.screen.changes.repository.fetch)
        found, fault = await self.screen.git(self._judged, name)
        if found is None:
            raise HTTPException(404, fault)
        return self._page(*found, told)

    def _page(self, proposal: Proposal, judgement: Judgement, told: str) -> Response:
        who, mail = self.screen.changes.repository.author()
        pages = [
            (each.name, f"{PREFIX[each.kind.collection]}{each.id}/".lstrip("/"), each.is_new)
            for each in proposal.changes
            if each.kind and each.kind.prefix and each.id and proposal.can_be_shown and not each.is_removed
        ]
        return self.screen.page(
            "review.html", proposal=proposal, judgement=judgement, pages=pages, told=told, who=who, mail=mail
        )

    def _judged(self, name: str) -> tuple[Proposal, Judgement]:
        proposal = self.screen.reviews.proposal(name)
        if proposal is None:
            raise GitFault("moved")
        return proposal, self._judge(proposal)

    def _judge(self, proposal: Proposal) -> Judgement:
        if not proposal.can_be_shown:
            return Judgement()
        before = self.screen.sides["before"].stand_at(proposal.published)
        after = self.screen.sides["after"].stand_at(proposal.commit)
        known = set(map(_what, _faults(before)))
        fresh = [fault for fault in sorted(_faults(after)) if _what(fault) not in known]
        told = [(fault.is_error, f"{fault.path}: {self.screen.said(fault)}") for fault in fresh]
        names = sorted(_names(after.project.archive) - _names(before.project.archive))
        lost: set[str] = set()
        if not after.blocking_problems and not before.blocking_problems:
            lost = {*before.live_routes} - after.live_routes - after.ledger.redirects.keys()
        return Judgement(
            tuple(said for is_error, said in told if is_error),
            tuple(said for is_error, said in told if not is_error),
            tuple(names[:_SHOWN]),
            max(0, len(names) - _SHOWN),
            tuple(sorted(lost)),
        )

    def _approve(self, name: str, commit: str, who: str, mail: str, _: str) -> str:
        for attempt in range(_ATTEMPTS):
            self.screen.changes.repository.fetch()
            proposal, judgement = self._judged(name)
            if proposal.submission.commit != commit:
                raise GitFault("moved")
            if judgement.errors:
                raise GitFault("errors")
            try:
                said = self.screen.reviews.approve(proposal, who, mail)
            except GitFault as fault:
                if fault.key != "moved" or attempt + 1 == _ATTEMPTS:
                    raise
            else:
                return self.screen.with_servers_words(self.screen.t("review.approved"), said)
        raise GitFault("moved")

    def _send_back(self, name: str, commit: str, who: str, mail: str, reason: str) -> str:
        self.screen.changes.repository.fetch()
        found = [each for each in self.screen.reviews.waiting() if (each.name, each.commit) == (name, commit)]
        if not found:
            raise GitFault("moved")
        self.screen.reviews.send_back(found[0], who, mail, reason)
        return self.screen.t("review.sent_back")

    async def side(self, request: Request) -> Response:
        """Show a page of the site as it is published, or as it would be."""
        side = self.screen.sides.get(request.path_params["side"])
        file: Path | None = await run_in_threadpool(side.file, f"/{request.path_params['path']}") if side else None
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)


def _faults(publication: Publication) -> set[Problem]:
    return {*publication.project.problems, *publication.blocking_problems}


def _what(problem: Problem) -> tuple[object, ...]:
    """Return a fault without its line, which every line above it moves."""
    return problem.path, problem.field, problem.code, problem.values


def _names(archive: Archive) -> set[str]:
    return set(_public_names(archive))


def _public_names(archive: Archive) -> Iterator[str]:
    """Yield the names the public reads: of stories, their members, models, and of the rows of decisions."""
    for exemplar in (*archive.stories.values(), *archive.models.values()):
        if not exemplar.is_unnamed:
            yield exemplar.name
            yield from (member.name for member in getattr(exemplar, "members", ()))
    for decision in archive.decisions.values():
        yield from (row.name for row in decision.rows if row.withdrawn is None)
