"""How long a clerk waits at the desk: opening it, a form, the check while typing, a choice, saving, the page beside.

`python -m benchmarks.desk 684 10000`; each is the median of five, over a project of so many stories.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.build import story_files
from benchmarks.records import write_project
from generator.desk.app import make_app
from generator.desk.live_pages import CATCHING_UP
from tests.desk_client import HERE, PORT, TOKEN, sent_by

ROOT = Path(__file__).parents[1]
TIMES = 5


def median(work: Callable[[int], object]) -> float:
    """Return the median seconds of some goes at a work, which is told their number."""
    taken = []
    for number in range(TIMES):
        wait_till_calm()
        start = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def wait_till_calm() -> None:
    """Wait until all pages follow what was saved: a clerk reads before typing on."""
    while any(thread.name == CATCHING_UP for thread in threading.enumerate()):
        time.sleep(0.05)


def at(stories: int) -> dict[str, float]:
    """Measure the desk of a project of so many stories."""
    with tempfile.TemporaryDirectory() as made:
        root, pages = Path(made) / "project", Path(made) / "pages"
        write_project(ROOT, root, stories)
        pages.mkdir()
        start = time.perf_counter()
        make_app(root, pages, TOKEN, PORT)
        first = time.perf_counter() - start
        start = time.perf_counter()
        browser = TestClient(make_app(root, pages, TOKEN, PORT), base_url=HERE, headers={"origin": HERE})
        again = time.perf_counter() - start
        browser.cookies.set("dienhinh-desk", TOKEN)
        record = story_files(root)[0].stem
        form, page = f"/story/{record}/", f"/xem/dien-hinh/{record}/"
        browser.get(form), browser.get(page)
        sent = sent_by(browser.get(form).text)

        def typed(number: int) -> dict[str, list[str]]:
            return sent | {"summary": [f"{sent['summary'][0]} {number}"]}

        def save(number: int) -> None:
            asked = sent_by(browser.get(form).text) | {"summary": [f"{sent['summary'][0]} {number}"], "do": ["save"]}
            assert browser.post(form, data=asked, follow_redirects=False).status_code == 303

        def saved_and_seen(number: int) -> None:
            save(number + 100)
            assert browser.get(page).status_code == 200

        found = {
            "first_s": first,
            "again_s": again,
            "form_s": median(lambda _: browser.get(form)),
            "check_s": median(lambda n: browser.post(f"{form}?as=json", data=typed(n) | {"do": ["check"]})),
            "choice_s": median(lambda _: browser.get("/chon/stories/", params={"q": "nguyen van"})),
            "save_s": median(save),
            "save_to_page_s": median(saved_and_seen),
        }
        wait_till_calm()
        return found


def main() -> None:
    """Print what was measured, a line for each size."""
    for size in map(int, sys.argv[1:] or ("684", "10000")):
        told = " ".join(f"{name}={seconds:.2f}" for name, seconds in at(size).items())
        print(f"DESK n={size} {told}", flush=True)


if __name__ == "__main__":
    main()
