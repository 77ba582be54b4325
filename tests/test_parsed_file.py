"""What is held of a file of the program is believed only while it is of the same bytes, and whole."""

from pathlib import Path

import pytest

from generator.core import parsed_file
from generator.core.parsed_file import parsed
from generator.core.store import add_checksum, strip_checksum


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parsed_file, "_FOLDER", tmp_path / "held")
    return tmp_path / "held" / "words.txt.json"


def test_a_file_is_parsed_once_and_again_when_its_bytes_change(tmp_path: Path, held: Path) -> None:
    file, asked = tmp_path / "words.txt", list[str]()

    def parse(text: str) -> list[str]:
        asked.append(text)
        return text.split()

    for text, wanted in (("một hai", ["một", "hai"]), ("ba hai", ["ba", "hai"])):
        file.write_text(text, "utf-8")
        assert [parsed(file, parse), parsed(file, parse)] == [wanted, wanted]
    assert asked == ["một hai", "ba hai"]
    assert held.is_file()


def test_what_is_spoilt_or_made_up_is_parsed_anew(tmp_path: Path, held: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("một hai", "utf-8")
    parsed(file, str.split)
    whole = held.read_bytes()
    other = add_checksum(b"0" * 32 + b'["khac"]')
    for spoilt in (b"", whole[:-1], whole[:40], whole.replace("một".encode(), "bốn".encode()), other):
        held.write_bytes(spoilt)
        assert parsed(file, str.split) == ["một", "hai"]
        assert strip_checksum(held.read_bytes())


def test_where_nothing_can_be_written_it_is_parsed_all_the_same(tmp_path: Path, held: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("một hai", "utf-8")
    held.parent.write_text("a file where the folder would be", "utf-8")
    assert parsed(file, str.split) == ["một", "hai"]
