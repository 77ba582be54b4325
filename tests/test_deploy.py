"""deploy/: what it says is run here: nginx itself, systemd's own judge, the commands of the CI files."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli.main import COMMANDS
from generator.publish.http_headers import HEADERS, nginx_snippet
from tests.making import copy_sample
from tests.repository import git, make_repository
from tests.test_hosting import CHECKER, STORY, Server, first, server

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DIENHINH = Path(sys.executable).parent / "dienhinh"
CI = sorted((DEPLOY / "ci").glob("*.yml"))
__all__ = ["first", "server"]


class Nginx:
    """The example's configuration, at a port of this machine and over a public folder of a test."""

    def __init__(self, folder: Path, public: Path) -> None:
        self.folder, self.port = folder, _free_port()
        text = (DEPLOY / "nginx" / "dienhinh.conf").read_text("utf-8")
        text = text.replace("/srv/dienhinh/public", str(public)).replace("/etc/nginx", str(folder))
        text = re.sub(r"listen 80;\n\s+listen \[::\]:80;", f"listen 127.0.0.1:{self.port};", text)
        (folder / "dienhinh-headers.conf").write_text(nginx_snippet(), "utf-8")
        (folder / "site.conf").write_text(text, "utf-8")
        as_whom = "user root;\n" if os.getuid() == 0 else ""  # nginx warns of the line where nobody may obey it
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid;\nerror_log {folder}/error.log;\n{as_whom}events {{}}\nhttp {{\n"
            f"  include /etc/nginx/mime.types;\n  access_log off;\n  client_body_temp_path {folder}/body;\n"
            f"  include {folder}/site.conf;\n}}\n",
            "utf-8",
        )

    def run(self, *more: str) -> str:
        program = shutil.which("nginx")
        assert program, "no nginx: run `make test`, which installs Debian's"
        command = [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for an address, and follow nothing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def nginx(folder: Path, public: Path) -> Iterator[Nginx]:
    folder.mkdir()
    running = Nginx(folder, public)
    assert "warn" not in running.run("-t")
    running.run()
    try:
        yield running
    finally:
        running.run("-s", "stop")


def test_from_push_to_page_through_the_web_server(server: Server, tmp_path: Path) -> None:
    with nginx(tmp_path / "nginx", server.public) as web:
        status, headers, before = web.get("/dien-hinh/nguyen-van-mot/")
        assert status == 200
        assert "bơi ra sông" in before.decode()
        assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-cache"
        style = re.search(r'href="[./]*(assets/stylesheets/dienhinh\.[0-9a-f]+\.css)"', before.decode())
        assert style is not None
        assert web.get(f"/{style[1]}")[1]["cache-control"] == "max-age=315360000"
        assert web.get(f"/{style[1]}", Accept_Encoding="gzip")[1]["content-encoding"] == "gzip"
        status, _, missing = web.get("/khong-co/")
        assert (status, "<h1" in missing.decode()) == (404, True)
        assert web.get("/nhung/nguyen-van-mot/")[1]["content-security-policy"].endswith("frame-ancestors *")

        server.change("bơi ra sông", "chèo xuồng ra sông")
        subprocess.run(
            [str(DIENHINH), "--project", str(server.clone), "rename", "le-thi-hai", "le-thi-hai-moi"],
            check=True,
            capture_output=True,
        )
        server.commit()
        server.approve()
        done = server.push(who=CHECKER)
        assert done.returncode == 0, done.stderr
        assert "chèo xuồng ra sông" in web.get("/dien-hinh/nguyen-van-mot/")[2].decode()
        assert web.get("/dien-hinh/le-thi-hai/")[0] == 200, "its page leads on until nginx is told"
        web.run("-s", "reload")
        assert _until_moved(web, "/dien-hinh/le-thi-hai/") == "/dien-hinh/le-thi-hai-moi/"


def _until_moved(web: Nginx, path: str) -> str:
    """Return where an address leads once the reloaded configuration has come into force."""
    for _ in range(100):
        status, headers, _body = web.get(path)
        if status == 301:
            return re.sub(r"^https?://[^/]+", "", headers["location"])
        time.sleep(0.05)
    raise AssertionError("nginx never moved it")


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    judge = shutil.which("systemd-analyze")
    if judge is None:
        pytest.skip("systemd-analyze is not on this machine")
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text("utf-8").replace("/opt/dienhinh/bin/dienhinh", "/bin/true")
        (tmp_path / unit.name).write_text(text.replace("/bin/systemctl", "/bin/true"), "utf-8")
    units = [str(unit) for unit in tmp_path.iterdir()]
    done = subprocess.run([judge, "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "dienhinh" in line]
    assert (done.returncode, ours) == (0, [])


def commands_of(tree: Any) -> Iterator[str]:
    """Yield each line of a CI file that calls our program, without where it was installed."""
    if isinstance(tree, dict):
        for value in tree.values():
            yield from commands_of(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from commands_of(value)
    elif isinstance(tree, str) and re.match(r"(/opt/dienhinh/bin/)?dienhinh ", tree):
        yield tree.removeprefix("/opt/dienhinh/bin/")


@pytest.mark.parametrize("file", CI, ids=lambda file: file.stem)
def test_every_command_of_a_ci_file_runs(file: Path, tmp_path: Path) -> None:
    tree = yaml.safe_load(file.read_text("utf-8"))
    commands = list(commands_of(tree))
    assert any("check" in each for each in commands)
    assert any("--draft" in each for each in commands)
    root = make_repository(copy_sample(tmp_path))
    environment = os.environ | {"PATH": f"{DIENHINH.parent}:{os.environ['PATH']}"}
    for command in commands:
        done = subprocess.run(["sh", "-e", "-c", command], cwd=root, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, (command, done.stderr.decode())
    assert "chưa công bố" in (root / "draft" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("form", ["github", "gitlab"])
def test_faults_stand_beside_the_lines_of_a_change(form: str, tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    root = copy_sample(tmp_path / "repository")
    git(root.parent, "init", "-q")
    file = root / STORY
    file.write_text(file.read_text("utf-8").replace("kind: individual", "kind: 100%\nsex: x"), "utf-8")
    done = subprocess.run(
        [str(DIENHINH), "--project", str(root), "check", "--format", form], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    if form == "github":
        (told,) = re.findall(rf"^::error file=project/{STORY},line=(\d+)::(.*100%25.*)$", done.stdout, re.MULTILINE)
        line = int(told[0])
    else:
        (issue,) = [each for each in json.loads(done.stdout) if "100%" in each["description"]]
        assert issue["severity"] == "blocker"
        assert issue["location"]["path"] == f"project/{STORY}"
        line = issue["location"]["lines"]["begin"]
    assert file.read_text("utf-8").splitlines()[line - 1] == "kind: 100%"


def test_the_container_file_copies_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = [name for row in re.findall(r"^COPY (.+)$", text, re.MULTILINE) for name in row.split()[:-1]]
    assert {"generator", "requirements.txt"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(re.findall(r"^#.* run .*dienhinh (\w+)", text, re.MULTILINE)) == {"check", "host"} & COMMANDS.keys()
