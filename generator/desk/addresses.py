"""Where the pages of the desk are: every address of it, for its routes, its code and its templates."""

from urllib.parse import quote

HOME, ASSETS = "/", "/desk"
SENDING, DROP, UNDO, RESTORE = "/gui/", "/gui/bo/", "/gui/hoan-lai/", "/gui/lay-lai/"
UPDATE, REVIEWS = "/cap-nhat/", "/duyet/"
WORD, TABLES, LISTS = "/bat-dau-tu-word/", "/danh-sach/", "/danh-muc/"
CHOICES, PREVIEW = "/chon/", "/xem"
SIDES = ("before", "after")
"""Which of the two sides of a review a page is shown of."""
NEW, MENDING = "moi", "sua-giup"


def listing(kind: str) -> str:
    """Return the list of all records of a kind."""
    return f"/{kind}/"


def beginning(kind: str) -> str:
    """Return the page that begins a record of a kind."""
    return f"/{kind}/{NEW}/"


def form(kind: str, record_id: str) -> str:
    """Return the form of a record."""
    return f"/{kind}/{record_id}/"


def deed(kind: str, record_id: str, name: str) -> str:
    """Return the page of something done to a record: `rename`, `withdraw` …, or what can be mended."""
    return f"/{kind}/{record_id}/{name}/"


def table(list_id: str) -> str:
    """Return the page of a list for a decision that is being read."""
    return f"{TABLES}{list_id}/"


def review(name: str) -> str:
    """Return the page of a submission that waits for somebody else's eyes."""
    return f"{REVIEWS}{quote(name)}/"


def preview(address: str, side: str = "") -> str:
    """Return where a page of the site is shown: as it would be, or on one side of a review."""
    return f"{PREVIEW}-{side}{address}" if side else f"{PREVIEW}{address}"
