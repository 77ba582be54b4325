"""The command serve."""

import sys
from pathlib import Path

import click

from generator.cli.check import print_problems, read_publication
from generator.cli.console import TranslatedCommand, err, out, t
from generator.core.problem import PROBLEMS
from generator.engine.server import parse_address, serve


@click.command("serve", cls=TranslatedCommand)
@click.option("--address", default="127.0.0.1:8000")
@click.pass_obj
def serve_command(root: Path, address: str) -> None:
    """Preview with reload."""
    where = parse_address(address)
    publication = read_publication(root)
    print_problems(publication.blocking_problems)
    if publication.blocking_problems:
        sys.exit(PROBLEMS)
    out.print(t("serve.started", address=where))
    if where.is_open:
        err.print(t("serve.open"), style="bold yellow")
    serve(root, where, print_problems)
