"""docs/fleet-performance.md from the figures: each section from one part, with its tables; and what the plots show."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

Figures = dict[str, Any]
#: The page, and its plots by file.
Written = tuple[str, dict[str, dict[str, Any]]]

HEAD = """# Performance of the fleet

Written by `cargo xtask bench fleet`; not edited by hand. That command draws the populations with `silhouette synth`, builds the release program, installs what it is
compared with by hashes ([fleet/bench](../fleet/bench/README.md)), stops unless all ways come to the same, and then takes medians of rounds in which fresh processes take turns, after a round that is not counted.
In brackets: how many times as much as the first line.
"""

NAMES = {"engine": "engine", "fleet": "DataFusion, in the fleet", "duckdb": "DuckDB", "pandas": "pandas", "polars": "Polars"}


def mid(part: Figures, way: str, what: str) -> float:
    return median(run[what] for run in part["runs"][way])


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def seconds(value: float) -> str:
    return f"{number(value)} s"


def mb(value: float) -> str:
    return f"{value / 1e6:,.0f} MB" if value < 1e10 else f"{value / 1e9:.1f} GB"


def times(value: float, first: float) -> str:
    return f" ({number(value / first)}×)" if value != first else ""


def count(value: int) -> str:
    return f"{value:,}"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def title(way: str) -> str:
    name, comma, rest = way.partition(", ")
    return NAMES[name] + comma + rest


def feature_values(part: Figures) -> Written:
    about = part["about"]
    cpu = {way: mid(part, way, "cpu") for way in part["runs"]}
    first = cpu["engine, lines"]
    rows = [
        [title(way), seconds(mid(part, way, "wall")), seconds(spent) + times(spent, first), count(round(about["customers"] / spent)),
         f"{about['events'] / spent / 1e6:.2f}", mb(mid(part, way, "peak"))]
        for way, spent in cpu.items()
    ]
    said = []
    for form in ("CSV", "Parquet"):
        ours = cpu[f"engine, {form}"]
        for way in ("duckdb", "pandas"):
            ratio = ours / cpu[f"{way}, {form}"]
            said.append(f"{NAMES[way]}, of {form}, needs {number(1 / ratio)} times the CPU of the engine" if ratio < 1 else f"the engine, of {form}, needs {number(ratio)} times the CPU of {NAMES[way]}")
    text = f"""## 20 features by the engine, DuckDB and pandas

{count(about['customers'])} customers of the retail policy with {about['days']} days: {count(about['events'])} events. Each way runs on one core, from its file to results in a file. DuckDB and pandas compute
20 features in a program written for these alone ([features.py](../fleet/bench/features.py)). The engine computes all 35 of the policy, with scores, tags, warnings and suggestions, their reasons and their sentences,
sorts the two tables itself, and writes all of it. Compared before: {', '.join(f'{count(values)} values of {title(way)}' for way, values in about['values'].items())}, equal to 1e-9; the engine's
output from lines, CSV and Parquet is the same bytes.

{table(['', 'wall', 'CPU', 'customers a second and core', 'M events a second and core', 'peak memory'], rows)}

In short: {'; '.join(said)}.

![20 features: events a second and core, more is better](fleet-performance/features.svg)
"""
    plot = {
        "title": "20 features: events a second and core", "note": "more is better; the engine computes 35 and the portrait", "unit": "k/s", "digits": 3,
        "rows": [{"label": title(way), "ours": way.startswith("engine"), "values": [about["events"] / spent / 1e3]} for way, spent in cpu.items()],
    }
    return text, {"fleet-performance/features.svg": plot}


def scaling(part: Figures) -> Written:
    about = part["about"]
    rows = []
    for name, size in about["files"].items():
        one, two = f"{name}; 1", f"{name}; 2"
        walls = mid(part, one, "wall"), mid(part, two, "wall")
        rows.append([
            name, mb(size), seconds(walls[0]), seconds(walls[1]), f"{walls[0] / walls[1]:.2f}×", seconds(mid(part, one, "cpu")), seconds(mid(part, two, "cpu")),
            f"{about['events'] / walls[1] / 1e6:.2f}", count(round(about["customers"] / walls[1])),
        ])
    text = f"""## From one core to two

`silhouette portrait` of {count(about['customers'])} customers with {count(about['events'])} events in two tables, whole portraits of the retail policy ({mb(about['bytes'])} of lines), `--threads 1` held to one core and `--threads 2` to two.
Parquet has row groups of {count(about['group'])} rows. The portraits of all eight runs are the same bytes.

