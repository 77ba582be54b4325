"""Which award a text means, as lists and reports write it: a name, the beginning of one, its short forms."""

from collections.abc import Collection, Mapping

from generator.archive.archive import Archive
from generator.archive.short_forms import ShortForms
from generator.core.text import fold


class AwardNames:
    """The names of every award, and what their short forms stand for."""

    def __init__(self, archive: Archive) -> None:
        self.codes = {fold(name): a.id for a in archive.awards.values() for name in (*a.spellings, a.name)}
        self.short_forms = ShortForms(archive, "awards")

    def code_of(self, text: str, of_level: Collection[str] = ()) -> str | None:
        """Return the award a text means as it stands or spelt out: see `award_of`."""
        return award_of(text, self.codes, of_level) or award_of(self.short_forms.spelt_out(text), self.codes, of_level)


def award_of(text: str, awards: Mapping[str, str], of_level: Collection[str] = ()) -> str | None:
    """Return the award a text means: its name, or the only one whose name it begins or is begun by.

    Of several those that the level of the decision gives, `of_level`; of these the one whose name all others lengthen:
    «Bằng khen» in a decision of a city is its own, not that of another one.
    """
    asked = fold(text)
    if asked in awards or " " not in asked:  # one word begins too many names
        return awards.get(asked)
    near = {name: code for name, code in awards.items() if name.startswith(f"{asked} ") or asked.startswith(f"{name} ")}
    if len(set(near.values())) > 1:
        near = {name: code for name, code in near.items() if code in of_level}
    codes = set(near.values())
    meant = [code for code in codes if len(codes) == 1 or _is_lengthened(code, near)]
    return meant[0] if len(meant) == 1 else None


def _is_lengthened(code: str, near: Mapping[str, str]) -> bool:
    """Tell whether the names of all other awards lengthen a name of this one."""
    own = [name for name, each in near.items() if each == code]
    others = [f"{name} " for name, each in near.items() if each != code]
    return any(all(other.startswith(f"{name} ") for other in others) for name in own)
