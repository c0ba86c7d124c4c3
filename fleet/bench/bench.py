"""The fleet beside others, beside itself with one core, with little memory, and on Spark: what is equal first, then rounds of fresh processes that take turns, then the page.

    python bench.py --cli silhouette --grouped grouped --folder DIR --to docs/fleet-performance.md
        [--spark PYTHON] [--million DIR] [--only PART]… [--rounds N] [--scale X] [--page]

`cargo xtask bench fleet` makes what it needs. Figures of parts that are not measured this time are those kept in DIR/fleet.json.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import page
from parts import PARTS, Context
from process import Run, run

ROOT = Path(__file__).resolve().parents[2]


def say(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """The class of the machine: no name, no address."""
    info = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    return {
        "cores": len(os.sched_getaffinity(0)), "memory": int(info["MemTotal"].split()[0]) * 1024, "processor": model,
        "python": platform.python_version(), **{name: version(name) for name in ("duckdb", "pandas", "polars", "pyarrow")},
    }


def figures(run: Run) -> dict[str, float]:
    return {name: value for name, value in asdict(run).items() if name != "said"}


def measure(name: str, context: Context, rounds: int | None) -> dict[str, Any] | None:
    """A round that is compared and not counted, then those that are; of the part without rounds, the first counts."""
    part = PARTS[name][0](context)
    if part is None:
        return None
    rounds = PARTS[name][1] if rounds is None or PARTS[name][1] == 0 else rounds
    load = os.getloadavg()[0]
    say(f"{name}: what must be equal")
    first = {way: work() for way, work in part.ways.items()}
    part.about |= part.check(first)
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in part.ways}
    for number in range(rounds):
        say(f"{name}, round {number + 1} of {rounds}")
        for way, work in part.ways.items():
            runs[way].append(figures(work()))
    if rounds == 0:
        runs = {way: [figures(ran)] for way, ran in first.items()}
    return {"about": part.about, "runs": runs, "rounds": max(rounds, 1), "day": datetime.date.today().isoformat(), "load": [load, os.getloadavg()[0]]}


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("cli", "grouped", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--to", required=True, help="the page; its plots go beside it")
    parser.add_argument("--spark")
    parser.add_argument("--million", type=Path, help="a folder for 5 GB of tables and 18 GB beside; tables that are there are used")
    parser.add_argument("--only", action="append", choices=list(PARTS))
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page from what is kept")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--scale", type=float, default=1.0, help="so much of every population, for trying things; no page is written")
    words = parser.parse_args()
    kept = Path(words.folder) / "fleet.json"
    room = Path(words.folder) / "fleet"
    room.mkdir(parents=True, exist_ok=True)
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() and words.scale == 1 else {}
    with tempfile.TemporaryDirectory(dir=room) as work:
        (Path(work) / "spill").mkdir()
        pack = f"{work}/retail.pack"
        run([words.cli, "build", str(ROOT / "policies/retail.json"), "-o", pack])
        for name in PARTS:
            if words.page or (words.only and name not in words.only):
                continue
            inside = Path(work) / name
            (inside / "spill").mkdir(parents=True)
            context = Context(words.cli, words.grouped, pack, room, inside, words.spark, words.million, words.scale)
            result = measure(name, context, words.rounds)
            shutil.rmtree(inside)
            if result is None:
                say(f"{name}: left out")
                continue
            known[name] = result | {"machine": machine()}
            if words.scale == 1:
                kept.write_text(json.dumps(known))
    if words.scale != 1:
        print(json.dumps(known))
        return
    text, plots = page.written(known)
    target = Path(words.to)
    target.parent.mkdir(parents=True, exist_ok=True)
    for name, plot in plots.items():
        drawn = subprocess.run(["node", str(Path(__file__).with_name("plot.mjs"))], input=json.dumps(plot), capture_output=True, text=True, check=True)
        file = target.parent / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(drawn.stdout, encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    print(text)
    say(f"written to {words.to}")


if __name__ == "__main__":
    main()
