"""The office's own server, with git itself: what a push must pass, and how it comes to the public."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.core.git import GitFault
from generator.core.problem import PublishError, UsageError
from generator.engine.manifest import read_manifest
from generator.hosting.bare_repository import BareRepository, host
from generator.hosting.receiving import TRUSTED, RefUpdate, Refusal, refusal
from tests.making import copy_sample
from tests.repository import git, make_repository
from tests.serving import served

STORY = "stories/2025/nguyen-van-mot.yml"
NEW = "stories/2025/nguyen-van-moi.yml"
CLERK, CHECKER = ("Lê Thị Thư", "thu@co-quan.example"), ("Trần Văn Duyệt", "duyet@co-quan.example")
ROLES = ("AUTHOR", "COMMITTER")
_ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONPATH": str(Path(__file__).parents[1])}


def run(
    root: Path, *command: str, who: tuple[str, str] = CLERK, trusted: bool = False
) -> "subprocess.CompletedProcess[str]":
    name, mail = who
    identity = {f"GIT_{role}_NAME": name for role in ROLES} | {f"GIT_{role}_EMAIL": mail for role in ROLES}
    environment = _ENVIRONMENT | identity | ({TRUSTED: "1"} if trusted else {})
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@dataclass
class Server:
    """An office's server, and a clerk's clone of its repository."""

    bare: Path
    public: Path
    clone: Path

    def push(
        self, *what: str, who: tuple[str, str] = CLERK, trusted: bool = False
    ) -> "subprocess.CompletedProcess[str]":
        return run(self.clone, "git", "push", "-q", "origin", *(what or ("main",)), who=who, trusted=trusted)

    def change(self, old: str, new: str, path: str = STORY) -> None:
        file = self.clone / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    def commit(self, why: str = "Sửa", who: tuple[str, str] = CLERK) -> None:
        run(self.clone, "git", "add", "-A", "--", "stories", "docs", "mkdocs.yml", who=who)
        assert run(self.clone, "git", "commit", "-qm", why, who=who).returncode == 0

    def approve(self, who: tuple[str, str] = CHECKER) -> None:
        """Join what the clerk committed, as the desk does when a colleague approves it."""
        head = git(self.clone, "rev-parse", "HEAD").strip()
        run(self.clone, "git", "reset", "-q", "--hard", "origin/main")
        done = run(self.clone, "git", "merge", "-q", "--no-ff", "-m", "Duyệt", head, who=who)
        assert done.returncode == 0, done.stderr

    def judged(self, trusted: bool = False) -> Refusal | None:
        """Return what the server says of the clerk's branch, without a push."""
        git(self.bare, "fetch", "-q", str(self.clone), "HEAD")
        return refusal(BareRepository(self.bare), RefUpdate(self.tip, self.head, "refs/heads/main"), trusted)

    @property
    def head(self) -> str:
        return git(self.clone, "rev-parse", "HEAD").strip()

    @property
    def page(self) -> str:
        with (
            served(self.public / "current") as address,
            urllib.request.urlopen(f"{address}/dien-hinh/nguyen-van-mot/") as answer,
        ):
            return str(answer.read().decode())

    @property
    def tip(self) -> str:
        return git(self.bare, "rev-parse", "main").strip()

    @property
    def published_commit(self) -> str:
        return read_manifest(self.public / "current").commit

    @property
    def release(self) -> str:
        return os.readlink(self.public / "current")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a server that was set up once, for copies."""
    at = tmp_path_factory.mktemp("server")
    root = copy_sample(at)
    make_repository(root)
    done = run(
        root, sys.executable, "-m", "generator", "--project", str(root), "host", str(at / "kho.git"), str(at / "public")
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return at


@pytest.fixture
def server(first: Path, tmp_path: Path) -> Server:
    for name in ("kho.git", "public"):
        shutil.copytree(first / name, tmp_path / name, symlinks=True)
    bare, public = tmp_path / "kho.git", tmp_path / "public"
    git(bare, "config", "dienhinh.folder", str(public))
    clone = tmp_path / "clerk"
    subprocess.run(["git", "clone", "-q", str(bare), str(clone)], check=True)
    return Server(bare, public, clone)


def test_setting_up_publishes_and_says_so(server: Server) -> None:
    assert "bơi ra sông" in server.page
    assert (server.bare / "hooks" / "pre-receive").stat().st_mode & 0o111


def test_what_was_approved_is_on_the_site_when_the_push_ends(server: Server) -> None:
    """A refused push first: it leaves all as it was, and once mended it is taken."""
    before = server.tip, server.release
    server.change("published_on: ", "published_on: ngày ")
    server.change("kind: individual", "kind: nguoi")
    server.commit()
    faulty = server.head
    server.approve()
    done = server.push(who=CHECKER)
    assert done.returncode != 0
    assert re.search(rf"remote: lỗi {re.escape(STORY)}:\d+: published_on: ", done.stderr)
    assert re.search(rf"remote: lỗi {re.escape(STORY)}:\d+: kind: ", done.stderr)
    assert re.search(r"remote: KHÔNG NHẬN: \d+ lỗi nêu trên", done.stderr)
    assert (server.tip, server.release) == before

    git(server.clone, "reset", "-q", "--hard", faulty)
    server.change("published_on: ngày ", "published_on: ")
    server.change("kind: nguoi", "kind: individual")
    server.change("bơi ra sông", "chèo xuồng ra sông")
    fresh = (server.clone / STORY).read_text("utf-8")
    (server.clone / NEW).write_text(fresh.replace("Nguyễn Văn Một", "Nguyễn Văn Mới"), "utf-8")
    server.commit()
    server.approve()
    done = server.push(who=CHECKER)
    assert done.returncode == 0, done.stderr
    assert re.search(r"remote: Đã công bố bản 000002-[0-9a-f]+", done.stderr)
    assert "chèo xuồng ra sông" in server.page
    assert server.published_commit == server.head
    assert "/dien-hinh/nguyen-van-moi/" in git(server.bare, "show", "main:stories/ledger.txt")
    assert git(server.bare, "log", "-1", "--format=%an|%s", "main").strip() == "dienhinh|Sổ địa chỉ sau khi công bố"


def test_what_could_not_be_published_is_not_taken_either(server: Server) -> None:
    """A page by hand leads nowhere: only who makes the pages can see it."""
    (server.clone / "docs" / "sai.md").write_text("# Sai\n\n[ở đây](/khong-co/)\n", "utf-8")
    server.commit()
    before = server.tip
    assert "trang sai/index.html dẫn tới «/khong-co/»" in server.push(trusted=True).stderr
    assert server.tip == before
    assert not [*(server.public / "releases").glob(".new-*")]


def test_an_address_only_the_server_knows_goes_on_answering(server: Server) -> None:
    """The ledger in git may have been cut: the server's own is believed as well."""
    with (server.public / "ledger.txt").open("a", encoding="utf-8") as ledger:
        ledger.write("/dien-hinh/da-dang-o-day/\n")
    server.change("bơi ra sông", "chèo xuồng ra sông")
    server.commit()
    with pytest.raises(PublishError, match="lost_address"):
        server.judged(trusted=True)


