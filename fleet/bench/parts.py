"""What is measured: for each question the ways that take turns, and what must be equal before a time counts."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cluster
import features
import population
import sorts
from process import Run, run, size

MIB = 1 << 20
HERE = Path(__file__).resolve().parent
#: The memory that a command may sort in unless another is said.
DEFAULT = 1024 * MIB
SMALL = 64 * MIB


@dataclass
class Context:
    cli: str
    grouped: str
    pack: str
    room: Path  #: what is kept: populations
    work: Path  #: what is made and dropped
    spark: str | None  #: a Python with PySpark; none: no Java, no Spark
    million: Path | None
    scale: float  #: of the customers of every population

    def make(self, customers: int, days: int, *files: str) -> population.Population:
        return population.make(self.cli, self.room, max(int(customers * self.scale), 20), days, list(files))

    def python(self, script: str, *words: str) -> list[str]:
        return [sys.executable, str(HERE / script), *words]


@dataclass
class Part:
    """Ways that take turns; each gives what it took, and leaves behind what `check` looks at after the first turn, which is not counted."""

    about: dict[str, Any]
    ways: dict[str, Callable[[], Run]]
    check: Callable[[dict[str, Run]], dict[str, Any]] = field(default=lambda runs: {})


class Differs(Exception):
    """Two ways did not come to the same: nothing is measured."""


def told(people: population.Population) -> dict[str, Any]:
    return {"customers": people.customers, "events": people.events, "days": people.days}


def digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def same(what: str, digests: dict[str, str]) -> None:
    if len(set(digests.values())) != 1:
        raise Differs(f"{what} differ: {digests}")


def feature_values(context: Context) -> Part:
    """20 features on one core: the engine, DuckDB, pandas."""
    people = context.make(6_000, 365, "customers.ndjson", "events.csv", "profiles.csv", "events.parquet", "profiles.parquet")
    outs = {way: context.work / f"{way.replace(', ', '-')}.json" for way in ("engine, lines", "engine, CSV", "engine, Parquet")}
    inputs = {
        "engine, lines": ["--in", people.file("customers.ndjson")],
        **{
            f"engine, {name}": ["--events", people.file(f"events.{end}"), "--profiles", people.file(f"profiles.{end}")]
            for name, end in (("CSV", "csv"), ("Parquet", "parquet"))
        },
    }
    ways: dict[str, Callable[[], Run]] = {}
    for way, words in inputs.items():
        command = [context.cli, "portrait", context.pack, *words, "--features", "--threads", "1", "--out", str(outs[way])]
        ways[way] = lambda command=command: run(command, cores=1)
    for way in ("duckdb", "pandas"):
        for name, end in (("CSV", "csv"), ("Parquet", "parquet")):
            outs[f"{way}, {name}"] = out = context.work / f"{way}-{end}.json"
            command = context.python("features.py", way, people.file(f"events.{end}"), str(out))
            ways[f"{way}, {name}"] = lambda command=command: run(command, cores=1)

    def check(_: dict[str, Run]) -> dict[str, Any]:
        same("features", {way: digest(out) for way, out in outs.items() if way.startswith("engine")})
        values = {}
        for way, out in outs.items():
            if way.startswith("engine"):
                continue
            others = json.loads(out.read_text())
            with open(outs["engine, lines"], encoding="utf-8") as file:
                compared, apart = features.differences(others, ((row["id"], row["features"]) for row in map(json.loads, file)))
            if apart or compared == 0:
                raise Differs(f"{way}: not equal to the engine's: {', '.join(apart)}")
            values[way] = compared
        return {"values": values}

    return Part(told(people), ways, check)


def tables(context: Context, people: population.Population, name: str, threads: int, out: Path, *words: str) -> Callable[[], Run]:
    """Portraits of events in a file."""
    end = name.rpartition(".")[2]
    command = [context.cli, "portrait", context.pack, "--events", people.file(name), "--profiles", people.file(f"profiles.{end}")]
    command += ["--threads", str(threads), "--spill", str(context.work / "spill"), "--out", str(out), *words]
    return lambda: run(command, cores=threads, watch=context.work / "spill")


def scaling(context: Context) -> Part:
    """Portraits with one thread on one core, and with two on two."""
    people = context.make(20_000, 120, "events.csv", "profiles.csv", "events.parquet", "profiles.parquet", "shuffled.csv", "shuffled.parquet")
    files = {"CSV, by customer": "events.csv", "CSV, shuffled": "shuffled.csv", "Parquet, by customer": "events.parquet", "Parquet, shuffled": "shuffled.parquet"}
    outs, ways = {}, {}
    for title, name in files.items():
        for threads in (1, 2):
            way = f"{title}; {threads}"
            outs[way] = context.work / f"portraits-{len(outs)}.ndjson"
            ways[way] = tables(context, people, name, threads, outs[way])

    def check(_: dict[str, Run]) -> dict[str, Any]:
        same("portraits", {way: digest(out) for way, out in outs.items()})
        return {"bytes": outs[way].stat().st_size}

    about = told(people) | {"group": population.GROUP, "files": {title: people.size(name) for title, name in files.items()}}
    return Part(about, ways, check)


def memory(context: Context) -> Part:
    """Portraits of one, two and four million events, with the memory that is the default and with little."""
    sizes = {}
    outs: dict[str, list[Path]] = {}
    ways = {}
    for customers in (10_000, 20_000, 40_000):
        people = context.make(customers, 120, *(["shuffled.csv", "profiles.csv"] if customers != 20_000 else SCALED))
        title = f"{customers // 10_000}"
        sizes[title] = told(people)
        for limit in (DEFAULT, SMALL):
            way = f"{title}; {limit // MIB}"
            out = context.work / f"portraits-{title}-{limit}.ndjson"
            outs.setdefault(title, []).append(out)
            ways[way] = tables(context, people, "shuffled.csv", 2, out, "--memory", str(limit))

    def check(_: dict[str, Run]) -> dict[str, Any]:
        for title, pair in outs.items():
            same(f"portraits of {title} million", {out.name: digest(out) for out in pair})
        return {}

    return Part({"sizes": sizes, "limits": [DEFAULT // MIB, SMALL // MIB]}, ways, check)


#: What `scaling` has of its population, which `memory` shares.
SCALED = ["events.csv", "profiles.csv", "events.parquet", "profiles.parquet", "shuffled.csv", "shuffled.parquet"]


def sorting(context: Context) -> Part:
    """Ten million events by customer and moment: DataFusion as this project uses it, DuckDB, Polars."""
    people = context.make(100_000, 120, "shuffled.parquet")
    events = people.file("shuffled.parquet")
    spill = context.work / "sorting"
    spill.mkdir(exist_ok=True)
    ways: dict[str, Callable[[], Run]] = {}
    limits = (DEFAULT, DEFAULT // 4)

    def emptied(command: list[str], env: dict[str, str] | None = None) -> Run:
        shutil.rmtree(spill, ignore_errors=True)
        spill.mkdir()
        return run(command, cores=2, watch=spill, env=env)

    for limit in limits:
        ways[f"fleet; {limit // MIB}"] = lambda limit=limit: emptied([context.grouped, events, str(limit), "2", str(spill)])
        command = context.python("sorts.py", "duckdb", events, str(limit), str(spill))
        ways[f"duckdb; {limit // MIB}"] = lambda command=command: emptied(command)
    for way in ("polars", "polars-file", "duckdb-file"):
        command = context.python("sorts.py", way, events, str(DEFAULT), str(spill))
        ways[f"{way}; {DEFAULT // MIB}"] = lambda command=command: emptied(command, {"POLARS_MAX_THREADS": "2", "POLARS_TEMP_DIR": str(spill)})

    def check(runs: dict[str, Run]) -> dict[str, Any]:
        # Of those that write a file, one is looked at here: the one that ran last.
        counts = {way: ran.said.split()[:2] for way, ran in runs.items() if "-file" not in way}
        counts["duckdb-file"] = run(context.python("sorts.py", "count", events, "0", str(spill))).said.split()
        if len({tuple(count) for count in counts.values()}) != 1:
            raise Differs(f"customers and events differ: {counts}")
        spilled = {way: int(ran.said.split()[2]) for way, ran in runs.items() if way.startswith("fleet")}
        return {"grouped": int(counts["duckdb-file"][0]), "spilled": spilled}

    about = told(people) | {"bytes": people.size("shuffled.parquet"), "group": population.GROUP, "limits": [limit // MIB for limit in limits]}
    return Part(about, ways, check)


def spark(context: Context) -> Part | None:
    """The same portraits by Spark's cluster on this machine, and by the program alone."""
    if context.spark is None:
        return None
    people = context.make(20_000, 120, *SCALED)
    out = context.work / "cluster"
    out.mkdir(exist_ok=True)
    lines = context.work / "portraits-alone.ndjson"
    ways = {"alone": tables(context, people, "shuffled.parquet", 2, lines)}
    inside = [context.spark, str(HERE / "cluster.py")]

    def check(_: dict[str, Run]) -> dict[str, Any]:
        told = json.loads(run([*inside, str(people.folder), context.pack, context.cli, str(out), "4"]).said)
        count, apart = map(int, run([*inside, "compare", str(out), str(lines)]).said.split())
        if apart or count == 0:
            raise Differs(f"{apart} of {count} portraits differ on Spark")
        return {"cluster": told, "equal": count}

    return Part(told(people), ways, check)


