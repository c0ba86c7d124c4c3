"""One partition through one process of the command line: lines in, portraits out.

This module is sent to the executors by value, so that nothing has to be installed there besides Python, pyarrow and pandas.
"""

from __future__ import annotations

import collections
import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

#: So many lines are written before what has come back is passed on.
CHUNK = 64
#: So much of what the program says goes into a failure; it never says a customer's value.
SAID = 2000

#: Seconds that a refusal may be behind the answer that follows it.
PATIENCE = 60

SCHEMA = pa.schema([("id", pa.string()), ("portrait", pa.string()), ("refused", pa.string())])


class Failed(RuntimeError):
    """The program ended otherwise than with portraits and refusals; ``code`` is its exit code."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"silhouette ended with code {code}: {said}")
        self.code = code
        self.said = said

    def __reduce__(self) -> tuple[Any, ...]:
        return (Failed, (self.code, self.said))


def run(command: list[str], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Runs the program over the columns ``id`` and ``line`` of batches; yields rows of :data:`SCHEMA`.

    :raises Failed: when the program fails, or leaves a customer without an answer.
    """
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield from _Partition(process).rows(batches)
        finally:
            if process.poll() is None:
                process.kill()


class _Partition:
    """A process and what it still owes: it answers in the order of its input."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said: list[str] = []
        self.refused: dict[int, str] = {}
        self.told = threading.Condition()
        self.owed: collections.deque[tuple[int, str | None]] = collections.deque()
        self.answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.readers = [threading.Thread(target=read, daemon=True) for read in (self._read_answers, self._read_refusals)]
        for reader in self.readers:
            reader.start()

    def rows(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        number = 0
        stdin = self.process.stdin
        assert stdin is not None
        try:
            for batch in batches:
                ids, lines = batch.column("id").to_pylist(), batch.column("line").to_pylist()
                for start in range(0, len(ids), CHUNK):
                    for name, line in zip(ids[start : start + CHUNK], lines[start : start + CHUNK]):
                        number += 1
                        self.owed.append((number, name))
                        stdin.write(line.encode() + b"\n")
                    yield from self._answered()
            stdin.close()
        except BrokenPipeError:
            pass  # it has ended: its code tells why
        code = self.process.wait()
        for reader in self.readers:
            reader.join()
        rows = list(self._matched())
        # Those behind the last answer.
        while self.owed:
            rows.append(self._refusal(code, *self.owed.popleft()))
        if code != (3 if self.refused else 0):
            raise Failed(code, self._last_words())
        if rows:
            yield _batch(rows)

    def _answered(self) -> Iterator[pa.RecordBatch]:
        rows = list(self._matched())
        if rows:
            yield _batch(rows)

    def _matched(self) -> Iterator[tuple[str | None, str | None, str | None]]:
        """What has been answered: each answer with its customer, and before it those that were refused."""
        while not self.answers.empty():
            name, portrait = _split(self.answers.get())
            while self.owed:
                number, owed = self.owed.popleft()
                if owed == name:
                    yield name, portrait, None
                    break
                yield self._refusal(None, number, owed)
            else:
                raise Failed(self.process.poll() or 0, "an answer without a question")

    def _refusal(self, code: int | None, number: int, name: str | None) -> tuple[str | None, None, str]:
        reason = self.refused.get(number)
        if reason is None and code is None:
            # It was written before the answer behind it, but to another stream: it may still be under way.
            with self.told:
                self.told.wait_for(lambda: number in self.refused, timeout=PATIENCE)
            reason = self.refused.get(number)
        if reason is None:
            raise Failed(code if code is not None else (self.process.poll() or 0), self._last_words())
        return name, None, reason

    def _last_words(self) -> str:
        return " ".join(self.said)[-SAID:] or "nothing was said"

    def _read_answers(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(line)

    def _read_refusals(self) -> None:
        assert self.process.stderr is not None
        for raw in self.process.stderr:
            text = raw.decode(errors="replace").strip()
            try:
                refusal = json.loads(text)
                number = refusal.pop("line")
            except (ValueError, AttributeError, KeyError):
                self.said.append(text)
                continue
            with self.told:
                self.refused[number] = json.dumps(refusal, sort_keys=True)
                self.told.notify_all()


def _split(line: bytes) -> tuple[str | None, str]:
    """``{"id":ID,"portrait":PORTRAIT}`` as its two, the portrait as it stands."""
    text = line.decode()
    name, end = json.JSONDecoder().raw_decode(text, len('{"id":'))
    return name, text[end + len(',"portrait":') :].rstrip("\n")[:-1]


def _batch(rows: list[tuple[str | None, str | None, str | None]]) -> pa.RecordBatch:
    columns = [pa.array(column, pa.string()) for column in zip(*rows)]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def executable(path: str) -> str:
    """A shipped file that can be run."""
    if not os.access(path, os.X_OK):
        os.chmod(path, 0o755)
    return path