@pytest.fixture
def direct(server: Server) -> Server:
    server.change("bơi ra sông", "chèo xuồng ra sông")
    server.commit("Sửa chữ")
    return server


def test_what_nobody_else_approved_is_refused(direct: Server) -> None:
    assert direct.judged() == Refusal("direct", (f"{direct.head[:7]} Sửa chữ",))
    assert direct.judged(trusted=True) is None


@pytest.mark.parametrize("who", [CLERK, ("LE THI THU", "khac@co-quan.example"), ("Ai đó", "THU@co-quan.example")])
def test_an_author_by_name_or_by_address_does_not_approve(direct: Server, who: tuple[str, str]) -> None:
    direct.approve(who)
    found = direct.judged()
    assert found is not None
    assert found.key == "own"


def merged_by_hand(server: Server, other: str, who: tuple[str, str]) -> None:
    """Make a merge commit of what stands in the files, with another parent of one's own choice."""
    git(server.clone, "add", "-A", "--", "stories")
    tree = git(server.clone, "write-tree").strip()
    made = run(server.clone, "git", "commit-tree", tree, "-p", server.tip, "-p", other, "-m", "Duyệt", who=who)
    git(server.clone, "reset", "-q", "--hard", made.stdout.strip())


def test_a_merge_of_what_was_published_long_ago_approves_nothing(server: Server) -> None:
    server.change("bơi ra sông", "chèo xuồng ra sông")
    merged_by_hand(server, git(server.clone, "rev-parse", "HEAD~1").strip(), CLERK)
    assert server.judged() == Refusal("direct", (f"{server.head[:7]} Duyệt",))


