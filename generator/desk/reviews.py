"""What waits for a second pair of eyes: branches anybody's git holds, so that no host's own tools are needed.

`cho-duyet/<id>` holds what a clerk sent, `tra-lai/<id>` what a colleague sent back with the reason; whoever approves
joins it with what is published. The approver is not the author.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from generator.config.i18n import Language
from generator.core.git import GitFault, Repository
from generator.desk.changes import RecordChange, changes_of, identity_of, subject_of
from generator.desk.updates import combine
from generator.staff.approval import Person, authors, is_same_person, outside_records
from generator.staff.merging import Conflict

WAITING, RETURNED = "cho-duyet", "tra-lai"
NOBODY = ("dienhinh", "desk@localhost")
"""Who makes a commit nobody asked for: in which a submission is looked at, or what was published is joined."""
_SENT = "refs/dienhinh/sent"
"""Where git holds what was sent from this machine."""
_FORMAT = "%at%x00%an%x00%ae%x00%ad%x00%B"
_DAY = "format:%H:%M ngày %d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Submission:
    """Something that was sent to be published: its branch by name, its commit, who sent it, when and why."""

    name: str
    commit: str
    original: str
    """The commit that was sent: itself, or its parent where it was sent back with a reason."""
    author: str
    """The address of who sent it; `who` and `mail` are of who spoke last."""
    sent: int
    """When, in seconds since 1970; `day` says it in words."""
    who: str
    mail: str
    day: str
    message: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A submission over what is published now: what it changes, and what stops it.

    `commit` is what would be published; "" if somebody published other values of the same fields meanwhile.
    """

    submission: Submission
    published: str
    commit: str
    files: Mapping[str, bytes | None]
    changes: tuple[RecordChange, ...]
    conflicts: Mapping[str, tuple[Conflict, ...]]
    outside: tuple[str, ...]

    @property
    def can_be_shown(self) -> bool:
        """Tell whether its pages may be made on this machine before somebody approved it."""
        return bool(self.commit) and not self.outside