{table(['events', 'file', 'wall, 1 core', 'wall, 2 cores', 'as fast', 'CPU, 1', 'CPU, 2', 'M events/s, 2 cores', 'customers/s, 2 cores'], rows)}
"""
    return text, {}


def memory(part: Figures) -> Written:
    about = part["about"]
    rows = []
    bars = []
    for name, people in about["sizes"].items():
        for limit in about["limits"]:
            way = f"{name}; {limit}"
            rows.append([
                f"{count(people['events'])} of {count(people['customers'])} customers", f"{limit:,} MiB", seconds(mid(part, way, "wall")), seconds(mid(part, way, "cpu")),
                mb(mid(part, way, "peak")), mb(mid(part, way, "disk")) if mid(part, way, "disk") else "–",
            ])
        bars.append({"label": f"{people['events'] / 1e6:.1f} M events", "ours": True, "values": [mid(part, f"{name}; {limit}", "peak") / 1e6 for limit in about["limits"]]})
    text = f"""## Memory

Portraits as before, of a shuffled CSV file, two threads; `--memory` bounds the rows that are being sorted, and what does not fit goes to `--spill`. The output is the same bytes with much memory and with little.

{table(['events', '--memory', 'wall', 'CPU', 'peak memory', 'spilled, at most'], rows)}

![Peak memory by events, with much memory and with little; less is better](fleet-performance/memory.svg)
"""
    plot = {"title": "Peak memory by events", "note": f"--memory {' and '.join(f'{limit:,} MiB' for limit in about['limits'])}; less is better", "unit": "MB", "digits": 3, "rows": bars}
    return text, {"fleet-performance/memory.svg": plot}


def sorting(part: Figures) -> Written:
    about = part["about"]

    def row(way: str, first: str) -> list[str]:
        name, limit = way.split("; ")
        cells = [mid(part, way, what) for what in ("wall", "cpu", "peak", "disk")]
        base = [mid(part, first, what) for what in ("wall", "cpu", "peak")]
        bound = "none to be had" if name.startswith("polars") else f"{int(limit):,} MiB"
        return [NAMES[name.removesuffix("-file")], bound, seconds(cells[0]) + times(cells[0], base[0]), seconds(cells[1]) + times(cells[1], base[1]), mb(cells[2]) + times(cells[2], base[2]), mb(cells[3]) if cells[3] else "–"]

    most, least = about["limits"]
    first = f"fleet; {most}"
    handed = [row(way, first) for way in (first, f"fleet; {least}", f"duckdb; {most}", f"duckdb; {least}", f"polars; {most}")]
    written = [row(way, f"duckdb-file; {most}") for way in (f"duckdb-file; {most}", f"polars-file; {most}")]
    head = ["", "limit of memory", "wall", "CPU", "peak memory", "on disk, at most"]
    text = f"""## What sorts

{count(about['events'])} events of {count(about['customers'])} customers, shuffled, {mb(about['bytes'])} of Parquet in row groups of {count(about['group'])} rows: all columns by customer and moment, on two cores with two threads. The
fleet's room alone, without the engine ([grouped.rs](../fleet/examples/grouped.rs)), hands over one customer after the other; DuckDB (`ORDER BY`) and Polars (lazy `sort`, streaming engine) hand over batches to
somebody who counts customers in them. All count {count(about['grouped'])} customers with events, each in one piece. Peak memory is that of the process: batches under way, the libraries themselves and what
allocators hold are beside the limit.

{table(head, handed)}

![Events sorted and handed over: seconds of wall, less is better](fleet-performance/sorting.svg)

The same rows to a sorted Parquet file, which the fleet does not write:

{table([*head[:-1], 'on disk, at most, with that file'], written)}

