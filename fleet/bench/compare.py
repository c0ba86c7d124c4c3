"""The same features of a whole population, by the engine, by DuckDB and by pandas: equal results first, then CPU time.

    SILHOUETTE=target/release/silhouette python fleet/bench/compare.py [CUSTOMERS]

Needs pandas and duckdb. Each way is a process of its own, held to one core, from reading its file to results in memory or in a file; what is told is its CPU
time. The engine reads customer lines and writes every portrait and all 35 features of the retail policy; the two others read the table of events and
compute the features below and nothing else; README.md has figures.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SILHOUETTE = os.environ.get("SILHOUETTE", str(ROOT / "target/release/silhouette"))
DAY = 86_400_000
NOW = 1_796_054_400_000  # 2026-12-01 in UTC+8, the end of the period unless another is said
OFFSET = 8 * 3_600_000
CREDIT = ["consumer_loan", "member_loan"]
WEALTH = ["wealth_steady", "wealth_cash", "fund_balanced", "fund_equity", "structured_note"]

#: Features of counts and sums: name, kind, window in days, column (none: count).
SUMS = [
    ("purchases_30d", "purchase", 30, None),
    ("purchases_90d", "purchase", 90, None),
    ("spend_30d", "purchase", 30, "amount"),
    ("spend_90d", "purchase", 90, "amount"),
    ("repaid_90d", "repayment", 90, "amount"),
    ("applications_7d", "application_submit", 7, None),
    ("referrals_365d", "referral_join", 365, None),
    ("complaints_90d", "complaint", 90, None),
]
#: Sums of halving weights: name, kind, condition in SQL that pandas understands, too, half-life and retention in days.
DECAYS = [
    ("interest_credit", "product_view", f"product in {tuple(CREDIT)}", 14, 90),
    ("interest_card", "product_view", "product == 'card_cashback'", 14, 90),
    ("views_wealth", "product_view", f"product in {tuple(WEALTH)}", 14, 90),
    ("app_response", "touch", "channel == 'app' and outcome == 'clicked'", 30, 365),
    ("branch_response", "touch", "channel == 'branch' and outcome == 'clicked'", 30, 365),
]
NAMES = [
    *(name for name, *_ in SUMS), *(name for name, *_ in DECAYS),
    "largest_basket_90d", "days_since_purchase", "days_since_first", "last_days_past_due", "last_survey", "active_days_30d",
    "evening_share",
]


def by_duckdb(events: str) -> dict[str, dict[str, Any]]:
    import duckdb

    def within(kind: str, days: float) -> str:
        return f"type = '{kind}' AND moment > {NOW - days * DAY} AND moment <= {NOW}"

    columns = []
    for name, kind, days, column in SUMS:
        value = f"sum({column})" if column else "count(*)"
        columns.append(f"coalesce({value} FILTER (WHERE {within(kind, days)}), 0) AS {name}")
    for name, kind, condition, half, kept in DECAYS:
        sql = condition.replace("==", "=")
        columns.append(
            f"coalesce(sum(pow(0.5, ({NOW} - moment) / {half * DAY}.0)) FILTER (WHERE {within(kind, kept)} AND {sql}), 0) AS {name}"
        )
    local = f"(moment + {OFFSET})"
    columns += [
        f"max(quantity) FILTER (WHERE {within('purchase', 90)}) AS largest_basket_90d",
        f"({NOW} - max(moment) FILTER (WHERE {within('purchase', 730)})) / {DAY}.0 AS days_since_purchase",
        f"({NOW} - min(moment) FILTER (WHERE {within('purchase', 730)})) / {DAY}.0 AS days_since_first",
        f"arg_max(days_past_due, moment) FILTER (WHERE {within('repayment', 730)}) AS last_days_past_due",
        f"arg_max(score, moment) FILTER (WHERE {within('survey_answer', 365)}) AS last_survey",
        f"count(DISTINCT {local} // {DAY}) FILTER (WHERE {within('login', 30)}) AS active_days_30d",
        f"count(*) FILTER (WHERE {within('login', 90)} AND ({local} % {DAY}) // 3600000 BETWEEN 19 AND 22)"
        f" / nullif(count(*) FILTER (WHERE {within('login', 90)}), 0) AS evening_share",
    ]
    db = duckdb.connect(config={"threads": 1})
    rows = db.execute(f"SELECT customer, {', '.join(columns)} FROM (SELECT *, \"at\" AS moment FROM read_csv('{events}')) GROUP BY customer").fetchall()
    names = [column[0] for column in db.description]
    return {row[0]: dict(zip(names[1:], row[1:])) for row in rows}


def by_pandas(events: str) -> dict[str, dict[str, Any]]:
    import pandas as pd

    frame = pd.read_csv(events)
    age = NOW - frame["at"]
    everyone = pd.Index(frame["customer"].unique())
    out = pd.DataFrame(index=everyone)

    def within(kind: str, days: float) -> pd.DataFrame:
        return frame[(frame["type"] == kind) & (age >= 0) & (age < days * DAY)]

    for name, kind, days, column in SUMS:
        grouped = within(kind, days).groupby("customer")
        out[name] = grouped[column].sum() if column else grouped.size()
    for name, kind, condition, half, kept in DECAYS:
        rows = within(kind, kept).query(condition)
        out[name] = (0.5 ** ((NOW - rows["at"]) / (half * DAY))).groupby(rows["customer"]).sum()
    out = out.fillna(0)
    bought = within("purchase", 730).groupby("customer")["at"]
    out["largest_basket_90d"] = within("purchase", 90).groupby("customer")["quantity"].max()
    out["days_since_purchase"] = (NOW - bought.max()) / DAY
    out["days_since_first"] = (NOW - bought.min()) / DAY
    out["last_days_past_due"] = within("repayment", 730).groupby("customer")["days_past_due"].last()
    out["last_survey"] = within("survey_answer", 365).groupby("customer")["score"].last()
    month = within("login", 30)
    out["active_days_30d"] = ((month["at"] + OFFSET) // DAY).groupby(month["customer"]).nunique()
    out["active_days_30d"] = out["active_days_30d"].fillna(0)
    logins = within("login", 90)
    hour = (logins["at"] + OFFSET) % DAY // 3_600_000
    out["evening_share"] = hour.between(19, 22).groupby(logins["customer"]).mean()
    return out.astype(object).where(out.notna(), None).to_dict("index")


def equal(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def measured(command: list[str]) -> float:
    """CPU seconds of a process on one core."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(customers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines, tables, pack, out = (f"{folder}/{name}" for name in ("customers.ndjson", "tables", "retail.pack", "portraits.ndjson"))
        population = [SILHOUETTE, "synth", "--customers", str(customers), "--days", "365"]
        for words in (["-o", lines], ["--tables", "-o", tables]):
            subprocess.run([*population, *words], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([SILHOUETTE, "build", str(ROOT / "policies/retail.json"), "-o", pack], check=True, stdout=subprocess.DEVNULL)
        events = f"{tables}/events.csv"
        with open(events, "rb") as file:
            count = sum(1 for _ in file) - 1
        results = {}
        ways = {"silhouette": [SILHOUETTE, "portrait", pack, "--in", lines, "--features", "--threads", "1", "--out", out]}
        for way in ("duckdb", "pandas"):
            results[way] = f"{folder}/{way}.json"
            ways[way] = [sys.executable, __file__, "--way", way, events, results[way]]
        seconds = {way: min(measured(command) for _ in range(3)) for way, command in ways.items()}
        with open(out) as file:
            rows = map(json.loads, file)
            engine = {row["id"]: row["features"] for row in rows}
        for way, path in results.items():
            with open(path) as file:
                other = json.load(file)
            apart = [(name, feature) for name in other for feature in NAMES if not equal(other[name][feature], engine[name][feature])]
            if apart:
                raise SystemExit(f"{way}: {len(apart)} values differ, such as {sorted({feature for _, feature in apart})}")
            print(f"{way}: {len(other) * len(NAMES):,} values equal to the engine's")
        for way, spent in seconds.items():
            print(f"{way:<11}{spent:8.2f} s of CPU {count / spent / 1e6:8.2f} M events/s and core")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        _, _, way, source, target = sys.argv
        answers = {"duckdb": by_duckdb, "pandas": by_pandas}[way](source)
        with open(target, "w") as written:
            json.dump(answers, written, default=float)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)
