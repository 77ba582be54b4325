"""The browser of the tests: Chromium without a window, which is half the work, or Chromium itself where that is all."""

import shutil

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # else the two break lines at other words
)


def browser_path() -> str:
    """Return where the browser is; AssertionError if there is none."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert found, "no chromium: run `make test`, which installs Debian's"
    return found
