"""The commands for whoever keeps a release or a server: verify, headers."""

import sys
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, t
from generator.core.problem import PROBLEMS, UsageError
from generator.engine.manifest import MANIFEST, SIGNATURE, Manifest, read_manifest, scan_files
from generator.engine.signing import is_signed_by, signer_of
from generator.publish import http_headers


@click.command("verify", cls=TranslatedCommand)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--signers", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None)
@click.option("--previous", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None)
def verify_command(folder: Path, signers: Path | None, previous: Path | None) -> None:
    """Compare a release with its manifest, and that with its signature; exit 1 if one byte differs."""
    if not (folder / MANIFEST).exists() and (folder / "current" / MANIFEST).is_file():
        folder /= "current"  # a publishing folder: what the public sees of it
    manifest = _read_manifest(folder)
    faults = manifest.compare(scan_files(folder))
    for path in faults:
        out.print(t("verify.fault", path=path), style="red")
    files = len(manifest.files) + len(manifest.carried)
    out.print(t("verify.spoilt" if faults else "verify.whole", count=len(faults), files=files))
    trusted = _check_signature(folder, signers)
    followed = previous is None or _is_successor(manifest, previous, signers)
    if faults or not trusted or not followed:
        sys.exit(PROBLEMS)


def _read_manifest(folder: Path) -> Manifest:
    try:
        if not (folder / MANIFEST).is_symlink():
            return read_manifest(folder)
        raise ValueError(MANIFEST)
    except (ValueError, FileNotFoundError, IsADirectoryError):
        raise UsageError("no-manifest", path=folder) from None


def _is_successor(manifest: Manifest, previous: Path, signers: Path | None) -> bool:
    """Say what is wrong with the release seen before, or with this one beside it; tell whether it is no newer."""
    seen = _read_manifest(previous)
    if signers is not None and not ((previous / SIGNATURE).is_file() and is_signed_by(previous, signers)):
        out.print(t("verify.last_unsigned", folder=previous), style="red")
        return False
    if manifest.is_older_than(seen):
        out.print(t("verify.rolled_back", release=manifest.release, last=seen.release), style="red")
        return False
    return True


def _check_signature(folder: Path, signers: Path | None) -> bool:
    """Say who signed a release; tell whether that is somebody who may."""
    if not (folder / SIGNATURE).is_file():
        out.print(t("verify.unsigned"), style=None if signers is None else "red")
        return signers is None
    key = signer_of(folder)
    if key is None or (signers is not None and not is_signed_by(folder, signers)):
        out.print(t("verify.bad_signature"), style="red")
        return False
    out.print(t("verify.signed" if signers else "verify.signed_unknown", signer=key))
    return True


@click.command("headers", cls=TranslatedCommand)
@click.argument("server", type=click.Choice(["nginx", "apache", "static"]), default="nginx")
def headers_command(server: str) -> None:
    """Print the headers a server must send."""
    forms = {"nginx": http_headers.nginx_snippet, "apache": http_headers.htaccess, "static": http_headers.headers_file}
    click.echo(forms[server](), nl=False)
