"""Our settings, read from `extra.dienhinh` of mkdocs.yml."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.config.i18n import languages
from generator.core.problem import Level, Problem, UsageError, make_problem
from generator.core.text import suggest

_RENAMED = {
    "cards": "cards_per_page",
    "listed": "list_page_limit",
    "agency.government": "is_government",
    "agency.correction_address": "corrections_contact",
}
"""Former names of settings, which go on working: where they stand, and what they are called now."""


_AT_THE_TOP = {"site_name": "site_name", "site_url": "site_url", "left_out": "exclude_docs"}
"""Settings that follow from what stands outside `extra.dienhinh`, and where."""
_FAULTS = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "yes-no"),
    **dict.fromkeys(("tuple_type", "list_type"), "list"),
    **dict.fromkeys(("model_type", "model_attributes_type"), "group"),
    "extra_forbidden": "unknown",
    "literal_error": "choice",
    "missing": "missing",
    "string_pattern_mismatch": "form",
    "string_too_long": "long",
    "string_type": "text",
    "twice": "twice",
}
"""What may be wrong with a setting, as Pydantic calls it and as its words are called (`misuse.setting-…`)."""


def _has_words(code: str) -> str:
    if code not in languages("edition"):
        raise PydanticCustomError("literal_error", "no such language", {"expected": ", ".join(languages("edition"))})
    return code


def _are_different(codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(codes)) < len(codes):
        raise PydanticCustomError("twice", "a language stands there twice")
    return codes


Email = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")]


class Officer(BaseModel):
    """Somebody who answers for the agency, with the office's own telephone and address, never private ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="The name.")
    post: str = Field(description="The post.")
    unit: str | None = Field(None, description="The unit in the agency.")
    phone: str | None = Field(None, description="The office telephone.")
    email: Email | None = Field(None, description="The official e-mail address.")


class WebLink(BaseModel):
    """A site to which the foot of every page leads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="What it is called.")
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"']+$")] = Field(description="Its address.")


class Agency(BaseModel):
    """Who publishes the site and answers for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="Its full name, at the foot of every page and in the citation box.")
    short_name: str = Field(description="Its name as author of what the site says.")
    corrections_contact: str = Field(description="Where a reader reports a mistake, in words.")
    parent_body: str | None = Field(None, description="The body above it, at the head of official documents.")
    document_code: str | None = Field(
        None, description="Its letters in the numbers of its documents: SNV in 12/BC-SNV."
    )
    address: str | None = Field(None, description="Its postal address.")
    phone: str | None = Field(None, description="Its telephone.")
    fax: str | None = Field(None, description="Its fax.")
    email: Email | None = Field(None, description="Its official e-mail address.")
    tasks: str | None = Field(None, description="Its functions and tasks in a few sentences, or where they stand.")
    responsible: Officer | None = Field(None, description="Who is responsible for the site (Decree 42/2022 art. 4).")
    contact: Officer | None = Field(None, description="The contact officer (Decree 42/2022 art. 4.1).")
    portal: WebLink | None = Field(None, description="The portal the site is a part of (Decree 42/2022 art. 5).")
    partners: tuple[WebLink, ...] = Field((), description="Portals of other agencies (Decree 42/2022 art. 7).")
    is_government: bool = Field(True, description="Whether linked data calls it a GovernmentOrganization.")


