"""Which sources on the web still answer, and what rests on those that do not: for staff, where there is internet."""

import http.client
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from generator import __version__
from generator.archive.archive import Archive
from generator.records.base import Record
from generator.records.shared import Source

Verdict = Literal["answers", "gone", "refuses", "silent"]
_GONE, _REFUSED = frozenset({404, 410}), frozenset({401, 403, 405, 406, 429, 451})
_AT_ONCE = 8
"""Hosts asked at the same time; of one host, one page after the other."""
_SAFE = "/:?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class Answer:
    """What asking for an address came to; `detail` is the status or what went wrong."""

    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Link:
    """One address that does not answer as it should: the files that cite it, and those that rest on nothing else."""

    url: str
    answer: Answer
    cited_by: tuple[str, ...]
    sole_ground_of: tuple[str, ...]


def ask(url: str, seconds: float) -> Answer:
    """Ask for an address as a reader would, its head first; whatever comes back is an answer."""
    answer = _asked(url, "HEAD", seconds)
    return answer if answer.verdict == "answers" else _asked(url, "GET", seconds)


def _asked(url: str, method: str, seconds: float) -> Answer:
    headers = {"User-Agent": f"dienhinh/{__version__}", "Accept": "*/*"}
    request = Request(quote(url, safe=_SAFE), method=method, headers=headers)
    try:
        with urlopen(request, timeout=seconds) as response:
            return Answer("answers", str(response.status))
    except HTTPError as fault:
        fault.close()
        verdict: Verdict = "gone" if fault.code in _GONE else "refuses" if fault.code in _REFUSED else "silent"
        return Answer(verdict, str(fault.code))
    except (URLError, OSError, ValueError, http.client.HTTPException) as fault:
        reason = getattr(fault, "reason", None) or fault
        return Answer("silent", str(reason) or type(fault).__name__)


def check_links(archive: Archive, chosen: Iterable[Record], seconds: float) -> Iterator[Link]:
    """Ask for every address the sources of some records name; yield those that do not answer, by address."""
    cited: dict[str, list[Record]] = {}
    for record in chosen:
        for source in _sources(record):
            if source.url:
                cited.setdefault(source.url, []).append(record)
    answers = dict(_ask_all(cited, seconds))
    for url in sorted(cited):
        if answers[url].verdict != "answers":
            files = {archive.origin(record).path: record for record in cited[url]}
            alone = tuple(path for path, record in files.items() if not _stands(record, answers))
            yield Link(url, answers[url], tuple(files), alone)


def _ask_all(urls: Iterable[str], seconds: float) -> Iterator[tuple[str, Answer]]:
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).netloc, []).append(url)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in pool.map(lambda some: [(url, ask(url, seconds)) for url in some], by_host.values()):
            yield from found


def _sources(record: Record) -> tuple[Source, ...]:
    found: tuple[Source, ...] = getattr(record, "sources", ())
    return found


def _stands(record: Record, answers: Mapping[str, Answer]) -> bool:
    """Tell whether a record has a source that can still be read: one that answers or refuses us alone, or is kept."""
    return any(
        source.document or source.archived or (source.url and answers[source.url].verdict in {"answers", "refuses"})
        for source in _sources(record)
    )