def test_an_approval_brings_nothing_else_along(direct: Server) -> None:
    approved = direct.head
    direct.change("summary: ", "summary: Thêm vào khi duyệt. ", "stories/2025/to-va-duong.yml")
    merged_by_hand(direct, approved, CHECKER)
    assert direct.judged() == Refusal("more", (f"{direct.head[:7]} Duyệt",))


def test_what_is_joined_is_not_written_anew_by_who_approves(direct: Server) -> None:
    approved = direct.head
    direct.change("chèo xuồng ra sông", "bay qua sông")
    merged_by_hand(direct, approved, CHECKER)
    assert direct.judged() == Refusal("more", (f"{direct.head[:7]} Duyệt",))


def test_the_published_commit_is_joined_by_others_and_joins_none(direct: Server) -> None:
    """What stood published as the second parent: nobody would be its author."""
    tree = git(direct.clone, "rev-parse", "HEAD^{tree}").strip()
    older = git(direct.bare, "rev-parse", "main~1").strip()
    made = run(direct.clone, "git", "commit-tree", tree, "-p", older, "-p", direct.tip, "-m", "Duyệt", who=CLERK)
    git(direct.clone, "reset", "-q", "--hard", made.stdout.strip())
    assert direct.judged() == Refusal("direct", (f"{direct.head[:7]} Duyệt",))


def test_a_tag_called_as_the_branch_switches_nothing_off(direct: Server) -> None:
    git(direct.clone, "tag", "main", "HEAD~1")
    assert direct.push("refs/tags/main").returncode == 0
    done = direct.push("refs/heads/main:refs/heads/main")
    assert "chưa được người khác duyệt" in done.stderr


def test_odd_names_and_a_killed_git_stop_nobody(direct: Server) -> None:
    git(direct.clone, "commit", "-q", "--amend", "--author", "Lê\u2028Thư <thu@co-quan.example>", "--no-edit")
    direct.approve()
    (direct.bare / "dienhinh" / "index.lock").touch()
    (direct.bare / "dienhinh" / "index").write_bytes(b"DIRC half")
    assert direct.judged() is None


