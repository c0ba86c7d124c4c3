"""Populations that never were, made once: customer lines, and tables as CSV and Parquet, by customer and shuffled."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process import run

#: Rows of a row group.
GROUP = 122_880
#: Columns of exact decimals.
MONEY = {"amount", "income_month", "credit_amount", "member_limit"}


@dataclass(frozen=True)
class Population:
    """What `make` left behind."""

    folder: Path
    customers: int
    events: int
    days: int

    def file(self, name: str) -> str:
        return str(self.folder / name)

    def size(self, name: str) -> int:
        return (self.folder / name).stat().st_size


def make(cli: str, room: Path, customers: int, days: int, files: list[str]) -> Population:
    """A population in a folder of its own below `room`, with the files that are asked for.

    `customers.ndjson`, `events.csv`, `profiles.csv` are from `silhouette synth`; `events.parquet`, `profiles.parquet`, and `shuffled.parquet` and `shuffled.csv`,
    whose rows are in no order, from those, by DuckDB. What is there from another time stays.
    """
    folder = room / f"{customers}-{days}"
    stamp = folder / "whole.json"
    known: dict[str, Any] = json.loads(stamp.read_text()) if stamp.exists() else {}
    if not set(files) <= set(known.get("files", [])):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        drawn = [cli, "synth", "--customers", str(customers), "--days", str(days)]
        if "customers.ndjson" in files:
            run([*drawn, "-o", str(folder / "customers.ndjson")])
        run([*drawn, "--tables", "-o", str(folder)])
        run([sys.executable, __file__, str(folder), *files])
        with open(folder / "events.csv", "rb") as file:
            events = sum(1 for _ in file) - 1
        for name in ("events.csv", "profiles.csv"):
            if name not in files:
                (folder / name).unlink()
        known = {"files": files, "events": events}
        stamp.write_text(json.dumps(known))
    return Population(folder, customers, known["events"], days)


def _convert(folder: str, files: list[str]) -> None:
    import duckdb

    db = duckdb.connect()

    def table(name: str) -> str:
        with open(f"{folder}/{name}.csv", encoding="utf-8") as file:
            head = file.readline().strip().split(",")
        types = {column: "DECIMAL(18,2)" for column in head if column in MONEY}
        return f"read_csv('{folder}/{name}.csv', types={types!r})"

    parquet = f"(FORMAT parquet, ROW_GROUP_SIZE {GROUP})"
    for name in ("events", "profiles"):
        if f"{name}.parquet" in files:
            db.execute(f"COPY (FROM {table(name)}) TO '{folder}/{name}.parquet' {parquet}")
    # An order that has nothing to do with customers and moments, and is the same every time.
    shuffled = f"SELECT * FROM {table('events')} ORDER BY hash(customer, \"at\", type, amount, product)"
    for name, how in (("shuffled.parquet", parquet), ("shuffled.csv", "(HEADER)")):
        if name in files:
            db.execute(f"COPY ({shuffled}) TO '{folder}/{name}' {how}")


if __name__ == "__main__":
    _convert(sys.argv[1], sys.argv[2:])