class Settings(BaseModel):
    """Everything of ours that is not a record: agency, featured story, what a list shows at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site_name: str = Field(description="From `site_name` of mkdocs.yml: what the site is called.")
    site_url: str = Field(
        description="From `site_url` of mkdocs.yml: where the public finds it; every full address begins with it."
    )
    left_out: tuple[str, ...] = Field(
        (),
        description="From `exclude_docs` and `draft_docs` of mkdocs.yml, line by line: the files of `docs/` that are "
        "no part of the site, as in a `.gitignore`.",
    )
    agency: Agency = Field(description="Who publishes the site; its own settings are below.")
    notice: str | None = Field(
        None, max_length=200, description="One line above every page, for example that the site is a trial."
    )
    featured: str | None = Field(None, description="The id of the story that opens the home page; else the newest.")
    mission_document: str | None = Field(None, description="The id of the document whose clauses the home page shows.")
    home_figures: tuple[str, ...] = Field((), description="The ids of published figures on the home page.")
    licence: str = Field("CC-BY-4.0", description="The licence of what we write, as an SPDX identifier.")
    signing_key: str | None = Field(None, description="The public key of releases, shown where readers verify.")
    share_pictures: bool = Field(True, description="Whether a picture is drawn for shared links to each page.")
    offline: bool = Field(
        True, description="Whether readers' devices keep the last pages they read, for when there is no network."
    )
    live_since: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None = Field(
        None, description="The day the site went live; how soon decisions are published counts from then on."
    )
    cards_per_page: int = Field(24, description="How many cards a list shows at once.")
    list_page_limit: int = Field(300, description="How many records a list holds before it is split by year and month.")
    editions: Annotated[tuple[Annotated[str, AfterValidator(_has_words)], ...], AfterValidator(_are_different)] = Field(
        (), description="The languages of further editions, each at an address of its own: /en/ of `en`."
    )
    language: str = Field("vi", description="The language of the site: a file of `generator/config/languages/`.")
    time_zone: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = Field(
        "+07:00", description="The offset from UTC in which days are meant."
    )
    staff_registers: str | None = Field(
        None,
        description="The folder of the office's registers, from the project's root, outside it; no build reads it.",
    )
    needs_approval: bool = Field(
        True, description="Whether what staff send from the desk waits for a colleague's approval."
    )
    static_host: Literal["cloudflare", "netlify"] = Field(
        "cloudflare", description="Whose form `_redirects` and `_headers` have, where a static host serves the site."
    )


def parse_settings(site_name: str, site_url: str, ours: dict[str, Any], left_out: tuple[str, ...] = ()) -> Settings:
    """Return the settings; UsageError, in one line, if `extra.dienhinh` is wrong."""
    agency = ours.get("agency")
    ours = _with_new_names(ours, "")
    if isinstance(agency, dict):
        ours["agency"] = _with_new_names(agency, "agency.")
    if misplaced := sorted(ours.keys() & _AT_THE_TOP.keys()):
        raise UsageError("setting-elsewhere", where=misplaced[0], name=_AT_THE_TOP[misplaced[0]])
    try:
        return Settings(site_name=site_name, site_url=site_url, left_out=left_out, **ours)
    except ValidationError as error:
        raise _fault(error.errors()[0]) from None


def _fault(told: ErrorDetails) -> UsageError:
    """Return what is wrong with a setting as the command says it."""
    steps, about = [str(step) for step in told["loc"]], told.get("ctx", {})
    where, kind = ".".join(steps), _FAULTS.get(told["type"], "")
    if steps in (["site_name"], ["site_url"]):
        return UsageError("setting-top", where=where)
    known = (Agency if steps[0] == "agency" else Settings).model_fields
    if kind == "unknown" and (near := suggest(steps[-1], known)):
        return UsageError("setting-near", where=where, near=near)
    if kind:
        allowed = about.get("expected", "").replace(" or ", ", ")
        value, most = told["input"], about.get("max_length")
        return UsageError(f"setting-{kind}", where=where, value=value, allowed=allowed, most=most)
    return UsageError("setting", where=where, detail=told["msg"])


def _with_new_names(values: dict[str, Any], where: str) -> dict[str, Any]:
    return {_RENAMED.get(f"{where}{name}", name): value for name, value in values.items()}


def renamed_settings(config_file: Path) -> Iterator[Problem]:
    """Yield a warning for each setting of a mkdocs.yml that still bears its former name."""
    for number, row in enumerate(config_file.read_text("utf-8").splitlines(), 1):
        for former, new in _RENAMED.items():
            name = former.rpartition(".")[2]
            if re.match(rf"\s+{name}:(\s|$)", row):
                yield make_problem(config_file.name, number, former, "setting.renamed", Level.WARNING, new=new)


STATE_SITE = ("parent_body", "address", "phone", "email", "tasks", "responsible", "contact", "portal", "partners")
"""What a state body's site must say of the agency (Decree 42/2022/NĐ-CP art. 4, 5 and 7)."""


