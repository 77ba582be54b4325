"""Runs a reader of what strangers made, a picture or an office file, as a process of its own under limits.

A new fault in a library is then one clear line and never a crash, a hang or a machine without memory. In, on
standard input: the length of a JSON header as 4 bytes, the header, the content. Out: a line of JSON, then bytes.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SandboxJob = Callable[[Mapping[str, Any], bytes], tuple[Mapping[str, Any], list[bytes]]]
"""What a reader does: from header and content to the answer and the bytes behind it."""


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """What came back: the answer, None where the reader died; the bytes behind it; whether it met a limit."""

    answer: Mapping[str, Any] | None
    data: bytes = b""
    hit_limit: bool = False


def run_sandboxed(module: str, header: Mapping[str, Any], content: bytes, seconds: float) -> SandboxResult:
    """Run a module's `main`, which calls `serve_sandboxed`; it has so many seconds by the wall clock."""
    told = json.dumps(header).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", module],
            input=len(told).to_bytes(4, "big") + told + content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return SandboxResult(None, hit_limit=True)
    line, _, data = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        return SandboxResult(None, hit_limit=done.returncode < 0)
    return SandboxResult(json.loads(line), data)


def serve_sandboxed(work: SandboxJob, memory: int, seconds: int) -> None:
    """Answer one request, held to so many bytes of memory and seconds of processor time, writing no file."""
    asked = sys.stdin.buffer
    header = json.loads(asked.read(int.from_bytes(asked.read(4), "big")))
    content = asked.read()
    limit_resources(memory, seconds)
    try:
        answer, data = work(header, content)
    except (MemoryError, RecursionError):
        answer, data = {"refused": "too-much-work"}, []
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(data))
    sys.stdout.buffer.flush()


def limit_resources(memory: int, seconds: int) -> None:
    """Hold this process to its limits, as far as the system has them."""
    try:
        import resource  # not on Windows, where only the wall clock guards
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
