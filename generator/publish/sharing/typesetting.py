"""Text on pictures, set in the fonts of the site."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).parents[2] / "theme" / "assets" / "fonts"
Colour = tuple[int, int, int]


def _is_latin(letter: str) -> bool:
    return not ("\u0100" <= letter < "\u2000" or letter == "₫")


class Typeface:
    """A face in one size. The web's fonts are split by script, so each letter is looked for in both parts."""

    def __init__(self, name: str, size: int) -> None:
        self.size = size
        parts = [ImageFont.truetype(str(FONTS / name.format(script)), size) for script in ("latin", "vietnamese")]
        self.latin, self.vietnamese = parts
        self._empty = {font: bytes(font.getmask("\uffff")) for font in parts}
        self._drawn: dict[str, bool] = {" ": True}

    def _is_drawn(self, letter: str) -> bool:
        if letter not in self._drawn:
            font = self.latin if _is_latin(letter) else self.vietnamese
            self._drawn[letter] = bytes(font.getmask(letter)) != self._empty[font]
        return self._drawn[letter]

    def drawable(self, text: str) -> str:
        """Return a text without what the fonts hold no glyph for: a gap says less than wrong, an empty box does not."""
        return " ".join("".join(letter if self._is_drawn(letter) else " " for letter in text).split())

    def _runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        for latin, letters in groupby(text, key=_is_latin):
            yield (self.latin if latin else self.vietnamese), "".join(letters)

    def width(self, text: str) -> float:
        """Return how wide a line is, in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: Colour) -> None:
        """Write one line; `at` is where its baseline begins."""
        x, y = at
        for font, run in self._runs(text):
            draw.text((x, y), run, font=font, fill=fill, anchor="ls")
            x += font.getlength(run)

    def wrap(self, text: str, width: float, most: int) -> list[str]:
        """Return text broken to a width, at most so many lines; what does not fit ends in '…'."""
        found = list(self._broken(self.drawable(text).split(), width))
        if len(found) > most:
            last = found[most - 1]
            while last and self.width(f"{last}…") > width:
                last = last[:-1]
            found = [*found[: most - 1], f"{last.rstrip(' ,.;:–-')}…"]
        return found

    def _broken(self, words: list[str], width: float) -> Iterator[str]:
        line = ""
        for word in words:
            longer = f"{line} {word}".lstrip()
            if self.width(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            while self.width(word) > width:  # a word longer than the line
                fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or self.width(word[:n]) <= width)
                yield word[:fits]
                word = word[fits:]
            line = word
        if line:
            yield line


@lru_cache
def serif(size: int) -> Typeface:
    """Return the face of headlines."""
    return Typeface("newsreader-{}-600-normal.woff2", size)


@lru_cache
def sans(size: int, weight: int = 400) -> Typeface:
    """Return the face of text."""
    return Typeface(f"be-vietnam-pro-{{}}-{weight}-normal.woff2", size)
