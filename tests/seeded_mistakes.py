"""A record as a clerk writes it, and a hundred and more ways in which it goes wrong before the meeting."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

PATH = "stories/2025/pham-thu.yml"
RECORD = """\
kind: individual
honorific: bà
name: Phạm Thị Thử
title: "Bà Thử: hai mươi năm đưa đò không lấy tiền"
summary: Bà Thử đưa học trò qua sông hai mươi năm không lấy tiền.
role: nông dân
minor: false
places:
  - role: residence
    as_printed: phường Đông
    locality: phuong-dong
act_from: 14/01/2005
act_to: 05/8/2025
fields:
  - an-ninh
  - y-te
groups: [nong-dan]
campaigns:
  - thi-dua-mau
clauses: ["chi-thi-mau#A1"]
models: [va-duong]
context: Xóm bên kia sông không có cầu.
deeds: |-
  Mỗi sáng bà Thử chèo ba chuyến.

  - Đưa học trò đi học.
  - Đưa người bệnh đi trạm xá.
awards:
  - award: bang-khen-thanh-pho
    as_printed: Bằng khen của Chủ tịch UBND thành phố
    level: thanh-pho
    kind: dot-xuat
    number: 34/QĐ-UBND
    date: 10/9/2025
    presented_on: 13/9/2025
    signer: Trần Ký
    source: bao
  - award: huan-chuong-lao-dong
    as_printed: Huân chương Lao động hạng Ba
    rank: ba
    date: 12/9/2025
    source: bao
quotes:
  - text: Thấy tụi nhỏ ướt thì tui đưa thôi.
    speaker: Bà Thử
    source: bao
results:
  - indicator: Học trò được đưa
    after: "1.790"
    unit: lượt
    source: bao
stages:
  - stage: tong-ket
    text: Được tặng Bằng khen.
    date: 13/9/2025
    source: bao
sources:
  - id: bao
    publisher: Báo Mẫu
    title: "Đò không lấy tiền"
    url: https://bao.example/do
    date: 14/9/2025
images:
  - file: ba-thu.jpg
    alt: Bà Thử chèo đò
    credit: Trần Ảnh
    licence: CC BY 4.0
    basis: public-event
    event: Lễ trao Bằng khen
basis:
  kind: press
verified:
  by: Nhóm thử
  on: 2025-09-20
  against: báo
