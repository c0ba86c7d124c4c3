"""The benchmark of the fleet on a population that is tiny: what must be equal is, what is planted is found, and the page says it.

    SILHOUETTE=path/to/silhouette python test_bench.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import unittest
from pathlib import Path

import cluster
import features
import page
import sorts
from parts import Context, Differs, feature_values, memory, same, scaling
from process import Failed, run

SILHOUETTE = os.environ.get("SILHOUETTE", str(Path(__file__).resolve().parents[2] / "target/debug/silhouette"))


class OnATinyPopulation(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="silhouette-bench-")))
        pack = str(cls.folder / "retail.pack")
        run([SILHOUETTE, "build", str(Path(__file__).resolve().parents[2] / "policies/retail.json"), "-o", pack])
        (cls.folder / "spill").mkdir()
        cls.context = Context(SILHOUETTE, "", pack, cls.folder / "room", cls.folder, None, None, 0.01)

    def test_the_engine_duckdb_and_pandas_have_equal_values_and_the_page_tells_them(self) -> None:
        part = feature_values(self.context)
        first = {way: work() for way, work in part.ways.items()}
        part.about |= part.check(first)
        self.assertEqual(set(part.about["values"]), {"duckdb, CSV", "duckdb, Parquet", "pandas, CSV", "pandas, Parquet"})
        for values in part.about["values"].values():
            self.assertEqual(values, 60 * 20)
        runs = {way: [{"wall": ran.wall, "cpu": ran.cpu, "peak": ran.peak, "disk": ran.disk}] for way, ran in first.items()}
        text, plots = page.feature_values({"about": part.about, "runs": runs})
        self.assertIn("| engine, lines |", text)
        self.assertEqual(len(plots["fleet-performance/features.svg"]["rows"]), 7)

    def test_a_planted_difference_is_found(self) -> None:
        row = {name: 1.0 for name in features.NAMES}
        self.assertEqual(features.differences({"a": row}, [("a", row)]), (20, []))
        self.assertEqual(features.differences({"a": row}, [("a", row | {"spend_30d": 1.0 + 1e-6})]), (20, ["spend_30d"]))
        self.assertEqual(features.differences({"a": row}, [("a", row | {"last_survey": None})]), (20, ["last_survey"]))
        self.assertEqual(features.differences({"a": row, "b": row}, [("a", row)]), (20, ["1 customers"]))
        with self.assertRaises(Differs):
            same("portraits", {"one": "a", "two": "b"})

    def test_portraits_are_the_same_by_order_format_threads_and_memory(self) -> None:
        for make in (scaling, memory):
            part = make(self.context)
            part.check({way: work() for way, work in part.ways.items()})

    def test_customers_are_counted_in_sorted_rows_by_both(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        events = str(self.folder / "few.parquet")
        pq.write_table(pa.table({"customer": ["b", "a", "b", "c", "a"], "at": [5, 4, 3, 2, 1]}), events, row_group_size=2)
        for way in ("duckdb", "polars", "duckdb-file", "polars-file"):
            script = str(Path(__file__).with_name("sorts.py"))
            said = run([sys.executable, script, way, events, str(1 << 28), str(self.folder)], env={"POLARS_MAX_THREADS": "2"}).said
            if way.endswith("-file"):
                counted = sorts.counted_in(str(self.folder / "sorted.parquet"))
                self.assertEqual((counted.customers, counted.rows), (3, 5))
                self.assertEqual(pq.read_table(self.folder / "sorted.parquet")["at"].to_pylist(), [1, 4, 3, 5, 2])
            else:
                self.assertEqual(said.split(), ["3", "5"])

    def test_a_portrait_that_spark_lacks_or_has_otherwise_is_found(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        (self.folder / "portraits").mkdir()
        pq.write_table(pa.table({"id": ["a", "b", "d"], "portrait": ['{"x":1}', '{"x":2}', "{}"]}), self.folder / "portraits/part.parquet")
        lines = self.folder / "alone.ndjson"
        lines.write_text('{"id":"a","portrait":{"x":1}}\n{"id":"b","portrait":{"x":3}}\n{"id":"c","portrait":{}}\n')
        # b is another, c is missing, d is too many.
        self.assertEqual(cluster.differences(str(self.folder), str(lines)), (3, 3))

    def test_a_program_that_fails_stops_it(self) -> None:
        with self.assertRaisesRegex(Failed, "ended with 2"):
            run([SILHOUETTE, "portrait"])
        ran = run([sys.executable, "-c", "print(len(bytearray(200_000_000)))"])
        self.assertEqual(ran.said, "200000000\n")
        self.assertGreater(ran.peak, 200_000_000)
        self.assertGreater(ran.cpu, 0)


if __name__ == "__main__":
    outcome = unittest.main(exit=False, verbosity=2).result
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{outcome.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
