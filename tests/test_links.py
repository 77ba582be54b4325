"""`dienhinh links` against a server of our own: what is gone, what is silent, what refuses us, and what rests on it."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.archive.loader import load
from generator.cli import main
from generator.staff.links import Link, ask, check_links
from tests.making import copy_sample

CODES = {"/gone": 404, "/away": 410, "/closed": 403, "/broken": 500}


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer(405 if self.path == "/get-only" else CODES.get(self.path, 200))

    def do_GET(self) -> None:
        self._answer(CODES.get(self.path, 200))

    def _answer(self, code: int) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://nguon.example:{served.server_port}"
    served.shutdown()
    served.server_close()


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record may not cite a machine by number: let a name lead here."""
    known = socket.getaddrinfo

    def here(host: Any, *others: Any, **more: Any) -> Any:
        return known("127.0.0.1" if host == "nguon.example" else host, *others, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/here", "answers"),
        ("/get-only", "answers"),
        ("/tiếng-việt–x", "answers"),
        ("/gone", "gone"),
        ("/away", "gone"),
        ("/closed", "refuses"),
        ("/broken", "silent"),
    ],
)
def test_what_an_address_says(server: str, path: str, verdict: str) -> None:
    assert ask(f"{server}{path}", 5).verdict == verdict


def test_nobody_there_is_silence() -> None:
    assert ask("http://127.0.0.1:9/x", 2).verdict == "silent"


def with_sources(root: Path, server: str, *paths: str, archived: bool = False) -> Path:
    """Let the sample's first story rest on some addresses of the server."""
    file = root / "stories" / "2025" / "nguyen-van-mot.yml"
    text = file.read_text("utf-8")
    kept = ', archived: {url: "https://kho.example/1", date: 2026-01-02}' if archived else ""
    lines = [
        f'  - {{id: bao-{"mot" if number == 0 else number}, publisher: "Báo", url: "{server}{path}"{kept}}}\n'
        for number, path in enumerate(paths)
    ]
    start = text.index("sources:\n") + len("sources:\n")
    end = text.index("\n", start) + 1
    file.write_text(text[:start] + "".join(lines) + text[end:], "utf-8")
    return file


def links(root: Path) -> list[Link]:
    loaded = load(root)
    assert loaded.problems == ()
    archive = loaded.archive
    return list(check_links(archive, [archive.stories["nguyen-van-mot"]], 5))


PATH = "stories/2025/nguyen-van-mot.yml"


def test_a_record_that_rests_on_a_lost_source_alone_is_named(tmp_path: Path, server: str) -> None:
    root = copy_sample(tmp_path)
    with_sources(root, server, "/gone")
    (link,) = links(root)
    assert (link.url, link.cited_by, link.sole_ground_of) == (f"{server}/gone", (PATH,), (PATH,))


@pytest.mark.parametrize(("others", "archived"), [(("/here",), False), (("/closed",), False), ((), True)])
def test_another_source_or_a_kept_copy_is_ground_enough(
    tmp_path: Path, server: str, others: tuple[str, ...], archived: bool
) -> None:
    root = copy_sample(tmp_path)
    with_sources(root, server, "/gone", *others, archived=archived)
    assert [link.sole_ground_of for link in links(root) if link.answer.verdict == "gone"] == [()]


def test_the_command_lists_them_and_says_how_many(
    tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    with_sources(root, server, "/gone", "/closed")
    with pytest.raises(SystemExit) as left:
        main.main(["--project", str(root), "links", PATH, "--seconds", "5"])
    told = " ".join(capsys.readouterr().out.split())
    assert left.value.code == 1
    assert f"{server}/gone" in told
    assert "404" in told
    assert "1 nguồn" in told


def test_when_all_answer_it_says_so(tmp_path: Path, server: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    with_sources(root, server, "/here")
    with pytest.raises(SystemExit) as left:
        main.main(["--project", str(root), "links", PATH, "--seconds", "5"])
    assert left.value.code == 0
    assert "Mọi nguồn" in capsys.readouterr().out
