"""The words of office lists: headings of columns, kinds, awards, totals, notes.

Accents count, for Hộ is a household and Hồ a surname; only a text typed without any is read without.
"""

import re
from collections.abc import Sequence

from generator.core.text import fold

_PRIVATE = (
    "(ngay|nam|thang).*sinh",
    "nam sinh",
    "(so )?(dien thoai|dt|cccd|cmnd|can cuoc).*",
    "dia chi thuong tru",
    "noi thuong tru",
    "que quan",
    "dan toc",
    "ton giao",
)
_NAMES = (
    "(ho (va )?ten|ten|ho ten).*(ca nhan|tap the|don vi|nguoi|ho gia dinh|can bo)?",
    "(ten )?(tap the|ca nhan|don vi duoc khen|ho gia dinh|ca nhan va tap the|tap the va ca nhan).*",
    "ten don vi.*",
    "(don vi|tap the|ca nhan|ho gia dinh)( va)? (don vi|tap the|ca nhan|ho gia dinh).*",
    "(ho (va )?ten )?chu ho.*",
    "(full )?name",
)
HEADINGS: Sequence[tuple[str, str]] = (
    ("number", "stt|tt|so tt|so thu tu|so t t"),
    ("private", "|".join(_PRIVATE)),
    ("male", "ong"),
    ("female", "ba"),
    ("honorific", "ong ba|gioi tinh|danh xung|nam nu|ten goi.*|xung ho|quy danh"),
    ("family", "ho( (va|ten|chu|dem|lot))* (dem|lot)|ho ten dem|ho"),
    ("given", "ten|ten rieng"),
    ("kind", "doi tuong( khen thuong)?|loai|ca nhan tap the|tap the ca nhan|phan loai khen thuong|loai doi tuong"),
    ("group", "phan loai doi tuong.*|nhom doi tuong.*|phan loai chuc (vu|danh).*|(la )?lanh dao( quan ly)?"),
    ("award_kind", "loai hinh( khen| khen thuong)?|phan loai (hinh thuc|thanh tich)( khen thuong)?"),
    ("field", "linh vuc.*|chuyen nganh|nganh linh vuc"),
    ("aside", "so quyet dinh.*|ngay quyet dinh.*|nam khen.*|so hieu.*"),
    ("award", ".*(hinh thuc|danh hieu|muc khen|loai khen).*|khen thuong"),
    ("position", "chuc vu|chuc danh|nghe nghiep|chuc vu chuc danh"),
    ("name", "|".join(_NAMES)),
    ("unit", ".*(don vi|co quan|noi cong tac|dia phuong|dia chi|to chuc|truong|phong ban).*"),
    ("note", "ghi chu.*|thanh tich.*|ly do.*|noi dung.*"),
)
"""How offices head their columns, folded; the first that fits the whole heading counts."""

_UNITS = (
    "tập thể|phòng|trường|công an|hội|chi hội|chi bộ|chi đoàn|đảng bộ|đảng ủy|đảng uỷ|ủy ban|uỷ ban|ubnd|hđnd|"
    "đội|tổ|khoa|"
    "trung tâm|sở|công ty|tổng công ty|hợp tác xã|htx|liên hiệp|liên minh|lữ đoàn|sư đoàn|trung đoàn|tiểu đoàn|đại đội|"
    "trung đội|tập đoàn|liên đoàn|nghiệp đoàn|công đoàn|thành đoàn|tỉnh đoàn|huyện đoàn|quận đoàn|xã đoàn|phường đoàn|"
    "bệnh viện|trạm|xã|phường|thị trấn|huyện|quận|cục|chi cục|viện|học viện|bộ chỉ huy|bộ tư lệnh|mặt trận|mttq|"
    "nhân dân|cán bộ và nhân dân|cán bộ, |câu lạc bộ|clb|khu vực|ấp|khóm|tòa án|toà án|kho bạc|ngân hàng|doanh nghiệp|"
    "nhóm|văn phòng|vp|báo|đài|chùa|giáo xứ|đồn|quỹ|hạt kiểm lâm|thanh tra|tạp chí|bưu điện|điện lực|mầm non|mẫu giáo|"
    "tiểu học|nhà máy|nhà trường|nhà văn hóa|nhà hát|nhà thiếu nhi|nhà hàng|chi nhánh|trại|thuế|hải quan|"
    "cơ sở|cửa hàng|siêu thị|khách sạn|xưởng|xí nghiệp|nông trường|trang trại|thư viện|bảo tàng|cảng|chợ|"
    "ban (?:chấp hành|chỉ huy|chỉ đạo|quản lý|giám|nhân dân|tổ chức|tuyên|dân|công tác|đại diện|thường|trị sự)|"
    "đoàn (?:thanh niên|tncs|khối|phường|xã|trường|đại biểu|kinh tế|cơ sở|tncshcm)"
)