def missing_settings(config_file: Path, settings: Settings) -> Iterator[Problem]:
    """Yield a warning that names what the site of a state body still lacks; others need none of it."""
    agency = settings.agency
    missing = [name for name in STATE_SITE if not getattr(agency, name)]
    if agency.contact and not (agency.contact.phone and agency.contact.email):
        missing.append("contact.phone, contact.email")
    if agency.is_government and missing:
        rows = config_file.read_text("utf-8").splitlines()
        line = next((n for n, row in enumerate(rows, 1) if re.match(r"\s+agency:\s*$", row)), 1)
        yield make_problem(config_file.name, line, "agency", "setting.missing", Level.WARNING, names=", ".join(missing))


def misplaced_registers(config_file: Path, settings: Settings) -> Iterator[Problem]:
    """Yield an error where the office's registers are said to lie in the project: what is there may get into a site."""
    written, root = settings.staff_registers, config_file.parent
    if not written:
        return
    config = load_config(config_file)
    folders = [
        Path(str(config[name])) for name in ("docs_dir", "site_dir") if isinstance(config, dict) and config.get(name)
    ]
    registers = (root / written).resolve()
    published = [(root / folder).resolve() for folder in folders]
    if is_inside(root, written) or any(
        registers == each or each in registers.parents or registers in each.parents for each in published
    ):
        rows = config_file.read_text("utf-8").splitlines()
        line = next((n for n, row in enumerate(rows, 1) if "staff_registers" in row), 1)
        yield make_problem(config_file.name, line, "staff_registers", "setting.registers-inside", path=written)


def is_inside(root: Path, written: str) -> bool:
    """Tell whether a folder, written as seen from a root, is that root or lies in it."""
    folder = (root / written).resolve()
    return folder == root.resolve() or root.resolve() in folder.parents


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads mkdocs.yml for its plain values; Python names and the like become None."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def load_config(config_file: Path) -> Any:
    """Return what stands in a mkdocs.yml, its plain values only, without asking MkDocs."""
    try:
        return yaml.load(config_file.read_text("utf-8"), Loader=_Loader)
    except FileNotFoundError:
        raise UsageError("no-config", file=config_file.name) from None
    except yaml.YAMLError as error:
        raise UsageError("bad-config", file=config_file.name, detail=str(error).splitlines()[0]) from None


def load_settings(config_file: Path) -> Settings:
    """Return our settings of a mkdocs.yml."""
    config = load_config(config_file)
    extra = config.get("extra") if isinstance(config, dict) else None
    ours = extra.get("dienhinh") if isinstance(extra, dict) else None
    if not isinstance(ours, dict):
        raise UsageError("no-settings", file=config_file.name)
    return parse_settings(config.get("site_name", ""), config.get("site_url", ""), ours, left_out_by(config))


def left_out_by(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the patterns by which a mkdocs.yml leaves files of `docs/` out; UsageError where they are none."""
    found = list[str]()
    for name in ("exclude_docs", "draft_docs"):
        text = config.get(name)
        if text is not None and not isinstance(text, str):
            raise UsageError("left-out-no-text", name=name)
        found += (_pattern(name, line) for line in (text or "").splitlines() if line.strip())
    return tuple(found)


def _pattern(name: str, line: str) -> str:
    from pathspec.gitignore import GitIgnoreSpec  # few sites leave anything out

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        raise UsageError("left-out-pattern", name=name, pattern=line.strip()) from None
    return line
