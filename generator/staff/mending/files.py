"""Mends the names of files: endings, accents and spaces; what a name may be else is for a person to say."""

import re
from pathlib import Path

from generator.archive.source_files import is_reserved, kind_of_file
from generator.core.problem import Problem
from generator.core.text import slugify
from generator.records.base import ID_PATTERN, MEDIA, PDF_NAME, PICTURE_NAME, is_file_name

_ENDING = re.compile(r"\.(?:ya?ml)(?:\.txt)?$|\.yml\.yaml$", re.IGNORECASE)
_COPY = re.compile(r"(?:^|[\s_-])(?:copy|bản sao|sao chép)\b|\(\d+\)\s*$", re.IGNORECASE)
"""What machines call the second of two: whoever has both must choose."""


def right_path(root: Path, fault: Problem) -> tuple[str, bool] | None:
    """Return where a record's file should lie, and whether nothing else can be meant; None if nobody can tell."""
    path, values = Path(fault.path), dict(fault.values)
    if fault.code in {"archive.odd-file", "archive.bad-name"}:
        stem = _ENDING.sub("", path.name)
        right = path.with_name(f"{slugify(stem)}.yml")
        is_record = stem != path.name and not _COPY.search(stem) and ID_PATTERN.fullmatch(right.stem) is not None
        usable = is_record and not is_reserved(right.stem) and kind_of_file(right.as_posix()) is not None
    elif fault.code == "archive.device-name":
        right, usable = path.with_name(f"{path.stem}-1.yml"), True
    elif fault.code == "rule.year-known":
        right, usable = path.parent.parent / values["year"] / path.name, True
    elif fault.code == "rule.wrong-folder" and values["years"].isdigit():
        right, usable = path.parent.parent / values["years"] / path.name, True
    else:
        return None
    is_free = right != path and not (root / right).exists()
    same_id = list((root / "stories").rglob(right.name)) if right.name != path.name else []
    sure = fault.code in {"archive.odd-file", "archive.bad-name"}
    return (right.as_posix(), sure) if usable and is_free and not same_id else None


def right_media_name(root: Path, record_id: str, written: str) -> str:
    """Return a name every system can hold for a photo or PDF that lies under an odd one; "" if that is taken."""
    stem, dot, ending = written.rpartition(".")
    right = f"{slugify(stem)}{dot}{ending.lower()}"
    usable = any(is_file_name(pattern, right) for pattern in (PICTURE_NAME, PDF_NAME))
    return right if usable and not (root / MEDIA / record_id / right).exists() else ""
