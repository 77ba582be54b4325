"""Two machines of one office and the repository both know: what tests of sending, reviewing and updating begin with."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.desk_client import FILE, STORY, client, sent_by
from tests.making import copy_sample
from tests.repository import git, make_repository

CLERK, CHECKER = ("Lê Thị Thư", "thu@co-quan.example"), ("Trần Văn Duyệt", "duyet@co-quan.example")
THIRD = ("Phạm Văn Ba", "ba@co-quan.example")
REVIEW = "/duyet/nguyen-van-mot/"
BRANCHES = "--format=%(refname:short)"


@dataclass
class Office:
    """One machine of the office: its project and a browser at its desk."""

    root: Path
    browser: TestClient
    who: tuple[str, str]

    def change(self, story: str = STORY, **texts: str) -> None:
        sent = sent_by(self.browser.get(story).text)
        answer = self.browser.post(story, data=sent | {k: [v] for k, v in texts.items()} | {"do": "save"})
        assert "Đã lưu." in answer.text

    def send(self, why: str = "Sửa tóm tắt", **other: str) -> str:
        paths = [
            each.attributes["value"] or ""
            for each in LexborHTMLParser(self.browser.get("/gui/").text).css("[name=path]")
        ]
        who, mail = self.who
        return self.browser.post("/gui/", data={"who": who, "mail": mail, "why": why, "path": paths} | other).text

    def judge(self, deed: str, reason: str = "", who: tuple[str, str] = ("", ""), at: str = REVIEW) -> str:
        page = LexborHTMLParser(self.browser.get(at).text)
        field = page.css_first(".judging [name=commit]")
        assert field is not None, page.text()
        name, mail = who if who[0] else self.who
        asked = {"who": name, "mail": mail, "reason": reason, "commit": field.attributes["value"], "do": deed}
        return self.browser.post(at, data=asked).text

    def file(self, path: str = FILE) -> str:
        return (self.root / path).read_text("utf-8")


def two_offices(tmp_path: Path) -> tuple[Office, Office, Path]:
    """Return a clerk's machine, a colleague's, and the repository both know."""
    first = copy_sample(tmp_path / "a")
    make_repository(first)
    server = tmp_path / "server.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(first), str(server)], check=True)
    made = []
    for name, who in (("a", CLERK), ("b", CHECKER)):
        root = tmp_path / name / "project"
        if name == "a":
            git(root, "remote", "add", "origin", str(server))
            git(root, "fetch", "-q")
        else:
            (tmp_path / name).mkdir()
            subprocess.run(["git", "clone", "-q", str(server), str(root)], check=True)
        (tmp_path / name / "pages").mkdir()
        made.append(Office(root, client(root, tmp_path / name / "pages"), who))
    return made[0], made[1], server


def published(server: Path, path: str = FILE) -> str:
    return git(server, "show", f"main:{path}")


def branches(server: Path) -> list[str]:
    return git(server, "for-each-ref", BRANCHES, "refs/heads").split()


THIRD = ("Phạm Văn Ba", "ba@co-quan.example")


def publish_title(checker: Office) -> None:
    """Let another title be published from another machine, while the first knows nothing of it."""
    checker.change(title="Tựa mới của người khác")
    checker.send(why="Sửa tựa")
    assert "Đã duyệt." in checker.judge("approve", who=THIRD)