def million(context: Context) -> Part | None:
    """A million customers with a hundred million events, once."""
    if context.million is None:
        return None
    folder = context.million
    folder.mkdir(parents=True, exist_ok=True)
    events, profiles = folder / "events.csv", folder / "profiles.csv"
    customers = int(1_000_000 * context.scale)
    drawn = None
    if not (events.exists() and profiles.exists()):
        drawn = run([context.cli, "synth", "--customers", str(customers), "--days", "120", "--tables", "-o", str(folder)])
    with open(events, "rb") as file:
        count = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(MIB), b"")) - 1
    room = folder / "work"
    spill = room / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    words = ["--events", str(events), "--profiles", str(profiles), "--spill", str(spill)]
    portraits = room / "portraits.ndjson"
    commands = {
        "backtest": [context.cli, "backtest", context.pack, *words, "--outcome", "outcome", "--report", str(room / "report.html")],
        "portrait": [context.cli, "portrait", context.pack, *words, "--out", str(portraits)],
    }
    about: dict[str, Any] = {"customers": customers, "events": count, "days": 120, "bytes": events.stat().st_size + profiles.stat().st_size}
    if drawn:
        about["synth"] = {"wall": drawn.wall, "cpu": drawn.cpu, "peak": drawn.peak}

    def check(_: dict[str, Run]) -> dict[str, Any]:
        written = portraits.stat().st_size
        with open(portraits, "rb") as file:
            rows = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(MIB), b""))
        shutil.rmtree(room)
        if rows != customers:
            raise Differs(f"{rows} portraits of {customers} customers")
        return {"written": written}

    return Part(about, {way: lambda command=command: run(command, watch=spill) for way, command in commands.items()}, check)


PARTS: dict[str, tuple[Callable[[Context], Part | None], int]] = {
    "features": (feature_values, 3),
    "scaling": (scaling, 3),
    "memory": (memory, 3),
    "sorting": (sorting, 3),
    "spark": (spark, 3),
    "million": (million, 0),
}

__all__ = ["PARTS", "Context", "Differs", "Part", "size", "sorts", "cluster"]
