"""What an editor makes of our records: the language server of VS Code itself reads them by our schemas."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.cli.main import main
from tests.making import copy_sample
from tests.test_access import TOOLS

ROOT = Path(__file__).parents[1]
SERVER = TOOLS / "yaml-language-server" / "bin" / "yaml-language-server"
FILE = "stories/2025/nguyen-van-mot.yml"


class Editor:
    """An editor with a project open, as VS Code talks to its server."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
        self.process = subprocess.Popen(["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.said: list[dict[str, Any]] = []
        self.number = 0
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities=_CAPABILITIES, workspaceFolders=[])
        self.tell("initialized")

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()

    def ask(self, method: str, **given: object) -> Any:
        """Ask something and return the answer."""
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": given})
        while True:
            came = self._read()
            if came.get("id") == number and "method" not in came:
                return came.get("result")

    def tell(self, method: str, **given: object) -> None:
        self._send({"method": method, "params": given})

    def fresh(self) -> str:
        """Return a story's file that was never open: of a closed one the server still speaks."""
        self.number += 1
        return f"stories/2025/tep-{self.number}.yml"

    def faults(self, path: str, text: str) -> list[tuple[int, str]]:
        """Open a file that says this and return what is wrong, by line from 1."""
        uri = (self.root / path).as_uri()
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        while True:
            came = self._read()
            if came.get("method") == "textDocument/publishDiagnostics" and came["params"]["uri"] == uri:
                self.tell("textDocument/didClose", textDocument={"uri": uri})
                return [(each["range"]["start"]["line"] + 1, each["message"]) for each in came["params"]["diagnostics"]]

    def offered(self, path: str, text: str, line: int, column: int) -> list[str]:
        """Return what may be typed at a place of a file."""
        uri = (self.root / path).as_uri()
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": "yaml", "version": 1, "text": text})
        where = {"textDocument": {"uri": uri}, "position": {"line": line - 1, "character": column}}
        found = self.ask("textDocument/completion", **where)
        self.tell("textDocument/didClose", textDocument={"uri": uri})
        return [each["label"] for each in found["items"]]

    def _send(self, what: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **what}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (row := self.process.stdout.readline()) != b"\r\n":
            assert row, "the server ended"
            name, _, value = row.decode().partition(":")
            length = int(value) if name.casefold() == "content-length" else length
        came: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if came.get("method") == "workspace/configuration":
            self._send({"id": came["id"], "result": [self._section(each) for each in came["params"]["items"]]})
        elif "method" in came and "id" in came:
            self._send({"id": came["id"], "result": None})
        return came

    def _section(self, item: dict[str, str]) -> Any:
        """Return a part of the settings as VS Code hands it out: nested, and paths of schemas as addresses."""
        inside = {name.partition(".")[2]: value for name, value in self.settings.items() if name.startswith("yaml.")}
        inside["format"] = {"enable": inside.pop("format.enable")}
        inside["schemaStore"] = {"enable": inside.pop("schemaStore.enable"), "url": ""}
        inside["schemas"] = {(self.root / name).as_uri(): files for name, files in inside["schemas"].items()}
        return {**inside, "validate": True, "completion": True} if item.get("section") == "yaml" else None


_CAPABILITIES = {
    "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": False}}},
}


def set_up(root: Path) -> Editor:
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), "schema", "--editor"])
    assert ended.value.code == 0
    return Editor(root)


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    found = set_up(copy_sample(tmp_path_factory.mktemp("editor")))
    yield found
    found.close()


def test_the_editor_finds_nothing_wrong_in_what_is_right(editor: Editor) -> None:
    files = sorted((editor.root / "stories").rglob("*.yml"))
    told = {
        path.name: editor.faults(path.relative_to(editor.root).as_posix(), path.read_text("utf-8")) for path in files
    }
    assert {name: faults for name, faults in told.items() if faults} == {}


def test_the_editor_finds_nothing_wrong_in_the_real_records(tmp_path: Path) -> None:
    root = tmp_path / "real"
    root.mkdir()
    for name in ("stories", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    found = set_up(root)
    try:
        every = sorted((ROOT / "stories").rglob("*.yml"))
        lists = [path for path in every if path.stem in {"awards", "councils", "units"}]
        some = lists + every[:: max(1, len(every) // 10)]
        told = {p.name: found.faults(p.relative_to(ROOT).as_posix(), p.read_text("utf-8")) for p in some}
    finally:
        found.close()
    assert {name: faults for name, faults in told.items() if faults} == {}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: individual", "kind: indivdual", 1),
        ("summary: Ông", "sumary: Ông", 5),
        ("act_from: 10/9/2025", "act_from: 10-9-2025", 10),
        ("fields: [an-ninh,", "fields: [an-nin,", 11),
        ("campaigns: [thi-dua-mau]", "campaigns: thi-dua-mau", 13),
        ("honorific: ông", 'honorific: "ông', 2),
    ],
)
def test_the_editor_shows_a_mistake_at_its_line(editor: Editor, old: str, new: str, line: int) -> None:
    text = (editor.root / FILE).read_text("utf-8")
    assert old in text
    assert line in {number for number, _ in editor.faults(editor.fresh(), text.replace(old, new, 1))}


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        ("awards:\n  - award: b\n", 2, "bang-khen-thanh-pho"),
        ("kind: \n", 1, "collective"),
        ("fields:\n  - \n", 2, "y-te"),
        ("places:\n  - locality: p\n", 2, "phuong-dong"),
        ("kind: individual\n\n", 2, "published_on"),
    ],
)
def test_the_editor_offers_what_there_is(editor: Editor, text: str, line: int, wanted: str) -> None:
    offered = editor.offered(editor.fresh(), text, line, len(text.split("\n")[line - 1]))
    assert wanted in offered, offered[:20]


def test_settings_somebody_wrote_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    (root / ".vscode").mkdir()
    (root / ".vscode/settings.json").write_text('{"editor.fontSize": 18}', "utf-8")
    with pytest.raises(SystemExit):
        main(["--project", str(root), "schema", "--editor"])
    assert (root / ".vscode/settings.json").read_text("utf-8") == '{"editor.fontSize": 18}'
    assert ".vscode/settings.json đã có, giữ nguyên" in capsys.readouterr().out
    assert (root / ".vscode/schemas/stories.json").is_file()
