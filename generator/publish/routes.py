"""The addresses of the site. Once published an address never changes its meaning."""

import sys
from pathlib import Path

from generator.core.text import slugify
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.kinds import KINDS, kind_of

PREFIX = {kind.collection: kind.prefix for kind in KINDS if kind.prefix}
"""Where the pages of each collection stand, of those that have pages."""

STORIES, MODELS = PREFIX["stories"], PREFIX["models"]
SEARCH, NAME_LOOKUP = "/tra-cuu/", "/tra-cuu/danh-sach/"
STATISTICS, CORRECTIONS = "/thong-ke/", "/dinh-chinh/"
COMPARISON, MY_LIST = "/so-sanh/", "/danh-sach-cua-toi/"
REPLICATION, SUGGEST = "/nhan-rong/", "/gioi-thieu-guong/"
SUGGESTION_FORM = f"{SUGGEST}phieu-gioi-thieu.docx"
CRITERIA, REQUESTS = "/tieu-chi/", "/tiep-nhan/"
COVERAGE_PAGE, TIMELINESS, REPORTS = "/do-phu/", "/kip-thoi/", "/bao-cao/"
PRESS, VERIFICATION, AGENCY = "/bao-chi/", "/kiem-chung/", "/co-quan/"
GUIDE, FIELD_GUIDE, CODE_TABLE = "/huong-dan/", "/huong-dan/truong/", "/huong-dan/ma/"
MESSAGE_TABLE = "/huong-dan/thong-bao/"
ABOUT, COMPONENTS, ACCESSIBILITY = "/gioi-thieu/", "/gioi-thieu/giao-dien/", "/gioi-thieu/tiep-can/"
PRIVACY = "/gioi-thieu/du-lieu-ca-nhan/"
DATA, DATA_DICTIONARY, API = "/du-lieu/", "/du-lieu/tu-dien/", "/api/v1"
API_INDEX, OPENAPI = f"{API}/index.json", f"{API}/openapi.json"
CALENDAR, MANIFEST = "/feeds/phong-trao.ics", "/manifest.txt"
SITE_PICTURE, SITEMAP = "/chia-se.jpg", "/sitemap.xml"
LOGO, FAVICON, WEB_MANIFEST = "/assets/images/logo.svg", "/favicon.ico", "/site.webmanifest"
WORKER = "/sw.js"
EMBEDS = "/nhung/"
"""Cards for other sites: the only pages that may stand in a frame."""


ROUTES: dict[str, str] = {
    **PREFIX,
    "search": SEARCH,
    "about": ABOUT,
    "components": COMPONENTS,
    "accessibility": ACCESSIBILITY,
    "privacy": PRIVACY,
    "name_lookup": NAME_LOOKUP,
    "statistics": STATISTICS,
    "coverage": COVERAGE_PAGE,
    "timeliness": TIMELINESS,
    "replication": REPLICATION,
    "suggest": SUGGEST,
    "comparison": COMPARISON,
    "my_list": MY_LIST,
    "criteria": CRITERIA,
    "requests": REQUESTS,
    "reports": REPORTS,
    "corrections": CORRECTIONS,
    "press": PRESS,
    "agency": AGENCY,
    "verification": VERIFICATION,
    "data": DATA,
    "data_dictionary": DATA_DICTIONARY,
    "guide": GUIDE,
    "api_index": API_INDEX,
    "calendar": CALENDAR,
    "manifest": MANIFEST,
    "manifest_signature": f"{MANIFEST}.sig",
}
"""What templates call the addresses of pages that are no record's; a list of records by its collection."""


EDITION_PAGES: dict[str, tuple[str, str]] = {
    "home": ("", "/"),
    "about": ("about/", ABOUT),
    "press": ("press/", PRESS),
    "data": ("data/", DATA),
    "figures": ("figures/", STATISTICS),
    "awards": ("awards/", PREFIX["awards"]),
    "stories": ("stories/", STORIES),
    "models": ("models/", MODELS),
}
"""The pages of an edition in another language: where each stands in it, and the page of the site it answers to."""


def edition_route(code: str, page: str) -> str:
    """Return the address of a page of an edition: `en`, `press` → `/en/press/`."""
    return f"/{code}/{EDITION_PAGES[page][0]}"


def translation_route(code: str, record: Record) -> str:
    """Return the address of a story or model in an edition: `/en/stories/x/`."""
    return f"{edition_route(code, record.collection)}{record.id}/"


