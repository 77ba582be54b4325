"""What waits for a second pair of eyes: branches anybody's git holds, so that no host's own tools are needed.

`cho-duyet/<id>` holds what a clerk sent, `tra-lai/<id>` what a colleague sent back with the reason; whoever approves
joins it with what is published. The approver is not the author.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.core.git import GitFault, Repository
from generator.core.text import fold
from generator.desk.changes import RecordChange, changes_of, identity_of, subject_of
from generator.desk.updates import combine
from generator.staff.merging import Conflict

WAITING, RETURNED = "cho-duyet", "tra-lai"
_OPEN = ("stories/", "docs/")
"""What is approved at the desk; anything else can run as code, and is looked at by who knows code."""
NOBODY = ("Điển hình", "desk@localhost")
"""Who makes the commit in which a submission is looked at; it goes nowhere."""
_FORMAT = "%at%x00%an%x00%ae%x00%ad%x00%B"
_DAY = "format:%H:%M ngày %d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Submission:
    """Something that was sent to be published: its branch by name, its commit, who sent it, when and why."""

    name: str
    commit: str
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

    def __init__(self, root: Path) -> None:
        self.repository = Repository(root)

    def waiting(self) -> list[Submission]:
        """Return what waits, as far as it was fetched, the oldest first."""
        return self._submissions(WAITING)

    def returned(self) -> list[Submission]:
        """Return what was sent back, and by whom and why; what it was about is the commit before."""
        return self._submissions(RETURNED)

    def _submissions(self, folder: str) -> list[Submission]:
        found = self.repository.references(folder)
        return sorted((self._submission(name, commit) for name, commit in found.items()), key=lambda each: each.sent)

    def _submission(self, name: str, commit: str) -> Submission:
        told = self.repository.text("log", "-1", f"--date={_DAY}", f"--format={_FORMAT}", commit)
        sent, who, mail, day, message = told.split("\0", 4)
        return Submission(name, commit, int(sent), who, mail, day, message.strip())

    def contents(self, submission: Submission) -> dict[str, bytes | None]:
        """Return the files a submission changed, as it has them."""
        base = self.repository.text("merge-base", submission.commit, self.repository.published(), may_fail=True)
        return self.repository.contents(submission.commit, self.repository.changed(base, submission.commit))

    def submit(
        self, files: Mapping[str, bytes | None], changed: Sequence[RecordChange], who: str, mail: str, why: str
    ) -> str:
        """Send changed files to be approved, and return what the submission is called.

        What the same person sent of the same record and is not approved yet gives way to it.
        """
        author = identity_of(who, mail)
        if not files:
            raise GitFault("nothing")
        self.repository.branch()  # says so if there is none
        self.repository.fetch()
        published = self.repository.published()
        if not published:
            raise GitFault("empty")
        commit = self.repository.commit([published], files, why or subject_of(list(changed)), author)
        waiting = {each.name: each for each in self.waiting()}
        returned = self.repository.references(RETURNED)
        name = _free_name(changed, waiting, author[1])
        former = waiting[name].commit if name in waiting else ""
        branches = {f"{WAITING}/{name}": (former, commit)}
        if name in returned:
            branches[f"{RETURNED}/{name}"] = (returned[name], "")
        self.repository.move(branches)
        return name

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
        outside = self._outside(whole, base, commit)
        made = ""
        if not together.conflicts and not outside:
            made = self.repository.commit([published, commit], together.files, submission.message, NOBODY)
        return Proposal(submission, published, made, together.files, tuple(changes), together.conflicts, outside)

    def _outside(self, whole: Repository, base: str, commit: str) -> tuple[str, ...]:
        prefix = self.repository.text("rev-parse", "--show-prefix")
        known = tuple(f"{prefix}{folder}" for folder in _OPEN)
        return tuple(path for path in whole.changed(base, commit) if not path.startswith(known))

    def approve(self, proposal: Proposal, who: str, mail: str) -> None:
        """Publish a submission over what is published, in the name of the one who approves.

        GitFault if that is its author; "moved" if it, or what is published, is another by now.
        """
        approver = identity_of(who, mail)
        self._refuse_author(proposal, approver)
        if not proposal.commit:
            raise GitFault("conflict")
        if self.repository.published() != proposal.published:
            raise GitFault("moved")
        submission = proposal.submission
        message = f"Duyệt: {submission.message}\n\nNgười gửi: {submission.who}"
        made = self.repository.commit([proposal.published, submission.commit], proposal.files, message, approver)
        waiting = f"{WAITING}/{submission.name}"
        self.repository.move(
            {self.repository.branch(): (self.repository.shared(), made), waiting: (submission.commit, "")}
        )

    def _refuse_author(self, proposal: Proposal, approver: tuple[str, str]) -> None:
        told = self.repository.text("log", "--format=%an%x00%ae", f"{proposal.published}..{proposal.submission.commit}")
        for row in told.splitlines():
            name, mail = row.split("\0")
            if mail.casefold() == approver[1].casefold() or fold(name) == fold(approver[0]):
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


def _free_name(changed: Sequence[RecordChange], waiting: Mapping[str, Submission], mail: str) -> str:
    """Return what a submission is called: by its first record with a page, with a number if another's bears it."""
    named = [change.id for change in changed if change.id and change.kind and not change.kind.files]
    first = next(iter([*named, *(change.id for change in changed if change.id)]), "thay-doi")
    name = re.sub(r"[^a-z0-9-]+", "-", first)[:80].strip("-") or "thay-doi"
    number, found = 1, name
    while found in waiting and waiting[found].mail.casefold() != mail.casefold():
        number += 1
        found = f"{name}-{number}"
    return found