published_on: 2025-09-20
"""


Mend = Literal["sure", "offered", "lost"]
_OFFERED: Mend = "offered"
_LOST: Mend = "lost"


@dataclass(frozen=True)
class Seed:
    """One mistake: what was typed instead of what, and the code of what is said of it.

    A machine may `mend` it unasked, offer to, or not at all. `right` is what it becomes instead of what stood there,
    where that is not the same.
    """

    name: str
    old: str
    new: str
    code: str
    mend: Mend = "sure"
    right: tuple[str, str] = ("", "")

    @property
    def is_sure(self) -> bool:
        """Tell whether a machine may mend it unasked."""
        return self.mend == "sure"

    @property
    def is_mended(self) -> bool:
        """Tell whether a machine can mend it at all."""
        return self.mend != "lost"


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


_SIGNER = "signer: Trần Ký"

SEEDS: tuple[Seed, ...] = (
    # What nobody sees
    Seed("a tab for the indentation", "  kind: press", "\tkind: press", "source.tab"),
    Seed("a tab behind the colon", "role: nông dân", "role:\tnông dân", "source.control"),
    Seed("a space that does not break", "name: Phạm Thị", "name: Phạm\u00a0Thị", "source.invisible"),
    Seed("a narrow space", "title: ", "title:\u202f", "source.invisible"),
    Seed("a space of no width", "Phạm Thị Thử", "Phạm \u200bThị Thử", "source.invisible"),
    Seed("a soft hyphen", "không có cầu", "không có c\u00adầu", "source.invisible"),
    Seed("a joiner", "Xóm bên", "Xóm\u200d bên", "source.invisible"),
    Seed("a mark of direction", "bên kia sông", "bên kia\u200e sông", "source.invisible"),
    Seed("a byte order mark inside", "summary: Bà", "summary: \ufeffBà", "source.invisible"),
    Seed("Word's end of line", "bên kia sông", "bên\x0bkia sông", "source.control"),
    Seed("Word's mark of a cell", "không có cầu.", "không có cầu.\x07", "source.control"),
    Seed("a separator of lines", "bên kia sông", "bên\u2028kia sông", "source.control"),
    Seed("letters taken apart", "Xóm bên kia sông", _nfd("Xóm bên kia sông"), "source.not-nfc"),
    Seed("a whole file taken apart", RECORD, _nfd(RECORD), "source.not-nfc"),
    Seed("an escape of nothing", '"Đò không', '"Đò \\u200bkhông', "source.invisible"),
    Seed("an escaped tab", '"Đò không lấy', '"Đò không\\tlấy', "source.control"),
    Seed("old ends of lines", "honorific: bà\nname", "honorific: bà\rname", "source.lone-cr"),
    Seed("an eth in a number", "34/QĐ-UBND", "34/QÐ-UBND", "rule.number-look-alike"),
    Seed("an eth in a text", '"Đò không', '"Ðò không', "rule.look-alike"),
    # Slips of YAML
    Seed("a wide colon", "name: Phạm", "name： Phạm", "source.wide-colon"),
    Seed("no space behind the colon", "name: Phạm", "name:Phạm", "source.no-space"),
    Seed("no space behind the colon of a part", "    unit: lượt", "    unit:lượt", "source.no-space"),
    Seed("no colon", "name: Phạm", "name Phạm", "source.no-colon", _OFFERED),
    Seed("no colon of a list", "awards:\n", "awards\n", "source.no-colon", _OFFERED),
    Seed("a quote left open", 'title: "Đò không lấy tiền"', 'title: "Đò không lấy tiền', "source.open-quote"),
    Seed("a quote left open at the top", 'không lấy tiền"\nsumm', "không lấy tiền\nsumm", "source.open-quote"),
    Seed("no quotes around a colon", '"Bà Thử: hai mươi năm đưa đò không lấy tiền"',
         "Bà Thử: hai mươi năm đưa đò không lấy tiền", "source.colon-inside"),
    Seed("curly quotes around a colon", '"Bà Thử: hai mươi năm đưa đò không lấy tiền"',
         "“Bà Thử: hai mươi năm đưa đò không lấy tiền”", "source.curly-quotes", _OFFERED),
    Seed("a bracket left open", "groups: [nong-dan]", "groups: [nong-dan", "source.open-bracket"),
    Seed("a bracket left open before quotes", 'clauses: ["chi-thi-mau#A1"]', 'clauses: ["chi-thi-mau#A1"',
         "source.open-bracket"),
    Seed("one space too many", "    level: thanh-pho", "     level: thanh-pho", "source.indent"),
    Seed("one space too few", "    level: thanh-pho", "   level: thanh-pho", "source.indent"),
    Seed("a field moved in", "name: Phạm", " name: Phạm", "source.indent"),
    Seed("a dash moved in", "  - y-te", "   - y-te", "record.identifier"),
    Seed("a list twice", "fields:\n", "fields: []\n", "source.list-twice"),
    Seed("a list twice, half of it inline", "fields:\n  - an-ninh\n", "fields: [an-ninh]\n", "source.list-twice",
         _OFFERED),
    Seed("the same line twice", "role: nông dân\n", "role: nông dân\nrole: nông dân\n", "source.duplicate-key"),
    Seed("a line twice, once empty", "role: nông dân\n", "role: nông dân\nrole:\n", "source.duplicate-key"),
    Seed("an empty line first", "role: nông dân\n", "role:\nrole: nông dân\n", "source.duplicate-key"),
    Seed("a second part", "published_on: 2025-09-20\n", "published_on: 2025-09-20\n---\n", "source.several-documents"),
    Seed("a word for nothing", "role: nông dân\n", "role: nông dân\nsort_name: ~\n", "source.null-word"),
    Seed("a word of a database", "role: nông dân\n", "role: nông dân\nsort_name: NULL\n", "source.null-word"),
    Seed("a value with a quoted word first", "signer: Trần Ký", 'signer: "Ba" Trần Ký', "source.quote-first",
         right=(_SIGNER, "signer: '\"Ba\" Trần Ký'")),
    Seed("a star before a name", "signer: Trần Ký", "signer: *Trần Ký", "source.special-start", right=(_SIGNER,
         'signer: "*Trần Ký"')),
    Seed("an at sign first", "signer: Trần Ký", "signer: @Trần Ký", "source.special-start", right=(_SIGNER,
         'signer: "@Trần Ký"')),
    Seed("a per cent first", "signer: Trần Ký", "signer: %Trần Ký", "source.special-start", right=(_SIGNER,
         'signer: "%Trần Ký"')),
    Seed("an and first", "signer: Trần Ký", "signer: &Trần Ký", "source.special-start", right=(_SIGNER,
         'signer: "&Trần Ký"')),
    Seed("an exclamation mark first", "signer: Trần Ký", "signer: !Trần Ký", "source.special-start",
         right=(_SIGNER, 'signer: "!Trần Ký"')),
    Seed("a star before a word", "role: nông dân", "role: *nôngdân", "source.special-start",
         right=("role: nông dân", 'role: "*nôngdân"')),
    Seed("a number with a hash", "speaker: Bà Thử", "speaker: Bà Thử #1", "source.cut",
         right=("speaker: Bà Thử", 'speaker: "Bà Thử #1"')),
    Seed("a remark behind a value", "act_to: 05/8/2025", "act_to: 05/8/2025 # theo báo", "source.cut", _OFFERED),
    # Days
    Seed("a day with hyphens", "act_from: 14/01/2005", "act_from: 14-01-2005", "record.date"),
    Seed("a day with points", "act_from: 14/01/2005", "act_from: 14.01.2005", "record.date"),
    Seed("a day in words", "date: 10/9/2025", "date: ngày 10 tháng 9 năm 2025", "record.date"),
    Seed("a day in words with its place", "date: 10/9/2025", 'date: "Cần Thơ, ngày 10 tháng 9 năm 2025"',
         "record.date"),
    Seed("a day year first", "date: 10/9/2025", "date: 2025/9/10", "record.date"),
    Seed("a day of a spreadsheet", "date: 10/9/2025", 'date: "2025-09-10 00:00:00"', "record.date"),
    Seed("a day of a program", "date: 10/9/2025", 'date: "2025-09-10T00:00:00"', "record.date"),
    Seed("a day with spaces", "date: 10/9/2025", "date: 10 / 9 / 2025", "record.date"),
    Seed("the day of publication in words", "published_on: 2025-09-20", "published_on: ngày 20/9/2025", "record.day",
         right=("published_on: 2025-09-20", "published_on: 20/9/2025")),
    Seed("a day with a full stop", "presented_on: 13/9/2025", "presented_on: 13/9/2025.", "record.date"),
    Seed("a year of two digits", "date: 10/9/2025", "date: 10/9/25", "record.date", _OFFERED),
    Seed("the month first", "presented_on: 13/9/2025", "presented_on: 9/13/2025", "record.no-such-day", _OFFERED),
    Seed("a day no calendar has", "presented_on: 13/9/2025", "presented_on: 31/9/2025", "record.no-such-day", _LOST),
    # Words of a list
    Seed("a kind in Vietnamese", "kind: individual", "kind: cá nhân", "record.not-allowed"),
    Seed("a kind with a capital", "kind: individual", "kind: Individual", "record.not-allowed"),
    Seed("a kind mistyped", "kind: individual", "kind: indivdual", "record.not-allowed", _OFFERED),
    Seed("a rank with a capital", "rank: ba", "rank: Ba", "record.not-allowed"),
    Seed("a rank in words", "rank: ba", "rank: hạng ba", "record.not-allowed"),
    Seed("a role in Vietnamese", "role: residence", "role: Nơi ở", "record.not-allowed"),
    Seed("a ground in Vietnamese", "kind: press", "kind: báo chí", "record.not-allowed"),
    Seed("yes in English", "minor: false", "minor: no", "record.flag"),
    Seed("no as a digit", "minor: false", "minor: 0", "record.flag"),
    Seed("no in Vietnamese", "minor: false", "minor: sai", "record.flag"),
    # Codes
    Seed("a field by its name", "  - an-ninh", "  - An ninh", "record.identifier"),
    Seed("an award by its name", "award: bang-khen-thanh-pho", "award: Bằng khen của Chủ tịch UBND thành phố",
         "record.identifier"),
    Seed("a level by its name", "level: thanh-pho", "level: Thành phố", "record.identifier"),
    Seed("a level by its name and more", "level: thanh-pho", "level: cấp thành phố", "record.identifier", _OFFERED),
    Seed("a campaign by its short name", "  - thi-dua-mau", "  - Thi đua mẫu", "record.identifier"),
    Seed("a place by its name", "locality: phuong-dong", "locality: Phường Đông", "record.identifier", _OFFERED),
    Seed("a code in capitals", "locality: phuong-dong", "locality: PHUONG-DONG", "record.identifier"),
    Seed("a code with underscores", "award: bang-khen-thanh-pho", "award: bang_khen_thanh_pho", "record.identifier",
         _OFFERED),
    Seed("a code mistyped", "award: bang-khen-thanh-pho", "award: bang-khen-thanh-phoo", "rule.dead-reference",
         _OFFERED),
    Seed("a model by its name", "models: [va-duong]", 'models: ["Vá đường cuối tuần"]', "record.identifier"),
    Seed("a source in capitals", "    speaker: Bà Thử\n    source: bao", "    speaker: Bà Thử\n    source: Bao",
         "record.identifier"),
    Seed("a source mistyped", "    speaker: Bà Thử\n    source: bao", "    speaker: Bà Thử\n    source: baoo",
         "rule.dead-source", _OFFERED),
    Seed("a clause with a space", '"chi-thi-mau#A1"', '"chi-thi-mau A1"', "record.clause"),
    Seed("a clause with a point", '"chi-thi-mau#A1"', '"chi-thi-mau.A1"', "record.clause"),
    Seed("a point no document has", '"chi-thi-mau#A1"', '"chi-thi-mau#A10"', "rule.dead-clause", _OFFERED),
    # Shapes
    Seed("one field where a list belongs", "fields:\n  - an-ninh\n  - y-te", "fields: an-ninh, y-te",
         "record.not-a-list"),
    Seed("two fields between semicolons", "fields:\n  - an-ninh\n  - y-te", "fields: an-ninh; y-te",
         "record.not-a-list"),
    Seed("one group where a list belongs", "groups: [nong-dan]", "groups: nong-dan", "record.not-a-list"),
    Seed("one place where a list belongs",
         "  - role: residence\n    as_printed: phường Đông\n    locality: phuong-dong",
         "  role: residence\n  as_printed: phường Đông\n  locality: phuong-dong", "record.not-a-list"),
    Seed("the ground on one line", "basis:\n  kind: press", "basis: press", "record.not-a-mapping"),
    Seed("the ground on one line, in Vietnamese", "basis:\n  kind: press", "basis: báo chí", "record.not-a-mapping"),
    Seed("a text as a list of one", "role: nông dân", "role: [nông dân]", "record.not-text"),
    Seed("several lines where one belongs", "role: nông dân", "role: |-\n  nông\n  dân", "record.several-lines"),
    # Names of fields
    Seed("a field with a hyphen", "act_from:", "act-from:", "record.unknown-field"),
    Seed("a field with a capital", "title: \"Bà", "Title: \"Bà", "record.unknown-field"),
    Seed("a field mistyped", "summary:", "sumary:", "record.unknown-field", _OFFERED),
    Seed("a field of a part mistyped", "presented_on:", "presented:", "record.unknown-field", _OFFERED),
    Seed("a field in Vietnamese", "summary:", "tóm_tắt:", "record.unknown-field", _OFFERED),
    Seed("an id in the file", "kind: individual\n", "id: pham-thu\nkind: individual\n", "record.id-in-file"),
    # Numbers of decisions
    Seed("spaces in a number", "34/QĐ-UBND", "34 /QĐ - UBND", "rule.number-pattern"),
    Seed("a long hyphen in a number", "34/QĐ-UBND", "34/QĐ–UBND", "rule.number-pattern"),
    Seed("a word before a number", "number: 34/QĐ-UBND", "number: Số 34/QĐ-UBND", "rule.number-pattern"),
    Seed("a number with its day", "number: 34/QĐ-UBND", "number: Quyết định số 34/QĐ-UBND ngày 10/9/2025",
         "rule.number-pattern"),
    Seed("a number in small letters", "34/QĐ-UBND", "34/qđ-ubnd", "rule.number-pattern", _OFFERED),
    Seed("QD for QĐ", "34/QĐ-UBND", "34/QD-UBND", "rule.number-qd", _OFFERED),
    # Names and figures
    Seed("how one is called before the name", "name: Phạm Thị Thử", "name: Bà Phạm Thị Thử", "rule.name-honorific"),
    Seed("a name in capitals", "name: Phạm Thị Thử", "name: PHẠM THỊ THỬ", "rule.name-capitals", _OFFERED),
    Seed("an English comma", '"1.790"', '"1,790"', "rule.figure-comma", _OFFERED),
    Seed("a letter for a digit", '"1.790"', '"1.79O"', "rule.figure-letter", _OFFERED),
    Seed("no rank", "    rank: ba\n", "", "rule.rank-missing"),
    Seed("a place without its code", "    locality: phuong-dong\n", "", "rule.place-code", _OFFERED),
    # Addresses and files
    Seed("an address without its scheme", "https://bao.example/do", "bao.example/do", "record.url", _OFFERED),
    Seed("an address in angle brackets", "https://bao.example/do", "<https://bao.example/do>", "record.url"),
    Seed("an address mistyped", "https://bao.example/do", "https//bao.example/do", "record.url", _OFFERED),
    Seed("a photo with its folder", "file: ba-thu.jpg", "file: stories/media/pham-thu/ba-thu.jpg",
         "record.picture-name"),
    Seed("a photo with a Windows path", "file: ba-thu.jpg", "file: 'C:\\Anh\\ba-thu.jpg'", "record.picture-name"),
    Seed("a photo with a capital", "file: ba-thu.jpg", "file: Ba-Thu.JPG", "picture.missing"),
    Seed("a photo without its ending", "file: ba-thu.jpg", "file: ba-thu.jpeg", "picture.missing", _OFFERED),
    # What only a person can say
    Seed("no summary", "summary: Bà Thử đưa học trò qua sông hai mươi năm không lấy tiền.\n", "",
         "record.missing", _LOST),
    Seed("both sides of a conflict", "role: nông dân\n",
         "<<<<<<< HEAD\nrole: nông dân\n=======\nrole: lái đò\n>>>>>>> x\n", "source.conflict", _LOST),
    Seed("a number that is another's", "presented_on: 13/9/2025", "presented_on: 01/9/2025",
         "rule.presented-before-decision", _LOST),
)  # fmt: skip