def page_route(record: Record) -> str:
    """Return the address of a record's page, with slashes at both ends."""
    return f"{PREFIX[record.collection]}{record.id}/"


def record_group(record: Record) -> str:
    """Return the same address, as one text for all that is made of the record: there may be a hundred thousand."""
    return sys.intern(page_route(record))


def copying_route(record: Record) -> str:
    """Return the address of the sheet by which a unit copies a model, with its request to the office."""
    return f"{page_route(record)}phieu-lam-theo.docx"


def icon_route(name: str) -> str:
    """Return the address of the site's mark as a PNG, by its size: '192', 'maskable-512'."""
    return f"/assets/images/icon-{name}.png"


def attachment_route(decision: Decision) -> str:
    """Return the address of a decision's own PDF; "" where it has none."""
    return f"{page_route(decision)}{decision.file.lower()}" if decision.file else ""


def decision_list_route(decision: Decision) -> str:
    """Return the address of a decision's list as CSV."""
    return f"{page_route(decision)}danh-sach.csv"


def year_route(year: str) -> str:
    """Return the address of a year's stories."""
    return f"/dien-hinh/nam/{year}/"


def report_route(year: int) -> str:
    """Return the address of a year's report."""
    return f"{REPORTS}{year}/"


def clause_route(reference: str) -> str:
    """Return the address of a clause: `x#A4` → `/van-ban/x/#A4`."""
    document, anchor = reference.split("#", 1)
    return f"{PREFIX['documents']}{document}/#{anchor}"


def story_route(story_id: str) -> str:
    """Return the address of the story of an id."""
    return f"{PREFIX['stories']}{story_id}/"


def answers_route(record: Record, code: str) -> str:
    """Return the address of all that answer one clause of a document, or one content of a campaign."""
    return f"{page_route(record)}{slugify(code)}/"


def cover_route(record: Record) -> str:
    """Return the address of a record's drawn cover."""
    return f"{page_route(record)}bia.svg"


CITATIONS = ("json", "ris", "bib")
"""The forms of a citation: CSL-JSON, RIS, BibTeX."""


def citation_route(record: Record, form: str) -> str:
    """Return the address of a record's citation in one of CITATIONS."""
    return f"{page_route(record)}trich-dan.{form}"


def root_from(here: str) -> str:
    """Return the way from an address to the root of the site: `../../`; nothing from the root itself."""
    return "../" * here.rstrip("/").count("/")


def relative_url(here: str, there: str) -> str:
    """Return the way from one address to another, so that the site works under any path."""
    return from_root(root_from(here), there)


def from_root(root: str, there: str) -> str:
    """Return the way to an address, by the way to the root."""
    return root + there.lstrip("/") or "./"


def api_route(record: Record) -> str:
    """Return the address of a record's file for machines: `/dien-hinh/x/` → `/api/v1/dien-hinh/x.json`."""
    return f"/api/v1{PREFIX[record.collection]}{record.id}.json"


def api_list_route(collection: str) -> str:
    """Return the address of a collection's list for machines: `/api/v1/mo-hinh.json`."""
    return f"/api/v1{PREFIX[collection].rstrip('/')}.json"


def version_route(record: Record, version: str) -> str:
    """Return the address of what one version of a record said."""
    return f"{page_route(record)}v/{version}.json"


def feed_route(address: str, form: str) -> str:
    """Return the address of the feed of a page, as `xml` (Atom) or `json`: `/feeds/linh-vuc/y-te.xml`."""
    return f"/feeds{address.rstrip('/')}.{form}"


def list_card_route(record: Record, length: int) -> str:
    """Return the address of the newest of a record's list, as other sites show it: `/nhung/linh-vuc/y-te/5/`."""
    return f"{EMBEDS}{page_route(record).lstrip('/')}{length}/"


def card_route(address: str) -> str:
    """Return the address of the card of a page: `/dien-hinh/x/` → `/nhung/x/`."""
    kind = next(kind for kind in KINDS if kind.embed_prefix and address.startswith(kind.prefix))
    return kind.embed_prefix + address.removeprefix(kind.prefix)


def route_of_file(path: str) -> str | None:
    """Return the address of the record that a file in `stories/` holds alone; None of what has no page of its own."""
    _, folder, *_ = Path(path).parts
    if folder == "reference":
        return None
    prefix = next((kind.prefix for kind in KINDS if kind.folder == folder), kind_of("stories").prefix)
    return f"{prefix}{Path(path).stem}/" if prefix else None