def accented_and_plain(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a pattern for text with accents and one for text typed without any."""
    return re.compile(pattern), re.compile(fold(pattern))


def starts_like(patterns: tuple[re.Pattern[str], re.Pattern[str]], text: str) -> bool:
    """Tell whether a text begins as a pattern does. Accents count (Hộ is not Hồ) unless there are none."""
    low = " ".join(text.lower().split())
    bare = fold(text)
    return bool(patterns[1].match(bare) if bare == low else patterns[0].match(low))


COLLECTIVE = accented_and_plain(rf"(?:{_UNITS})(?:\b|$)")
HOUSEHOLD = accented_and_plain(r"(?:hộ gia đình|gia đình|hộ)\b [^ ]")
TOTAL = accented_and_plain(
    r"(?:tổng cộng|tổng số|cộng|tổng)\s*[:.(]?\s*(?:\d|$|tập thể|cá nhân|hộ\b|danh sách|có\b|:)|"
    r"\(?danh sách (?:này )?(?:gồm|có)\b"
)
NOTE = accented_and_plain(
    r"ghi chú|nơi nhận|lưu\s*:|kt\.|tm\.|tuq\.|tl\.|(?:phó )?chủ tịch|(?:phó )?giám đốc|(?:phó )?thủ trưởng|người lập|"
    r"xác nhận|\(?đã ký|\(ký|ngày \d|.{0,30}, ngày \d"
)
_AWARDS = (
    "danh hiệu|bằng khen|giấy khen|huân chương|huy chương|cờ thi đua|kỷ niệm chương|huy hiệu|chiến sĩ thi đua|"
    "lao động tiên tiến|tập thể lao động|giải thưởng|cờ của|bằng của"
)
AWARD = accented_and_plain(rf"(?:tặng )?(?:thưởng )?(?:{_AWARDS})\b")
KIND_ALONE = accented_and_plain(
    r"(?:các |về |đối với )?(?:tập thể|cá nhân|hộ gia đình|các hộ)(?: và (?:tập thể|cá nhân|hộ gia đình))?"
    r"\s*[:.]?\s*(?:\(.*\)|\d.*)?$"
)
SECTION = re.compile(r"^(?:[ivxIVX]{1,5}|[a-hA-H]|\d{1,2})\s*[.):/-]+\s*")
MARKER = re.compile(r"[\d.]+|[IVX]{1,5}[.)]?|[A-H][.)]?")
ROMAN = re.compile(r"(?:[IVX]{1,5}|[A-H])[.):/ -]*")
KIND_PATTERNS = (
    ("household", r"hộ gia đình|các hộ\b|gia đình|ho gia dinh"),
    ("collective", r"tập thể|đơn vị|tap the|don vi"),
    ("individual", r"cá nhân|ông bà|ca nhan"),
)
NAME_PREFIX = re.compile(
    r"^(bà mẹ (?:việt nam anh hùng|vnah)|ông/bà|ông|bà(?! mẹ)|anh|chị|đồng chí|đ/c|em)\b[.:]?\s+", re.IGNORECASE
)
NUMBERED = re.compile(r"^\d{1,5}\s*[.)/-]\s*")
HONORIFICS = {"ong": "ông", "nam": "ông", "ba": "bà", "nu": "bà"}
SEXES = {"ông": "male", "anh": "male", "bà": "female", "chị": "female"}
_DASHES = "[-\u2013\u2014]*"
DITTO = re.compile(
    rf"^(?:{_DASHES}\s*n\.?/?t\.?\s*{_DASHES}|{_DASHES}\s*[\"'\u2032\u2033\u3003\u201c\u201d\u2018\u2019\u00b4`,/\\]{{1,4}}\s*{_DASHES}|"
    r"(?:như|nhu) (?:\w+ ){0,2}(?:trên|tren))$",
    re.IGNORECASE,
)
"""How a list says that a cell is as the one above: nt, -nt-, -//-, ", \u3003, như trên."""
NOTHING = re.compile(r"^[-\u2013\u2014_.x\s]{1,4}$|^(?:không|ko|khong)(?: có)?$", re.IGNORECASE)
"""How a list says that a cell holds nothing."""
_TITLES = (
    r"gs|pgs|ts|tskh|ths|thạc sĩ|tiến sĩ|bs|bác sĩ|bác sỹ|bsck ?i{0,2}|ck ?i{1,2}|ds|dược sĩ|ks|kỹ sư|cn|cử nhân|"
    r"luật sư|nsnd|nsưt|ngnd|ngưt|ttnd|ttưt|nghệ nhân|nhà giáo|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|"
    r"thượng tá|trung tá|thiếu tá|đại úy|đại uý|thượng úy|thượng uý|trung úy|trung uý|thiếu úy|thiếu uý|thượng sĩ|"
    r"trung sĩ|hạ sĩ|binh nhất|binh nhì|hòa thượng|hoà thượng|thượng tọa|thượng toạ|đại đức|ni sư|ni trưởng|sư cô|"
    r"linh mục|mục sư|nữ tu|cố"
)
TITLE = re.compile(rf"((?:{_TITLES})(?:\.|(?=\s)))[\s.]*(?=[^\W\d_])", re.IGNORECASE)
"""A rank or degree before a name; it goes with the position, the name stays bare."""
TWO = re.compile(r"\b(?:và|cùng)\b", re.IGNORECASE)


def kind_in(text: str) -> str:
    """Return the one kind a text names; of several, none."""
    bare = re.sub(r"tập thể lao động( xuất sắc| tiên tiến)?", "", " ".join(text.lower().split()))
    found = [kind for kind, pattern in KIND_PATTERNS if re.search(pattern, bare)]
    return found[0] if len(found) == 1 else ""


def looks_like_a_name(text: str) -> bool:
    """Tell whether a text is two to five capitalised words, as the names of people are."""
    words = text.split()
    return 2 <= len(words) <= 5 and all(word[0].isupper() and word.isalpha() for word in words)
