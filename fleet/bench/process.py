"""A program run to its end: how long it took, on how many cores, with how much memory and disk."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """The program did not end with 0: its exit code, and what it said last."""


@dataclass
class Run:
    wall: float  #: seconds
    cpu: float  #: seconds, of the program and its children, user and system
    peak: float  #: bytes of resident memory, at most
    disk: float  #: bytes in the folder that was watched, at most
    said: str  #: the standard output


def run(command: list[str], cores: int | None = None, watch: Path | None = None, env: dict[str, str] | None = None) -> Run:
    """Runs a program, held to the first `cores` cores.

    Peak memory is that of the largest single process. `watch` is a folder whose size is looked at ten times a second.
    """
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        most = [0]
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(watch, ended, most)) if watch else None
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env={**os.environ, **(env or {})},
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        )
        if watcher:
            watcher.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        if watcher:
            watcher.join()
        out.seek(0)
        err.seek(0)
        if child.returncode != 0:
            raise Failed(f"{Path(command[0]).name} ended with {child.returncode}: {err.read().decode(errors='replace').strip()[-600:]}")
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, most[0], out.read().decode())


def _watch(folder: Path, ended: threading.Event, most: list[int]) -> None:
    while not ended.wait(0.1):
        most[0] = max(most[0], size(folder))


def size(folder: Path) -> int:
    """Bytes of the files below a folder, some of which may be going away."""
    total = 0
    for at, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.stat(os.path.join(at, name)).st_size
            except OSError:
                continue
    return total
