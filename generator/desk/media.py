"""Files that come with a record, taken at the desk: photos, and the signed copy of a decision."""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from generator.attachments import store as attachments
from generator.core.text import slugify
from generator.desk.drafts import OpenedRecord
from generator.desk.workspace import Workspace
from generator.photos import store as photos
from generator.records.base import MEDIA, is_device
from generator.records.fields import FieldSpec
from generator.source.yaml_source import Tree

MOST_BYTES = max(photos.MOST_BYTES, attachments.MOST_BYTES)
"""Of a larger file not more is read than shows that it is too large."""
_JUDGES: Mapping[str, tuple[str, Callable[[bytes], tuple[str, Mapping[str, object]] | None]]] = {
    ".pdf": ("attachment", attachments.why_refused),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp"), ("picture", photos.why_refused)),
}


class FileRefused(Exception):
    """A file that cannot be taken, with what to say of it."""


def take(space: Workspace, opened: OpenedRecord, name: str, endings: tuple[str, ...], content: bytes) -> str:
    """Lay a file beside a record, looked through first; return what it is called there.

    It keeps its name in letters every machine has. One that is there already with these very bytes is taken as it is.
    FileRefused says why not, and what to do.
    """
    path = PurePath(name.replace("\\", "/"))
    ending = path.suffix.lower()
    if ending not in endings:
        raise FileRefused(space.words.translate("desk.media.ending", file=path.name, endings=", ".join(endings)))
    group, why_refused = _JUDGES[ending]
    if refused := why_refused(content):
        words = space.words.lookup(f"problem.{group}.{refused[0]}")
        values = {"file": path.name, "folder": "", **refused[1]}
        raise FileRefused(f"{words['message']} — {words['hint']}".format_map(values))
    folder = f"{MEDIA}/{opened.path.rpartition('/')[2].removesuffix('.yml')}"
    if any(
        part.is_symlink() or (part.exists() and not part.is_dir()) for part in map(space.root.joinpath, (MEDIA, folder))
    ):
        raise FileRefused(space.words.translate("desk.media.link", folder=folder))
    stem = slugify(path.stem)[:60].strip("-") or "tep"
    stem = f"tep-{stem}" if is_device(stem) else stem
    with space.lock:  # two at once would take one name
        for number in range(1, 1000):
            called = f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
            file = space.root / folder / called
            if not file.exists():
                space.put({f"{folder}/{called}": content})
                return called
            if file.is_file() and file.read_bytes() == content:
                return called
    raise FileRefused(space.words.translate("desk.media.full", folder=folder))


def with_file(tree: dict[str, Tree], spec: FieldSpec, file: str) -> None:
    """Let a field of a record name a file: as its value, or as one more entry of its list."""
    named = spec.names_file
    if named is None:
        raise ValueError(spec.name)
    if named is spec:
        tree[spec.name] = file
        return
    entries = tree.setdefault(spec.name, [])
    if isinstance(entries, list):
        entries.append({named.name: file})
