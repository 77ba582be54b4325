"""What all pages of the desk share: the project behind them, its words, templates, and the preview of its site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from generator.archive.ledger import FILE as LEDGER
from generator.archive.source_files import kind_of_file
from generator.core.git import GitFault
from generator.core.problem import Problem, UsageError
from generator.desk import addresses
from generator.desk.changes import Changes, FieldChange, RecordChange, apart
from generator.desk.choices import SearchResult
from generator.desk.commit_site import CommitSite
from generator.desk.entries import EDITABLE, address_of_new
from generator.desk.live_pages import LivePages
from generator.desk.reviews import Reviews
from generator.desk.workspace import Mend, Workspace
from generator.publish.routes import GUIDE
from generator.records.base import MEDIA, Record
from generator.source.yaml_source import Tree
from generator.staff.schema import WRITABLE

HERE = Path(__file__).parent
END = "het"
"""The last thing a long form sends: a browser sends of a page that is still arriving only what is there, and what was
not sent must not be taken for emptied."""
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class FaultMessage:
    """What is wrong and how it is mended; `deed` is what the form sends to have it mended, `button` its words."""

    text: str
    deed: str = ""
    button: str = ""


class Screen:
    """The desk of one project, as its pages see it."""

    def __init__(self, root: Path, folder: Path) -> None:
        """`folder` is for the pages of the site that are shown; it lies outside the project."""
        self.space, self.changes = Workspace(root), Changes(root)
        self.reviews = Reviews(root, self.space.words)
        self.live = LivePages(root, folder / "now")
        self.sides = {name: CommitSite(root, name, folder / name) for name in addresses.SIDES}
        self.notice = ""
        """What happened while nobody looked; the home page tells it."""
        self.pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        self.pages.globals.update(
            t=self.t,
            addresses=addresses,
            kinds=list(WRITABLE),
            label=self.field_label,
            in_words=self.in_words,
            told_found=self.found,
            address_of_new=address_of_new,
            media=f"{MEDIA}/",
            ledger=LEDGER,
            guide=GUIDE,
            end=END,
            sides=self.sides_in_words,
            record_at=lambda path: kind.record if (kind := kind_of_file(path)) else None,
        )

    def t(self, key: str, **values: object) -> str:
        """Return the desk's words for a key."""
        return self.space.words.translate(f"desk.{key}", **values)

    def found(self, found: SearchResult) -> str:
        """Tell how many answers a search for a choice had."""
        if not found.options:
            return self.t("choices.nothing")
        return self.t("choices.more" if found.more else "choices.found", count=len(found.options), more=found.more)

    def page(self, template: str, status: int = 200, /, **given: Any) -> HTMLResponse:
        """Return a page of the desk."""
        return HTMLResponse(self.pages.get_template(template).render(**given), status)

    def kind(self, request: Request) -> str:
        """Return the kind of records an address names; 404 if there is none."""
        kind: str = request.path_params["kind"]
        if kind not in EDITABLE:
            raise HTTPException(404)
        return kind

    def said(self, problem: Problem) -> str:
        """Return what is wrong and how it is mended, in one line."""
        message, hint = self.space.words.message_and_hint(problem)
        group, _, code = problem.code.partition(".")
        at_desk = self.space.words.lookup("desk.said").get(group, {}).get(code)
        if at_desk:  # on a form it is mended otherwise than in a file
            return str(at_desk.format_map({**dict(problem.values), "message": message}))
        return f"{message} — {hint}" if hint else message

    def said_with_mend(self, problem: Problem, mend: Mend | None) -> FaultMessage:
        """Return what is wrong, with the button that mends it if one can."""
        if mend is None:
            return FaultMessage(self.said(problem))
        button = self.t("mend.to", value=mend.value) if mend.value else self.t("mend.do")
        return FaultMessage(self.said(problem), f"mend:{problem.code}@{problem.field}", button)

    def reason(self, fault: Exception) -> str:
        """Return what made something fail, in words where there are some."""
        if isinstance(fault, UsageError):
            return self.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
        return self.space.words.reason(fault)

    def git_message(self, fault: GitFault) -> str:
        """Return why git could not do what was asked."""
        return self.t(f"git.{fault.key}", detail=fault.detail)

    def with_servers_words(self, text: str, said: str) -> str:
        """Return a text with what the server had to say below it, if it said something."""
        return f"{text}\n{self.t('server_said')}\n{said}" if said else text

    def field_label(self, record: type[Record] | None, name: str) -> str:
        """Return what a field is called."""
        return self.space.words.field_label(name, record.__name__) if record else name

    def in_words(self, record: type[Record] | None, name: str, tree: Tree) -> str:
        """Return a field's value as somebody reads it."""
        return self.space.forms().in_words(record, name, tree)

    def sides_in_words(self, change: RecordChange, field: FieldChange) -> tuple[str, str]:
        """Return both sides of a changed field in words; of two lists only the entries in which they differ."""
        before, now, same = apart(field.before, field.now)
        sides = [self.in_words(change.record, field.name, side) for side in (before, now)]
        if same:
            sides = [f"{side}\n{self.t('send.same', count=same)}" for side in sides]
        return sides[0], sides[1]

    async def git(self, deed: Callable[..., _Found], *given: object) -> tuple[_Found | None, str]:
        """Do something with git beside the pages; return what came of it, or what to say if it could not be done."""
        try:
            return await run_in_threadpool(deed, *given), ""
        except GitFault as fault:
            return None, self.git_message(fault)


def texts_of(form: Mapping[str, Any], *names: str) -> list[str]:
    """Return single texts of a form, "" where one was not sent."""
    return [" ".join(str(form.get(name, "")).split()) for name in names]
