"""The engine on a cluster of several executors, one of which is killed: row for row what one machine does.

    SILHOUETTE=path/to/silhouette python test_silhouette_spark.py

The cluster is Spark's own `local-cluster`: a master, two workers, and an executor process for each, on 127.0.0.1.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import pyspark

ROOT = Path(__file__).resolve().parents[2]
SILHOUETTE = os.environ.get("SILHOUETTE", str(ROOT / "target/debug/silhouette"))
#: The customers of whom Node, native lines and native tables are compared in `tests/parity/tables.test.mjs`, too.
POPULATION = json.loads((ROOT / "tests/parity/population.json").read_text())
CUSTOMERS = POPULATION["customers"]
PARTITIONS = 12

os.environ.update(
    SPARK_HOME=os.path.dirname(pyspark.__file__),
    SPARK_LOCAL_IP="127.0.0.1",
    SPARK_LOCAL_HOSTNAME="127.0.0.1",
    PYSPARK_PYTHON=sys.executable,
    PYSPARK_DRIVER_PYTHON=sys.executable,
)

from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

from silhouette_spark import customer_lines, portraits, refusals  # noqa: E402


def silhouette(*words: str, code: int = 0) -> str:
    ran = subprocess.run([SILHOUETTE, *words], capture_output=True, text=True)
    assert ran.returncode == code, ran.stderr
    return ran.stdout


def executors(driver: int) -> set[int]:
    """The processes of executors: children of the driver's virtual machine, in which the workers live."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == driver and b"CoarseGrainedExecutorBackend" in command:
            found.add(int(entry.name))
    return found


