"""The server of the preview: MkDocs' own, which asks for a page before it sends it."""

import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileClosedNoWriteEvent, FileOpenedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.core.media_types import serve_scripts_as_scripts
from generator.core.problem import Problem, UsageError
from generator.engine.preview import Preview

_PAUSE = 0.7
"""Seconds between the page of a saved story and the reading of all others."""
_WATCHED = ("stories", "docs", "generator/publish/templates", "generator/theme", "mkdocs.yml")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a preview listens: on this machine alone, unless another of its addresses is named."""

    host: str
    port: int

    @property
    def is_open(self) -> bool:
        """Tell whether other machines may reach it."""
        return self.host != "localhost" and not ip_address(self.host).is_loopback

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


_ADDRESS = re.compile(r"(?:(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]]*)):)?(?P<port>[0-9]{1,5})")
HERE = "127.0.0.1"


def parse_address(written: str) -> Address:
    """Return the address `host:port`, `:port` or `port` means; UsageError if it is none of this machine's."""
    found = _ADDRESS.fullmatch(written.strip())
    host = (found["six"] or found["host"] or HERE) if found else ""
    port = int(found["port"]) if found else 0
    if not 0 < port < 2**16 or (host != "localhost" and _ip(host) is None):
        raise UsageError("bad-address", address=written)
    return Address(host, port)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def serve(root: Path, address: Address, report: Callable[[Sequence[Problem]], None]) -> None:
    """Preview the project at an address until interrupted; what is saved shows by itself."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="dienhinh-") as temporary:
        folder = Path(temporary, "site")
        folder.mkdir()
        server = _Server(root, folder, address)
        server.preview = Preview(root, folder, server.url, report)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()


class _Server(LiveReloadServer):
    """MkDocs' server of pages that reload, with pages made on demand and changes told by the system."""

    preview: Preview
    request_queue_size = 128

    def __init__(self, root: Path, folder: Path, address: Address) -> None:
        super().__init__(self._refresh, address.host, address.port, root=str(folder))
        serve_scripts_as_scripts()
        self.project, self.folder, self.address = root, folder, address
        self.url = f"http://{address}/"
        self.changed: set[str] = set()
        self.build_delay = 0.05
        self.set_app(self._answer)
        self.error_handler = self._error
        self.observer = Observer()  # type: ignore[assignment]
        for name in _WATCHED:
            if (root / name).exists():
                self.observer.schedule(_ChangeHandler(self._changed), str(root / name), recursive=True)
                self._watched_paths[str(root / name)] = 1

    def _changed(self, event: FileSystemEvent) -> None:
        if event.is_directory or isinstance(event, FileOpenedEvent | FileClosedNoWriteEvent):
            return
        names = [str(path) for path in (event.src_path, event.dest_path) if path]
        with self._rebuild_cond:
            self.changed |= {Path(os.path.relpath(name, self.project)).as_posix() for name in names}
            self._want_rebuild = True
            self._rebuild_cond.notify_all()

    def _refresh(self) -> None:
        with self._rebuild_cond:
            if self.preview.behind and not self.changed:  # let browsers fetch what is ready
                self._rebuild_cond.wait_for(lambda: self.changed or self._shutdown, timeout=_PAUSE)
            changed, self.changed = self.changed, set()
        if self.preview.refresh(changed):
            with self._rebuild_cond:
                self._want_rebuild = True
                self._rebuild_cond.notify_all()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a browser that looks at this preview; nobody writes here, and no other name is this one's."""
        address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _refused(start_response, "405 Method Not Allowed", ("Allow", "GET, HEAD"))
        if not self._is_asked_for(environ.get("HTTP_HOST", "")):
            return _refused(start_response, "421 Misdirected Request")
        if "\0" in address or "\ufffd" in address:
            return _refused(start_response, "400 Bad Request")
        if not address.startswith("/livereload/"):
            self.preview.ensure(address)
        return self.serve_request(environ, lambda status, headers: start_response(status, [*headers, *_HEADERS]))

    def _is_asked_for(self, host: str) -> bool:
        """Tell whether a request names this server: a page elsewhere may lead its own name to our address."""
        name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "80")
        name = name.strip("[]")
        known = name == "localhost" or (_ip(name) is not None if self.address.is_open else name in _LOOPBACK)
        return (known or name == self.address.host) and port == str(self.address.port)

    def _error(self, code: int) -> bytes | None:
        page = self.folder / "404.html"
        return page.read_bytes() if code == 404 and page.is_file() else None


_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Cache-Control", "no-store"),
)


def _refused(start_response: Any, status: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain"), *headers])
    return [f"{status}\n".encode()]


class _ChangeHandler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self.notify = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell of everything that happened."""
        self.notify(event)
