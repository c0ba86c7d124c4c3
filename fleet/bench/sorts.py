"""Events sorted by customer and moment with two threads, and what came of it: `python sorts.py WAY EVENTS MEMORY SPILL`.

Ways: `duckdb` and `polars` hand the sorted rows over, batch by batch, to somebody who counts rows and customers; `duckdb-file` and `polars-file` write them to a
Parquet file in SPILL. Prints customers and rows. MEMORY is in bytes; Polars takes no limit.
"""

from __future__ import annotations

import sys
from typing import Any

THREADS = 2


class Counted:
    """Rows, and customers as runs of rows with one id."""

    def __init__(self) -> None:
        self.rows = 0
        self.customers = 0
        self.last: str | None = None

    def take(self, batch: Any) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        for column in pa.chunked_array([batch.column("customer")] if isinstance(batch, pa.RecordBatch) else batch.column("customer").chunks).chunks:
            runs = pc.run_end_encode(column.cast("string")).values
            if len(runs) == 0:
                continue
            self.rows += len(column)
            self.customers += len(runs) - (runs[0].as_py() == self.last)
            self.last = runs[-1].as_py()


def by_duckdb(events: str, memory: int, spill: str, file: str | None) -> Counted:
    import duckdb

    counted = Counted()
    db = duckdb.connect(config={"threads": THREADS, "memory_limit": f"{memory}B", "temp_directory": spill})
    query = f"SELECT * FROM '{events}' ORDER BY customer, \"at\""
    if file:
        db.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")
    else:
        for batch in db.sql(query).to_arrow_reader(100_000):
            counted.take(batch)
    return counted


def by_polars(events: str, file: str | None) -> Counted:
    import polars as pl

    assert pl.thread_pool_size() == THREADS, "POLARS_MAX_THREADS is not set"
    counted = Counted()
    rows = pl.scan_parquet(events).sort("customer", "at")
    if file:
        rows.sink_parquet(file, engine="streaming")
    else:
        rows.sink_batches(lambda frame: counted.take(frame.to_arrow()), maintain_order=True, engine="streaming")
    return counted


def counted_in(file: str) -> Counted:
    """The rows of a file, which must be in their order."""
    import pyarrow.parquet as pq

    counted = Counted()
    for batch in pq.ParquetFile(file).iter_batches(columns=["customer"]):
        counted.take(batch)
    return counted


if __name__ == "__main__":
    _, way, events, memory, spill = sys.argv
    if way == "count":
        result = counted_in(f"{spill}/sorted.parquet")
    else:
        name, _, written = way.partition("-")
        target = f"{spill}/sorted.parquet" if written else None
        result = by_duckdb(events, int(memory), spill, target) if name == "duckdb" else by_polars(events, target)
    print(result.customers, result.rows)