Polars' sort has no limit of memory that can be given. With {most:,} MiB the fleet put {count(about['spilled'][f'fleet; {most}'])} of the rows on disk, with {least:,} MiB {count(about['spilled'][f'fleet; {least}'])}.
"""
    rows = [{"label": f"{cells[0]}, {cells[1]}" if "none" not in cells[1] else f"{cells[0]}, no limit", "ours": way.startswith("fleet"), "values": [mid(part, way, "wall")]}
            for way, cells in zip((first, f"fleet; {least}", f"duckdb; {most}", f"duckdb; {least}", f"polars; {most}"), handed)]
    plot = {"title": f"{about['events'] / 1e6:.1f} M events sorted and handed over", "note": "seconds of wall, two cores; less is better", "unit": "s", "digits": 3, "rows": rows}
    return text, {"fleet-performance/sorting.svg": plot}


def spark(part: Figures) -> Written:
    about = part["about"]
    cluster = about["cluster"]
    alone = [mid(part, "alone", what) for what in ("wall", "cpu", "peak")]
    first, *rest = cluster["work"]
    work = [median(run[what] for run in rest) for what in ("wall", "cpu")]
    rows = [
        ["`silhouette portrait`, two threads", seconds(alone[0]), seconds(alone[1]), mb(alone[2])],
        ["Spark: the start, once", seconds(cluster["start"]["wall"]), seconds(cluster["start"]["cpu"]), ""],
        ["Spark: the work, the first time", seconds(first["wall"]) + times(first["wall"], alone[0]), seconds(first["cpu"]) + times(first["cpu"], alone[1]), ""],
        ["Spark: the work, later", seconds(work[0]) + times(work[0], alone[0]), seconds(work[1]) + times(work[1], alone[1]), mb(cluster["peak"])],
    ]
    text = f"""## Spark beside the single machine

The {count(about['customers'])} customers with {count(about['events'])} events of shuffled Parquet, on the same two cores: by the program alone, and by PySpark ([fleet/spark](../fleet/spark/README.md)) on Spark's own `local-cluster` with a master
and two executors of one core and 1 GB. {count(about['equal'])} portraits are equal byte for byte. The start is the session, the executors and their Python, until both did a small job. Peak memory of Spark is the sum over all its
processes. What a cluster costs more is Spark itself, and rows that go as JSON to the program and back; what it gives is more machines.

{table(['', 'wall', 'CPU', 'peak memory'], rows)}
"""
    return text, {}


def million(part: Figures) -> Written:
    about = part["about"]
    rows = []
    if drawn := about.get("synth"):
        rows.append(["`synth --tables`", seconds(drawn["wall"]), seconds(drawn["cpu"]), f"{about['events'] / drawn['wall'] / 1e6:.2f}", mb(drawn["peak"]), "–", mb(about["bytes"])])
    for way, written in (("backtest", "the report"), ("portrait", mb(about["written"]))):
        wall, cpu, peak, disk = (mid(part, way, what) for what in ("wall", "cpu", "peak", "disk"))
        rows.append([f"`{way}`", seconds(wall), seconds(cpu), f"{about['events'] / wall / 1e6:.2f}", mb(peak), mb(disk) if disk else "–", written])
    text = f"""## A million customers

{count(about['customers'])} customers with {count(about['events'])} events, {mb(about['bytes'])} of CSV, once: `cargo xtask bench fleet --million FOLDER`.

{table(['', 'wall', 'CPU', 'M events/s', 'peak memory', 'spilled, at most', 'written'], rows)}
"""
    return text, {}


SECTIONS: dict[str, Callable[[Figures], Written]] = {
    "features": feature_values, "scaling": scaling, "memory": memory, "sorting": sorting, "spark": spark, "million": million,
}


def written(known: Figures) -> Written:
    parts = [HEAD]
    plots: dict[str, dict[str, Any]] = {}
    for name, section in SECTIONS.items():
        if name in known:
            text, plot = section(known[name])
            parts.append(text)
            plots |= plot
    parts.append(conditions(known))
    return "\n".join(parts), plots


def conditions(known: Figures) -> str:
    rows = []
    for name in SECTIONS:
        if name in known:
            part = known[name]
            rows.append([name, str(part["rounds"]), part["day"], f"{part['load'][0]:.1f} to {part['load'][1]:.1f}"])
    told = {json for part in known.values() for json in [tuple(sorted(part["machine"].items()))]}
    machines = []
    for items in sorted(told):
        at = dict(items)
        libraries = ", ".join(f"{name} {at[key]}" for key, name in (("duckdb", "DuckDB"), ("pandas", "pandas"), ("polars", "Polars"), ("pyarrow", "pyarrow"), ("python", "Python")))
        machines.append(f"- {at['cores']} cores ({at['processor']}), {at['memory'] / 2**30:.0f} GiB of memory; {libraries}")
    busy = [name for name in SECTIONS if name in known and known[name]["load"][0] > 1.5]
    warning = f"\n**The load was above 1.5 when these began: {', '.join(busy)}. Up to about 2 it may be what the part before left behind; above, others used the machine, and CPU and memory are good to go by there, wall is not.**\n" if busy else ""
    return f"""## How it was measured

{chr(10).join(machines)}

{table(['part', 'rounds', 'day', 'load of the machine before and after'], rows)}

{warning}
CPU is user and system time of a process and those below it; peak memory is its largest resident set. Files were read once before, so they come from the system's cache.
"""
