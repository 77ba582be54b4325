"""Signatures over a release's manifest, made and checked by OpenSSH's `ssh-keygen -Y`.

Any SSH key will do; the reader's browser can check Ed25519 ones. The signature stands beside the
manifest as `manifest.txt.sig`, in the namespace `dienhinh`.
"""

import subprocess
from pathlib import Path

from generator.core.problem import UsageError
from generator.engine.manifest import MANIFEST, SIGNATURE

NAMESPACE = "dienhinh"


def sign(site: Path, key: Path) -> None:
    """Sign the manifest of a site with a private key; UsageError if that cannot be done."""
    (site / SIGNATURE).unlink(missing_ok=True)
    done = _run("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(site / MANIFEST))
    if done.returncode != 0 or not (site / SIGNATURE).is_file():
        raise UsageError("cannot-sign", detail=_said(done))


def signer_of(site: Path) -> str | None:
    """Return the fingerprint of the key that signed a site's manifest; None if the signature is wrong."""
    done = _run("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(site / SIGNATURE), manifest=site / MANIFEST)
    words = done.stdout.decode("utf-8", "replace").split()
    return next((word for word in words if word.startswith("SHA256:")), None) if done.returncode == 0 else None


def is_signed_by(site: Path, signers: Path) -> bool:
    """Tell whether one of the signers in a file of allowed signers (ssh-keygen, ALLOWED SIGNERS) signed."""
    found = _run("-Y", "find-principals", "-s", str(site / SIGNATURE), "-f", str(signers))
    if found.returncode != 0:
        return False
    for name in found.stdout.decode("utf-8", "replace").split("\n"):
        if name.strip():
            asked = ("-Y", "verify", "-f", str(signers), "-I", name.strip(), "-n", NAMESPACE)
            if _run(*asked, "-s", str(site / SIGNATURE), manifest=site / MANIFEST).returncode == 0:
                return True
    return False


def _run(*arguments: str, manifest: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    content = manifest.read_bytes() if manifest else b""
    try:
        return subprocess.run(["ssh-keygen", *arguments], input=content, capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("no-ssh-keygen") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
