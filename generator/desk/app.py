"""The desk as a web application: which page answers where, and who may come in."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from generator.core.media_types import serve_scripts_as_scripts
from generator.core.problem import UsageError
from generator.desk import addresses
from generator.desk.deed_pages import DeedPages
from generator.desk.guard import App, Guard
from generator.desk.list_pages import ListPages
from generator.desk.mend_pages import MendPages
from generator.desk.record_pages import RecordPages
from generator.desk.review_pages import ReviewPages
from generator.desk.screen import HERE, Screen
from generator.desk.sending_pages import SendingPages
from generator.desk.word_pages import WordPages

_BOTH = ["GET", "POST"]


def make_app(root: Path, folder: Path, token: str, port: int) -> App:
    """Return the desk of a project; what it shows of pages lies in a folder of its own."""
    serve_scripts_as_scripts()
    screen = Screen(root, folder)
    records, sending = RecordPages(screen), SendingPages(screen)
    reviews, lists, deeds = ReviewPages(screen, sending), ListPages(screen), DeedPages(screen)
    words, mends = WordPages(screen), MendPages(screen)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        Thread(target=sending.at_start, daemon=True).start()  # the desk does not wait for the network
        yield

    routes = [
        Route(addresses.HOME, records.home),
        Mount(addresses.ASSETS, StaticFiles(directory=HERE / "static")),
        Route(addresses.SENDING, sending.sending, methods=_BOTH),
        Route(addresses.DROP, sending.drop, methods=["POST"]),
        Route(addresses.UNDO, sending.undo, methods=["POST"]),
        Route(addresses.RESTORE, sending.restore, methods=["POST"]),
        Route(addresses.UPDATE, sending.update, methods=["POST"]),
        Route(addresses.WORD, words.begin, methods=["POST"]),
        Route(addresses.TABLES, lists.begin, methods=_BOTH),
        Route(addresses.table("{id}"), lists.look, methods=_BOTH),
        Route(addresses.REVIEWS, reviews.listing),
        Route(f"{addresses.REVIEWS}{{name:path}}/", reviews.review, methods=_BOTH),
        Route(addresses.LISTS, records.lists),
        Route(f"{addresses.CHOICES}{{collection}}/", records.choices),
        Route(addresses.preview("/{path:path}"), records.preview),
        Route(addresses.preview("/{path:path}", "{side:str}"), reviews.side),
        Route(addresses.listing("{kind}"), records.listing),
        Route(addresses.beginning("{kind}"), records.new, methods=_BOTH),
        Route(addresses.form("{kind}", "{id}"), records.record, methods=_BOTH),
        Route(addresses.deed("{kind}", "{id}", addresses.MENDING), mends.look, methods=_BOTH),
        Route(addresses.deed("{kind}", "{id}", "{deed}"), deeds.deed, methods=_BOTH),
    ]

    async def failed(_: Request, fault: Exception) -> Response:
        if isinstance(fault, UsageError):
            words = screen.space.words.translate(f"command.misuse.{fault.key}", **fault.values)
            return screen.page("fault.html", 400, told=words)
        return screen.page("fault.html", 404, told=screen.t("no_page"))

    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={UsageError: failed, 404: failed})
    return Guard(app, token, port)


def preview_folder() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder for the pages shown, gone with the desk."""
    return tempfile.TemporaryDirectory(prefix="dienhinh-desk-")
