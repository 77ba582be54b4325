"""The command: exit codes, one clear line each, Vietnamese by default."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import click
import pytest

from generator.cli import main
from generator.cli.former_options import FORMER_OPTIONS, renamed_options
from generator.cli.main import dienhinh as group
from generator.config.i18n import language
from generator.staff.schema import WRITABLE
from tests.making import copy_sample


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main.main(list(arguments))
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err


def test_help_is_vietnamese_and_covers_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "Cách dùng: dienhinh" in out
    assert "Options" not in out
    for name in main.COMMANDS:
        assert re.search(rf"^  {name} +\S", out, re.MULTILINE)
        code, text, _ = run(capsys, name, "--help")
        assert code == 0
        assert "Tùy chọn:" in text


def test_help_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Check every record" in run(capsys, "--lang", "en", "check", "--help")[1]


def test_a_good_project_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--project", str(copy_sample(tmp_path)), "check")
    assert code == 0
    assert out.strip().split("\n")[0].endswith("0 lỗi, 0 cảnh báo")


def test_errors_exit_one_and_name_file_line_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    path = root / "stories" / "2025" / "nguyen-van-mot.yml"
    path.write_text(path.read_text("utf-8").replace("act_from: 10/9/2025", "act_from: 31/2/2025"), "utf-8")
    code, out, _ = run(capsys, "--project", str(root), "check")
    assert code == 1
    assert "lỗi stories/2025/nguyen-van-mot.yml:10: act_from: «31/2/2025» không có trong lịch — xem lại " in out
    code, out, _ = run(capsys, "--lang", "en", "--project", str(root), "check", "--quiet")
    assert code == 1
    assert "error stories/2025/nguyen-van-mot.yml:10: act_from: '31/2/2025' is in no calendar — look " in out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["biuld"], "không có lệnh biuld"),
        (["check", "--x"], "không có tùy chọn --x"),
        (["new", "poem"], f"giá trị không hợp lệ cho kind: {' | '.join(WRITABLE)}"),
    ],
)
def test_wrong_usage_exits_two(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert line in err


def test_a_folder_that_is_no_project_exits_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--project", str(tmp_path), "check")
    assert code == 2
    assert "mkdocs.yml" in err


def test_a_disk_that_will_not_take_it_exits_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    blocker = tmp_path / "file"
    blocker.write_text("x")
    code, _, err = run(capsys, "--project", str(root), "build", "--site-dir", str(blocker / "site"))
    assert code == 3
    assert "Máy không làm được" in err
    assert "đã có; đổi tên hoặc chuyển đi" in err
    assert "Errno" not in err


@pytest.mark.parametrize("code", sorted(errno.errorcode))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_whatever_the_machine_says_is_said_in_words(lang: str, code: int) -> None:
    said = language(lang).reason(OSError(code, os.strerror(code), "thư mục/tệp"))
    assert "[Errno" not in said
    if lang == "vi":
        assert os.strerror(code) not in said
    known = language(lang).lookup("machine")
    assert errno.errorcode[code] in known or errno.errorcode[code] in said
    assert language(lang).reason(OSError("nothing of the machine's")) == "nothing of the machine's"


@pytest.mark.parametrize(
    ("code", "named"),
    [(errno.ENOSPC, "bản mới/trang"), (errno.EROFS, "bản mới/trang"), (errno.ENOENT, "bản cũ/trang")],
)
def test_of_two_files_the_one_is_named_that_could_not_be_made(code: int, named: str) -> None:
    fault = OSError(code, os.strerror(code), "bản cũ/trang", None, "bản mới/trang")
    said = language("vi").reason(fault)
    assert named in said
    assert len(re.findall("bản (?:cũ|mới)", said)) == 1


def test_new_writes_a_template_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    given = [
        "--project",
        str(root),
        "new",
        "--name",
        "Tổ một",
        "--title",
        "Tổ một làm",
        "--year",
        "2025",
        "--id",
        "to-mot",
    ]
    code, out, _ = run(capsys, *given)
    assert (code, out.strip()) == (0, "Đã tạo stories/2025/to-mot.yml")
    assert 'name: "Tổ một"' in (root / "stories/2025/to-mot.yml").read_text("utf-8")
    code, _, err = run(capsys, *given)
    assert code == 2
    assert "đã có, không ghi đè" in err
    code, _, err = run(capsys, *given[:-1], "Tổ Một")
    assert code == 2
    assert "không dùng được mã «Tổ Một»" in err


def test_schemas_are_written_for_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, _ = run(capsys, "schema", "--write", str(tmp_path / "s"))
    assert code == 0
    assert {p.name.split(".")[0] for p in (tmp_path / "s").iterdir()} == set(WRITABLE)


@pytest.mark.parametrize("config", ["", "just words", "a: [", "site_name: x\nextra:\n  dienhinh: words\n"])
def test_a_broken_configuration_exits_two(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    (root / "mkdocs.yml").write_text(config, "utf-8")
    code, _, err = run(capsys, "--project", str(root), "check")
    assert code == 2
    assert "mkdocs.yml" in err


def test_an_unknown_language_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "--lang", "fr", "check")
    assert code == 2
    assert "en | vi" in err


@pytest.mark.parametrize("module", ["generator", "generator.cli", "generator.cli.main"])
def test_the_package_runs_as_the_command_does(module: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "stories/2024/le-thi-hai.yml").write_text("kind: khong\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", module, "check"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "le-thi-hai.yml" in done.stdout


@pytest.mark.parametrize(("command", "former"), FORMER_OPTIONS)
def test_a_former_option_works_and_says_its_new_name(
    command: str, former: str, capsys: pytest.CaptureFixture[str]
) -> None:
    new = FORMER_OPTIONS[command, former]
    found = main.dienhinh.get_command(click.Context(main.dienhinh), command)
    assert found is not None
    accepted = {option for param in found.params for option in param.opts}
    assert new in accepted
    assert former not in accepted
    given = [command, f"{former}=1", "--", former]
    assert list(renamed_options(given, main.COMMANDS)) == [
        (command, ""),
        (f"{new}=1", former),
        ("--", ""),
        (former, ""),
    ]
    code, _, err = run(capsys, command, former, "--help")
    assert f"{former} nay gọi là {new}" in err
    assert "No such option" not in err + str(code)


HEAVY = {
    "pydantic",
    "PIL",
    "mkdocs",
    "jinja2",
    "rich",
    "babel",
    "markdown",
    "nh3",
    "lxml",
    "openpyxl",
    "ssl",
    "watchdog",
}
"""What takes long to load, and what a command that only asks for help, or writes a template, must do without."""
LOADED = """
import os, sys
from generator.cli.main import main
os._exit = sys.exit
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sys.modules)
"""


@pytest.mark.parametrize(
    ("arguments", "used"),
    [
        (["--help"], ()),
        (["--version"], ()),
        (["no-such-command"], ("rich",)),
        (["new", "story", "--id", "pham-thu", "--name", "Phạm Thử"], ("pydantic", "rich")),
        (["new", "--help"], ("pydantic",)),
        (["schema", "story"], ("pydantic",)),
        (["headers", "nginx"], ("pydantic",)),
        (["build"], sorted(HEAVY - {"ssl", "watchdog"})),  # which are the preview's
    ],
    ids=lambda value: " ".join(value),
)
def test_a_command_loads_only_what_it_uses(arguments: list[str], used: Iterable[str], tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert loaded & HEAVY <= set(used)


def test_a_build_that_changes_nothing_loads_nothing_that_makes_pages(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    subprocess.run([sys.executable, "-m", "generator", "build"], cwd=root, capture_output=True, check=True)
    again = subprocess.run(
        [sys.executable, "-c", LOADED, "build"], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in again.stdout.splitlines()[-1].split()}
    assert loaded & (HEAVY | {"zxingcpp", "docx", "resvg_py"}) == {"pydantic", "rich"}


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (["build"], True),
        (["build", "--clean", "--keep-going"], True),
        (["build", "--workers", "1"], False),
        (["build", "--shard", "1/2"], False),
        (["build", "--markdown", "pages"], False),
        (["build", "--scheduler", "tcp://127.0.0.1:1"], False),
        (["publish", "public"], True),
        (["publish", "public", "--workers", "1"], False),
        (["manifest", "site"], False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_work_is_begun_early_where_processes_of_this_machine_will_use_it(
    arguments: list[str], begins: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, asked = copy_sample(tmp_path), list[bool]()
    monkeypatch.chdir(root)
    (root / "site").mkdir()

    def prepare(*_: object, made_here: bool = False, **__: object) -> None:
        asked.append(made_here)
        raise SystemExit

    for command in ("build", "publish"):
        monkeypatch.setattr(f"generator.cli.{command}.prepare", prepare)
    with pytest.raises(SystemExit):
        group.main(["--project", str(root), *arguments], standalone_mode=False)
    assert asked == [begins]
