"""How a test in a browser takes what a page's own script offers: by the name that stands in its import."""


def _taken(names: str, script: str) -> str:
    return f"""const {{{names}}} = await import(
      Array.from(document.querySelectorAll("link[rel=modulepreload]"), link => link.href)
        .find(address => address.includes("/{script}."))
    );"""


SEARCH = _taken("Files, Search", "search")
SYLLABLES = _taken("syllables, numberOf", "syllables")
