"""The command desk: records written in the browser, on this machine alone."""

import secrets
import webbrowser
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, t


@click.command("desk", cls=TranslatedCommand)
@click.option("--port", type=click.IntRange(1024, 65535), default=8765)
@click.option("--no-browser", "is_quiet", is_flag=True)
@click.pass_obj
def desk_command(root: Path, port: int, is_quiet: bool) -> None:
    """Open the desk until interrupted."""
    import uvicorn  # a server is loaded by who asks for one

    from generator.desk.app import make_app, preview_folder  # as above

    token = secrets.token_urlsafe(32)
    with preview_folder() as folder:
        app = make_app(root, Path(folder), token, port)
        address = f"http://127.0.0.1:{port}/?token={token}"
        out.print(t("desk.started", address=address))
        if not is_quiet:
            webbrowser.open(address)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
