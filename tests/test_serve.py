"""The preview: a saved record shows, a broken one is named, a mended one shows again."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from generator.cli.main import main
from generator.core.problem import UsageError
from generator.engine.server import parse_address
from tests.chromium import FLAGS, browser_path
from tests.making import copy_sample

pytestmark = pytest.mark.browser
PATIENCE = 60  # seconds until a stuck preview fails the test; nothing is measured


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str, Path]]:
    root, log = copy_sample(tmp_path), tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with log.open("w") as sink:
        command = [str(Path(sys.executable).parent / "dienhinh"), "serve", "--address", address]
        process = subprocess.Popen(command, cwd=root, stdout=sink, stderr=sink)
        yield root, f"http://{address}", log
        process.terminate()
        process.wait()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "the preview did not get there"
        time.sleep(0.3)


def test_a_saved_record_reloads_the_open_page(preview: tuple[Path, str, Path]) -> None:
    root, address, log = preview
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    text = record.read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page()

        def opens() -> bool:
            try:
                return page.goto(f"{address}/dien-hinh/le-thi-hai/") is not None
            except Error:
                return False

        until(opens)
        record.write_text(text.replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
        until(lambda: "giữ lửa nhà" in page.inner_text("h1"))
        record.write_text(text.replace("kind: household", "kind: x"), "utf-8")
        until(lambda: "stories/2024/le-thi-hai.yml:1: kind:" in log.read_text("utf-8"))
        record.write_text(text, "utf-8")
        until(lambda: "giữ nếp nhà" in page.inner_text("h1"))
        browser.close()


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("8000", "127.0.0.1", 8000),
        (":8000", "127.0.0.1", 8000),
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        ("localhost:80", "localhost", 80),
        ("[::1]:8979", "::1", 8979),
        ("0.0.0.0:65535", "0.0.0.0", 65535),
    ],
)
def test_an_address_is_what_it_says_and_this_machine_s_alone_if_it_says_nothing(
    written: str, host: str, port: int
) -> None:
    found = parse_address(written)
    assert (found.host, found.port, found.is_open) == (host, port, host == "0.0.0.0")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "localhost",
        "127.0.0.1:",
        "127.0.0.1:abc",
        "127.0.0.1:99999",
        "x:0",
        ":0",
        "::1:80",
        "a b:80",
        "evil.example:80",
        "8000²",
    ],
)
def test_what_is_no_address_is_one_line(written: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="bad-address"):
        parse_address(written)
    with pytest.raises(SystemExit) as stopped:
        main(["--project", str(copy_sample(tmp_path)), "serve", "--address", written])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def asked(preview: str, method: str = "GET", path: str = "/", host: str | None = None) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection(preview.removeprefix("http://"), timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or preview.removeprefix("http://"))
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())
    finally:
        connection.close()


def test_a_preview_answers_its_own_name_only_and_reads_only(preview: tuple[Path, str, Path]) -> None:
    _, address, _ = preview
    port = address.rpartition(":")[2]

    def stands() -> bool:
        try:
            return asked(address)[0] == 200
        except OSError:
            return False

    until(stands)
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:80",
        f"127.0.0.1.evil.example:{port}",
        f"10.0.0.1:{port}",
    ):
        assert asked(address, host=host)[0] == 421, host
    for host in (f"localhost:{port}", f"127.0.0.1:{port}"):
        status, headers = asked(address, host=host)
        assert status == 200, host
        assert headers["X-Content-Type-Options"] == "nosniff"
    for method in ("POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PROPFIND"):
        assert asked(address, method)[0] in {405, 501}, method
    for path in ("/%00", "/dien-hinh/%00/", "/%FF/", "/../../etc/passwd", "/.git/config", "/stories/ledger.txt"):
        assert asked(address, path=path)[0] in {400, 404}, path
    idle = [socket.create_connection(("127.0.0.1", int(port))) for _ in range(100)]
    assert asked(address)[0] == 200
    for connection in idle:
        connection.close()
