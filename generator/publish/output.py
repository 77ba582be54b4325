"""One thing to publish: where it goes, what it holds, which record it comes from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from generator.problem import Problem, problem


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site's sources. `path` ends in .md for a page; `origin` is a record's file.

    `make` yields the content, text or bytes, when it is wanted: a check needs none, and a worker only its share.
    `made_of` is everything `make` uses but the program itself: while its fingerprint is the same,
    so is the content. `updated` is the ISO day of the newest record the page shows, if it shows any.
    """

    path: str
    make: Callable[[], str | bytes] = field(repr=False)
    made_of: object = field(repr=False)
    origin: str = ""
    updated: str = ""

    @property
    def data(self) -> bytes:
        """The content in UTF-8, made anew each time it is asked for."""
        made = self.make()
        return made.encode() if isinstance(made, str) else made

    @property
    def is_page(self) -> bool:
        """Tell a page from a picture or other file."""
        return self.path.endswith(".md")

    @property
    def address(self) -> str:
        """The address readers use: `dien-hinh/x/index.md` answers at `/dien-hinh/x/`."""
        return "/" + self.path.removesuffix("index.md")


def collisions(outputs: Iterable[Output]) -> Iterator[Problem]:
    """Yield a problem for every two outputs whose paths are the same but for upper and lower case."""
    seen: dict[str, Output] = {}
    for output in outputs:
        key = output.path.casefold()
        if key in seen:
            yield problem(
                output.origin or output.path,
                1,
                "",
                "rule.publish-collision",
                address=output.address,
                other=seen[key].origin or seen[key].path,
            )
        seen.setdefault(key, output)
