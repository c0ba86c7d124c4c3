"""Portraits on Spark's own cluster of two executors, measured from within: `python cluster.py FOLDER PACK SILHOUETTE OUT ROUNDS`.

Prints JSON: seconds of wall and CPU for the start (the cluster, and a first small job that has nothing to do with portraits), and for each round of the work, from
the two Parquet files in FOLDER to portraits in a Parquet file; CPU is that of the whole tree of processes: the driver, the executors, their
Python, the program. `peak` is the largest sum of resident memory of that tree, looked at five times a second.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def tree() -> tuple[float, int]:
    """CPU seconds so far, of this process and all below it, with those that ended; and bytes of resident memory now."""
    parents: dict[int, int] = {}
    used: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15])), int(fields[21])
    ours = {os.getpid()}
    grown = True
    while grown:
        more = {process for process, parent in parents.items() if parent in ours} - ours
        grown = bool(more)
        ours |= more
    ours &= set(used)
    return sum(used[process][0] for process in ours) / TICK, sum(used[process][1] for process in ours) * PAGE


def main(folder: str, pack: str, silhouette: str, out: str, rounds: int) -> None:
    import pyspark

    os.environ.update(
        SPARK_HOME=os.path.dirname(pyspark.__file__), SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_HOSTNAME="127.0.0.1",
        PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable,
    )
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "spark"))
    from pyspark.sql import SparkSession
    from silhouette_spark import portraits

    peak = [0]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.2):
            peak[0] = max(peak[0], tree()[1])

    threading.Thread(target=look, daemon=True).start()
    # CPU of what was imported counts as the start, too.
    begun = time.perf_counter(), 0.0
    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": "8", "spark.sql.session.timeZone": "UTC",
        "spark.executor.memory": "1g", "spark.local.dir": f"{out}/spark", "spark.sql.warehouse.dir": f"{out}/warehouse",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("silhouette")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("OFF")
        # Both executors are there, and each has started its Python.
        spark.sparkContext.parallelize(range(8), 8).map(lambda number: time.sleep(0.2) or number).sum()
        marks = [begun, (time.perf_counter(), tree()[0])]
        for _ in range(rounds):
            shutil.rmtree(f"{out}/portraits", ignore_errors=True)
            tables = [spark.read.parquet(f"{folder}/{name}.parquet") for name in ("shuffled", "profiles")]
            portraits(*tables, pack, binary=silhouette).write.parquet(f"{out}/portraits")
            marks.append((time.perf_counter(), tree()[0]))
    finally:
        ended.set()
        spark.stop()
        shutil.rmtree(Path(os.environ["SPARK_HOME"]) / "work", ignore_errors=True)
    spent = [{"wall": to[0] - at[0], "cpu": to[1] - at[1]} for at, to in zip(marks, marks[1:])]
    print(json.dumps({"start": spent[0], "work": spent[1:], "peak": peak[0]}))


def differences(out: str, lines: str) -> tuple[int, int]:
    """Portraits of the single machine, and how many of them Spark does not have byte for byte, or has beside them."""
    import pyarrow.parquet as pq

    table = pq.read_table(f"{out}/portraits", columns=["id", "portrait"])
    got = dict(zip(table["id"].to_pylist(), table["portrait"].to_pylist()))
    count = apart = 0
    with open(lines, encoding="utf-8") as file:
        for line in file:
            count += 1
            name = json.loads(line[line.index(":") + 1 : line.index(',"portrait"')])
            apart += line.rstrip("\n") != f'{{"id":{json.dumps(name)},"portrait":{got.pop(name, None)}}}'
    return count, apart + len(got)


if __name__ == "__main__":
    if sys.argv[1] == "compare":
        print(*differences(*sys.argv[2:4]))
    else:
        main(*sys.argv[1:5], int(sys.argv[5]))
