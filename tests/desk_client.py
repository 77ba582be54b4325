"""A browser at the desk of the sample project: what it sends is read from the form it was shown."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.desk.app import make_app

TOKEN, PORT = "t0ken", 8765
HERE = f"http://127.0.0.1:{PORT}"
STORY = "/story/nguyen-van-mot/"
FILE = "stories/2025/nguyen-van-mot.yml"


def client(root: Path, folder: Path) -> TestClient:
    """Return a browser that was opened with the token."""
    found = TestClient(make_app(root, folder, TOKEN, PORT), base_url=HERE, headers={"origin": HERE})
    found.cookies.set("dienhinh-desk", TOKEN)
    return found


@contextmanager
def running_desk(root: Path, folder: Path) -> Iterator[str]:
    """Run the desk of a project as the command does; yield its address, to which `/?token=` opens it."""
    folder.mkdir(exist_ok=True)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    config = uvicorn.Config(make_app(root, folder, TOKEN, port), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def sent_by(html: str, form_at: str = "#ban-ghi") -> dict[str, list[str]]:
    """Return what a browser would send of the record's form, or of another, as it stands."""
    tree = LexborHTMLParser(html)
    found: dict[str, list[str]] = {}
    form = tree.css_first(form_at)
    assert form is not None
    for each in form.css("input, select, textarea"):
        name, kind = each.attributes.get("name") or "", each.attributes.get("type")
        if each.tag == "select":
            for option in each.css("option[selected]") or each.css("option")[:1]:
                found.setdefault(name, []).append(option.attributes["value"] or "")
        elif kind in {"checkbox", "radio"}:
            if "checked" in each.attributes:
                found.setdefault(name, []).append(each.attributes["value"] or "")
        else:
            value = each.text().removeprefix("\n") if each.tag == "textarea" else each.attributes.get("value") or ""
            found.setdefault(name, []).append(value)
    return found


def alone(root: Path) -> None:
    """Let the desk send without a colleague's approval."""
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("  dienhinh:\n", "  dienhinh:\n    needs_approval: false\n"))
