"""The server of the preview: MkDocs' own, which asks for a page before it sends it."""

import logging
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileClosedNoWriteEvent, FileOpenedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.build.preview import Preview
from generator.problem import Problem

_PAUSE = 0.7
"""Seconds between the page of a saved story and the reading of all others."""
_WATCHED = ("stories", "docs", "generator/publish/templates", "generator/theme", "mkdocs.yml")


def serve(root: Path, address: str, report: Callable[[Sequence[Problem]], None]) -> None:
    """Preview the project at `address` (host:port) until interrupted; what is saved shows by itself."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    host, _, port = address.rpartition(":")
    with tempfile.TemporaryDirectory(prefix="dienhinh-") as temporary:
        folder = Path(temporary, "site")
        folder.mkdir()
        server = _Server(root, folder, host, int(port))
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

    def __init__(self, root: Path, folder: Path, host: str, port: int) -> None:
        super().__init__(self._refresh, host, port, root=str(folder))
        self.project, self.folder = root, folder
        self.changed: set[str] = set()
        self.build_delay = 0.05
        self.set_app(self._answer)
        self.error_handler = self._error
        self.observer = Observer()  # type: ignore[assignment]
        for name in _WATCHED:
            if (root / name).exists():
                self.observer.schedule(_Handler(self._changed), str(root / name), recursive=True)
                self._watched_paths[str(root / name)] = 1

    def _changed(self, event: FileSystemEvent) -> None:
        if event.is_directory or isinstance(event, FileOpenedEvent | FileClosedNoWriteEvent):
            return
        names = [str(path) for path in (event.src_path, event.dest_path) if path]
        with self._rebuild_cond:
            self.changed |= {Path(name).relative_to(self.project).as_posix() for name in names}
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
        address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not address.startswith("/livereload/"):
            self.preview.bring(address)
        return self.serve_request(environ, start_response)

    def _error(self, code: int) -> bytes | None:
        page = self.folder / "404.html"
        return page.read_bytes() if code == 404 and page.is_file() else None


class _Handler(FileSystemEventHandler):
    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        self.tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell of everything that happened."""
        self.tell(event)
