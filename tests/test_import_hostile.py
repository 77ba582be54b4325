"""Lists that are spoilt or made to do harm: read or refused by name, never fallen over."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.core.problem import UsageError
from tests.list_files import PEOPLE, refused, run, struck_ods, struck_xls, struck_xlsx, word


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def hostile(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield files by name that once ended in a traceback, an abort, or a hang."""
    plain = parts(struck_xlsx(folder / "s.xlsx"))
    sheet = "xl/worksheets/sheet1.xml"
    for at in ("XFD1048576", "ZZZZZZZZZZ1", "A99999999999", "XFD2000", "A0", "1A"):
        cell = f'<row r="1"><c r="{at}" t="inlineStr"><is><t> x </t></is></c></row></sheetData>'.encode()
        yield f"stray-{at}.xlsx", packed({**plain, sheet: plain[sheet].replace(b"</sheetData>", cell)})
    for name in plain:
        if name.endswith((".xml", ".rels")):
            yield f"broken-{name.replace('/', '-')}.xlsx", packed({**plain, name: plain[name][:-9] + b"<"})
    text = parts(word(folder / "w.docx", [run(name) for name in PEOPLE]))
    body = text["word/document.xml"]
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx">'
        + b"".join(f'<!ENTITY a{n} "{"&a;" * 10 if n == 0 else f"&a{n - 1};" * 10}">'.encode() for n in range(9))
        + b"]>"
    )
    for name, content in (
        ("badxml", body[:-20]),
        (
            "deep",
            body.replace(b"<w:body>", b"<w:body>" + b"<w:ins>" * 5000).replace(
                b"</w:body>", b"</w:ins>" * 5000 + b"</w:body>"
            ),
        ),
        ("bomb", body.replace(b"<w:document", entities + b"<w:document", 1)),
        ("span", re.sub(rb"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="50000000"/>', body, count=1)),
        ("span-word", re.sub(rb"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="abc"/>', body, count=1)),
        ("merge", body.replace(b"<w:tcPr>", b"<w:tcPr><w:vMerge/>", 1)),
        ("empty", b""),
    ):
        yield f"{name}.docx", packed({**text, "word/document.xml": content})
    yield "no-types.docx", packed({k: v for k, v in text.items() if "Content_Types" not in k})
    whole = bytearray(packed(text))
    whole[len(whole) // 2] ^= 0xFF
    yield "byte.docx", bytes(whole)
    locked = bytearray(packed(text))
    for found in re.finditer(rb"PK\x01\x02", bytes(locked)):
        struct.pack_into("<H", locked, found.start() + 8, 1)
    yield "locked.docx", bytes(locked)
    method = bytearray(packed(text))
    for found in re.finditer(rb"PK\x01\x02", bytes(method)):
        struct.pack_into("<H", method, found.start() + 10, 97)
    yield "method.docx", bytes(method)
    yield "binary.csv", bytes(range(256)) * 20
    yield "long.csv", b"STT,Ten\n1," + b"x" * 300_000 + b"\n"
    yield "open.csv", b'STT,Ten\n1,"x\n' + b"2,y\n" * 60_000
    yield "wide.csv", (b"x," * 200_000) + b"\n"
    yield "xlsx.csv", packed(plain)
    yield "nothing.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    yield "old.xls", b"\x09\x08" + b"\xff" * 500
    yield "rows.ods", _many_rows()


def _many_rows() -> bytes:
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    cell = f'<t:table-cell><x:p xmlns:x="{ns}:text:1.0">x</x:p></t:table-cell>'
    row = f'<t:table-row t:number-rows-repeated="99999999">{cell}</t:table-row>'
    return packed({"content.xml": f'<o xmlns:t="{ns}:table:1.0"><t:table t:name="x">{row}</t:table></o>'.encode()})


def test_no_file_ends_in_a_crash_or_a_hang(tmp_path: Path) -> None:
    """Each by the command, as a clerk runs it: exit 0 or 1 for a list, 2 for what is none, and one line."""
    seen = 0
    for name, content in hostile(tmp_path):
        path = tmp_path / name
        path.write_bytes(content)
        found = refused(path)
        if isinstance(found, UsageError):
            assert found.key.startswith("list-"), name
        else:
            assert found.read == len(found.recipients) + len(found.skipped), name
        seen += 1
    assert seen >= 30


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_files_are_refused_or_read_never_fallen_over(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    made = [
        struck_xlsx(tmp_path / "a.xlsx"),
        struck_xls(tmp_path / "a.xls"),
        struck_ods(tmp_path / "a.ods"),
        word(tmp_path / "a.docx", [run(name) for name in PEOPLE]),
    ]
    for path in made:
        whole = path.read_bytes()
        for _ in range(3):
            content = bytearray(whole)
            for _ in range(rng.choice([1, 20])):
                content[rng.randrange(len(content))] = rng.randrange(256)
            cut = content[: rng.randrange(len(content))] if rng.random() < 0.3 else content
            path.write_bytes(bytes(cut))
            found = refused(path)
            if isinstance(found, UsageError):
                assert found.key.startswith("list-")
            else:
                assert found.read == len(found.recipients) + len(found.skipped)