class OnACluster(unittest.TestCase):
    folder: Path
    spark: SparkSession
    alone: list[str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="silhouette-spark-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.pack = str(cls.folder / "retail.pack")
        silhouette("build", str(ROOT / "policies/retail.json"), "-o", cls.pack)
        drawn = [word for name, value in POPULATION.items() for word in (f"--{name}", str(value))]
        tables = cls.folder / "tables"
        silhouette("synth", *drawn, "--tables", "-o", str(tables))
        files = ["--events", str(tables / "events.csv"), "--profiles", str(tables / "profiles.csv")]
        # By customer: text by its bytes.
        cls.alone = silhouette("portrait", cls.pack, *files).splitlines()
        assert len(cls.alone) == CUSTOMERS
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            # What was lost with an executor is made anew at once.
            "spark.shuffle.io.maxRetries": "1",
            "spark.shuffle.io.retryWait": "100ms",
            "spark.executor.memory": "512m",
            "spark.local.dir": str(cls.folder / "spark"),
            "spark.sql.warehouse.dir": str(cls.folder / "warehouse"),
        }
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("silhouette")
        for name, value in settings.items():
            builder = builder.config(name, value)
        cls.spark = builder.getOrCreate()
        cls.addClassCleanup(shutil.rmtree, Path(os.environ["SPARK_HOME"]) / "work", ignore_errors=True)
        cls.addClassCleanup(cls.spark.stop)
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.driver = cls.spark.sparkContext._gateway.proc.pid
        cls.tables = {name: cls.table(name) for name in ("events", "profiles")}

    @classmethod
    def table(cls, name: str) -> DataFrame:
        frame = cls.spark.read.csv(str(cls.folder / f"tables/{name}.csv"), header=True, inferSchema=True)
        money = [column for column in ("amount", "income_month", "credit_amount", "member_limit") if column in frame.columns]
        return frame.withColumns({column: F.col(column).cast("decimal(18,2)") for column in money})

    def test_1_an_executor_is_killed_and_the_result_is_that_of_one_machine(self) -> None:
        # A program that takes its time, so that there is a moment at which to kill.
        slow = self.folder / "slow"
        slow.write_text(f'#!/bin/sh\nsleep 0.5\nexec "{SILHOUETTE}" "$@"\n')
        slow.chmod(0o755)
        before = executors(self.driver)
        self.assertEqual(len(before), 2, "two executors, each a process of its own")
        result = portraits(self.tables["events"], self.tables["profiles"], self.pack, binary=str(slow), partitions=PARTITIONS)
        killed: list[int] = []
        watcher = threading.Thread(target=self.kill_one, args=(before, killed))
        watcher.start()
        rows = result.collect()
        watcher.join()
        self.assertEqual(len(killed), 1, "nothing was killed during the run")
        self.assertNotIn(killed[0], executors(self.driver))
        self.assertEqual([row.refused for row in rows if row.refused is not None], [])
        got = [f'{{"id":{json.dumps(row.id)},"portrait":{row.portrait}}}' for row in sorted(rows, key=lambda row: row.id)]
        self.assertEqual(len(got), CUSTOMERS)
        differing = [alone for row, alone in zip(got, self.alone) if row != alone]
        self.assertEqual(differing[:3], [], f"{len(differing)} customers differ")

    def kill_one(self, running: set[int], killed: list[int]) -> None:
        """Kills an executor as soon as some tasks of the stage with the programs are done and others are under way."""
        tracker = self.spark.sparkContext.statusTracker()
        until = time.monotonic() + 600
        while time.monotonic() < until:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            under_way = [s for s in stages if s and s.numTasks == PARTITIONS and s.numCompletedTasks >= 2 and s.numActiveTasks]
            if under_way and under_way[0].numCompletedTasks <= PARTITIONS - 4:
                victim = min(running)
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
                return
            time.sleep(0.02)

    def test_2_what_is_refused_comes_back_with_its_reason_and_fails_nothing(self) -> None:
        few = self.tables["profiles"].orderBy("customer").limit(12)
        age = F.when(F.col("customer").endswith("3"), F.lit(-5)).otherwise(F.col("age"))
        result = portraits(None, few.withColumn("age", age), self.pack, binary=SILHOUETTE, partitions=2).cache()
        refused = {row.id: json.loads(row.refused) for row in result.where("refused IS NOT NULL").collect()}
        self.assertEqual(list(refused), ["c000000003"])
        self.assertEqual(refused["c000000003"]["path"], "/profile/age")
        self.assertNotIn("-5", json.dumps(refused))
        counted = [row.asDict() for row in refusals(result).collect()]
        self.assertEqual(counted, [{"code": refused["c000000003"]["code"], "path": "/profile/age", "customers": 1}])
        self.assertEqual(result.where("portrait IS NOT NULL").count(), 11)

    def test_3_a_program_that_fails_fails_the_task_with_its_code(self) -> None:
        few = self.tables["profiles"].limit(3)
        broken = self.folder / "broken"
        broken.write_text("#!/bin/sh\necho out of order >&2\nexit 70\n")
        broken.chmod(0o755)
        with self.assertRaisesRegex(Exception, "silhouette ended with code 70: out of order"):
            portraits(None, few, self.pack, binary=str(broken)).collect()
        nothing = self.folder / "empty.pack"
        nothing.write_bytes(b"")
        with self.assertRaisesRegex(Exception, "silhouette ended with code 3: "):
            portraits(None, few, str(nothing), binary=SILHOUETTE).collect()

    def test_4_a_customer_may_be_in_one_table_only(self) -> None:
        events = self.spark.createDataFrame(
            [(7, "login", 2_000, None), (7, "purchase", 1_000, "12.50"), (8, "login", 3_000, None)],
            "customer int, type string, at long, amount string",
        )
        profiles = self.spark.createDataFrame([(8, 30, ["a", "b"]), (9, None, None)], "customer int, age int, list array<string>")
        lines = {row.id: json.loads(row.line) for row in customer_lines(events, profiles, now=9_000).collect()}
        first = [{"type": "purchase", "at": 1_000, "amount": "12.50"}, {"type": "login", "at": 2_000}]
        self.assertEqual(lines["7"], {"id": "7", "now": 9_000, "events": first})
        second = [{"type": "login", "at": 3_000}]
        self.assertEqual(lines["8"], {"id": "8", "now": 9_000, "profile": {"age": 30, "list": ["a", "b"]}, "events": second})
        self.assertEqual(lines["9"], {"id": "9", "now": 9_000, "profile": {}})
        self.assertEqual(len(lines), 3)


if __name__ == "__main__":
    outcome = unittest.main(exit=False, verbosity=2).result
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