def test_a_push_that_was_taken_and_could_not_be_published_says_both(server: Server) -> None:
    shutil.rmtree(server.bare / "dienhinh" / "files")
    (server.bare / "dienhinh" / "files").touch()
    update = f"{server.tip} {server.tip} refs/heads/main\n"
    command = [sys.executable, "-m", "generator", "hook", "post-receive"]
    done = subprocess.run(
        command, cwd=server.bare, env=_ENVIRONMENT, input=update, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("ĐÃ NHẬN NHƯNG CHƯA CÔNG BỐ: ")
    assert f"dienhinh host {server.bare}" in done.stderr


def test_objects_are_not_replaced_under_what_was_judged(server: Server) -> None:
    done = server.push("HEAD:refs/replace/" + server.tip, trusted=True)
    assert done.returncode != 0
    assert "không phải nhánh, không phải thẻ" in done.stderr


def test_without_the_rule_of_approval_a_push_is_taken_as_it_is(server: Server) -> None:
    server.change("dienhinh:\n", "dienhinh:\n    needs_approval: false\n", "mkdocs.yml")
    server.commit()
    assert server.judged() == Refusal("outside", ("mkdocs.yml",))
    assert server.push(trusted=True).returncode == 0
    git(server.clone, "pull", "-q")
    server.change("bơi ra sông", "chèo xuồng ra sông")
    server.commit()
    assert server.judged() is None


@pytest.mark.parametrize(
    "path", [".github/x.yml", "stories.py", "generator/x.py", "stories/.gitattributes", ".dienhinh/records.sqlite"]
)
def test_what_could_run_as_code_is_not_taken_even_with_an_approval(server: Server, path: str) -> None:
    (server.clone / path).parent.mkdir(parents=True, exist_ok=True)
    (server.clone / path).write_text("x", "utf-8")
    git(server.clone, "add", "-f", path)
    server.commit()
    server.approve()
    assert server.judged() == Refusal("outside", (path,))


def test_the_published_branch_is_neither_deleted_nor_rewritten(server: Server) -> None:
    assert refusal(BareRepository(server.bare), RefUpdate(server.tip, "", "refs/heads/main"), True) == Refusal(
        "deleted"
    )
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    server.change("bơi ra sông", "chèo xuồng ra sông")
    server.commit()
    assert server.judged(trusted=True) == Refusal("rewritten")


def test_a_record_that_is_published_does_not_just_go(server: Server) -> None:
    (server.clone / STORY).unlink()
    server.commit()
    found = server.judged(trusted=True)
    assert found is not None
    assert found.key == "errors"


def test_a_link_out_of_the_repository_is_a_file_that_says_where_it_leads(server: Server) -> None:
    (server.clone / "stories/2025/trom.yml").symlink_to("/etc/passwd")
    server.commit()
    found = server.judged(trusted=True)
    assert found is not None
    assert {problem.path for problem in found.problems} == {"stories/2025/trom.yml"}
    assert not (server.bare / "dienhinh/files/stories/2025/trom.yml").is_symlink()


def test_files_somebody_spoilt_are_laid_out_anew(direct: Server) -> None:
    laid_out = direct.bare / "dienhinh" / "files" / STORY
    laid_out.write_text("hỏng", "utf-8")
    assert direct.judged(trusted=True) is None
    assert "chèo xuồng" in laid_out.read_text("utf-8")


def test_other_branches_are_drafts_and_taken_as_they_are(server: Server) -> None:
    server.change("kind: individual", "kind: nguoi")
    server.commit()
    release = server.release
    assert server.push("HEAD:refs/heads/cho-duyet/nguyen-van-mot").returncode == 0
    assert server.release == release


def test_two_who_publish_at_once_are_both_published(server: Server, tmp_path: Path) -> None:
    other = Server(server.bare, server.public, tmp_path / "other")
    subprocess.run(["git", "clone", "-q", str(server.bare), str(other.clone)], check=True)
    server.change("bơi ra sông", "chèo xuồng ra sông")
    other.change("summary: ", "summary: Cùng nhau, ", "stories/2025/to-va-duong.yml")

    def land(office: Server) -> None:
        office.commit()
        made = office.head
        for _ in range(5):
            git(office.clone, "fetch", "-q")
            office.approve()
            if office.push(who=CHECKER).returncode == 0:
                return
            git(office.clone, "reset", "-q", "--hard", made)
        raise AssertionError("five times another was first")

    with ThreadPoolExecutor() as both:
        list(both.map(land, (server, other)))
    assert "chèo xuồng ra sông" in server.page
    assert git(server.bare, "merge-base", "--is-ancestor", server.published_commit, "main") == ""
    assert "Cùng nhau" in git(server.bare, "show", f"{server.published_commit}:stories/2025/to-va-duong.yml")


def test_called_again_it_is_published_anew_and_keeps_its_folder(server: Server) -> None:
    before = server.release
    (server.bare / "hooks" / "pre-receive").unlink()
    done = run(server.clone, sys.executable, "-m", "generator", "host", str(server.bare))
    assert done.returncode == 0, done.stderr
    assert (server.bare / "hooks" / "pre-receive").is_file()
    assert server.release != before


@pytest.mark.parametrize("there", ["", "x.txt"])
def test_what_is_no_bare_repository_is_left_alone(tmp_path: Path, there: str) -> None:
    target = tmp_path / "kho.git"
    target.mkdir()
    if there:
        (target / there).write_text("x", "utf-8")
    with pytest.raises(UsageError, match="not-bare"):
        host(make_repository(copy_sample(tmp_path)), target, tmp_path / "public")
    assert [each.name for each in target.iterdir()] == ([there] if there else [])


def test_a_project_without_git_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(GitFault, match="repository"):
        host(copy_sample(tmp_path), tmp_path / "kho.git", tmp_path / "public")
    assert not (tmp_path / "kho.git").exists()
