"""The addresses a publishing folder has shown: each goes on answering, whatever the ledger in git says."""

from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from generator.archive.ledger import Ledger, address_digest, parse_ledger
from generator.core.atomic_file import write_whole
from generator.core.problem import PublishError
from generator.engine.project import Publication
from generator.publish.claims import ownership_problems

LEDGER = "ledger.txt"


def published_addresses(folder: Path) -> Ledger:
    """Return every address ever published here. The folder keeps them, not the site: some name who asked to go."""
    file = folder / LEDGER
    try:
        ledger, problems = parse_ledger(file.read_text("utf-8")) if file.is_file() else (Ledger(), [])
    except UnicodeDecodeError:
        raise PublishError("ledger_damaged", path=file, line=1) from None
    if problems:
        raise PublishError("ledger_damaged", path=file, line=problems[0].line)
    return ledger


def refuse_to_put_back(known: Ledger, publication: Publication) -> None:
    """What was withdrawn here stays withdrawn, whether the ledger in git says so or not."""
    for fault in ownership_problems(publication.project.archive, replace(known, redirects={}, owners={})):
        raise PublishError("put_back", address=dict(fault.values)["address"], path=fault.path)


def check_answers(known: Ledger, ledger: Ledger, files: Container[str]) -> None:
    """Raise if a published address would answer no more, whether the ledger in git holds it or not."""
    for address in sorted(known.addresses):
        if f"{address.lstrip('/')}index.html" not in files and address_digest(address) not in ledger.gone:
            raise PublishError("lost_address", address=address)


def record_routes(folder: Path, publication: Publication) -> None:
    """Write down what is published now: addresses, what is withdrawn, and what had to go."""
    known, now = published_addresses(folder), publication.ledger
    noted = Ledger(now.addresses, {}, now.withdrawn, {}, {}, now.gone).merged_with(known)
    if noted != known:
        write_whole(folder / LEDGER, noted.serialize())