class Reviews:
    """The reviews of one project."""

    def __init__(self, root: Path, words: Language) -> None:
        self.repository, self.words = Repository(root), words

    def waiting(self) -> list[Submission]:
        """Return what waits, as far as it was fetched, the oldest first."""
        return self._submissions(WAITING)

    def returned(self) -> list[Submission]:
        """Return what was sent back, and by whom and why; what it was about is the commit before."""
        found = self._submissions(RETURNED)
        return [self._with_author(each) for each in found]

    def _with_author(self, returned: Submission) -> Submission:
        """What was sent back is the parent of the commit that says why."""
        told = self.repository.text("log", "-1", "--format=%H %ae", f"{returned.commit}^", may_fail=True)
        first, _, author = told.partition(" ")
        return replace(returned, original=first, author=author)

    def _submissions(self, folder: str) -> list[Submission]:
        found = self.repository.references(folder)
        return sorted((self._submission(name, commit) for name, commit in found.items()), key=lambda each: each.sent)

    def _submission(self, name: str, commit: str) -> Submission:
        told = self.repository.text("log", "-1", f"--date={_DAY}", f"--format={_FORMAT}", commit)
        sent, who, mail, day, message = told.split("\0", 4)
        return Submission(name, commit, commit, mail, int(sent), who, mail, day, message.strip())

    def contents(self, submission: Submission) -> dict[str, bytes | None]:
        """Return the files a submission changed, as it has them."""
        base = self.repository.text("merge-base", submission.commit, self.repository.published(), may_fail=True)
        return self.repository.contents(submission.commit, self.repository.changed(base, submission.commit))

    def submit(
        self, files: Mapping[str, bytes | None], changed: Sequence[RecordChange], who: str, mail: str, why: str
    ) -> str:
        """Send changed files to be approved, and return what the submission is called.

        What the same person sent of the same record and is not approved yet gives way to it. The commit follows the
        published one the files were made from, so that what others published since is not taken back.
        """
        author = identity_of(who, mail)
        if not files:
            raise GitFault("nothing")
        self.repository.branch()  # says so if there is none
        self.repository.fetch()
        published = self.repository.published()
        if not published:
            raise GitFault("empty")
        message = why or subject_of(changed)
        commit = self.repository.commit([self.repository.base()], files, message, author)
        waiting = {each.name: each for each in self.waiting()}
        returned = {each.name: each for each in self.returned()}
        taken = {each.name for each in (*waiting.values(), *returned.values()) if not self.is_mine(each, author[1])}
        name = _free_name(changed, taken)
        branches = {f"{WAITING}/{name}": (waiting[name].commit if name in waiting else "", commit)}
        if name in returned:
            branches[f"{RETURNED}/{name}"] = (returned[name].commit, "")
        self.repository.move(branches)
        self.repository.text("update-ref", f"{_SENT}/{name}", commit)
        return name

    def is_mine(self, submission: Submission, mail: str = "") -> bool:
        """Tell whether somebody sent a submission: from this machine, or with an address, or with the one git knows."""
        known = {each.casefold() for each in (mail, self.repository.author()[1]) if each}
        sent = self.repository.commit_of(f"{_SENT}/{submission.name}")
        return submission.author.casefold() in known or sent == submission.original

    def proposal(self, name: str) -> Proposal | None:
        """Return what a submission makes of what is published now; None if nothing of that name waits."""
        commit = self.repository.references(WAITING).get(name)
        if commit is None:
            return None
        submission, published = self._submission(name, commit), self.repository.published()
        together = combine(self.repository, commit, published)
        before = self.repository.contents(published, together.files)
        changes = [change for path in together.files for change in changes_of(path, before[path], together.files[path])]
        whole = Repository(self.repository.top())
        base = whole.text("merge-base", published, commit)
        prefix = self.repository.text("rev-parse", "--show-prefix")
        outside = outside_records(whole.changed(base, commit), prefix)
        made = ""
        if not together.conflicts and not outside:
            made = self.repository.commit([published, commit], together.files, submission.message, NOBODY)
        return Proposal(submission, published, made, together.files, tuple(changes), together.conflicts, outside)

    def approve(self, proposal: Proposal, who: str, mail: str) -> str:
        """Publish a submission over what is published, in the name of the one who approves; return the server's words.

        GitFault if that is its author; "moved" if it, or what is published, is another by now.
        """
        approver = identity_of(who, mail)
        self._refuse_author(proposal, approver)
        if not proposal.commit:
            raise GitFault("conflict")
        if self.repository.published() != proposal.published:
            raise GitFault("moved")
        submission = proposal.submission
        message = self.words.translate("desk.commit.approved", message=submission.message, who=submission.who)
        made = self.repository.commit([proposal.published, submission.commit], proposal.files, message, approver)
        waiting = f"{WAITING}/{submission.name}"
        return self.repository.move(
            {self.repository.branch(): (self.repository.shared(), made), waiting: (submission.commit, "")}
        )

    def _refuse_author(self, proposal: Proposal, approver: Person) -> None:
        made = authors(self.repository, proposal.published, proposal.submission.commit)
        if any(is_same_person(approver, author) for author in made):
            raise GitFault("own")

    def send_back(self, submission: Submission, who: str, mail: str, reason: str) -> None:
        """Send a submission back to who sent it, with the reason."""
        reviewer = identity_of(who, mail)
        if not reason.strip():
            raise GitFault("reason")
        told = self.repository.commit([submission.commit], {}, reason.strip(), reviewer)
        former = self.repository.references(RETURNED).get(submission.name, "")
        branches = {
            f"{WAITING}/{submission.name}": (submission.commit, ""),
            f"{RETURNED}/{submission.name}": (former, told),
        }
        self.repository.move(branches)

    def take_back(self, submission: Submission, folder: str) -> None:
        """Let a submission, or what was sent back, wait no longer; the files it was made of stay as they are."""
        self.repository.move({f"{folder}/{submission.name}": (submission.commit, "")})


def _free_name(changed: Sequence[RecordChange], taken: Collection[str]) -> str:
    """Return what a submission is called: by its first record with a page, with a number if another's bears it."""
    named = [change.id for change in changed if change.id and change.kind and not change.kind.files]
    first = next(iter([*named, *(change.id for change in changed if change.id)]), "thay-doi")
    name = re.sub(r"[^a-z0-9-]+", "-", first)[:80].strip("-") or "thay-doi"
    return next(each for each in chain([name], (f"{name}-{number}" for number in count(2))) if each not in taken)
