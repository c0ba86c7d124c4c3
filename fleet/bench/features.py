"""20 features of a whole population by DuckDB and by pandas, the same that the retail policy has: `python features.py WAY EVENTS RESULTS.json`.

Ways: `duckdb`, `pandas`; the events are CSV or Parquet. `differences` says where they are not those of the engine.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from typing import Any

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


#: The columns of the table that these need.
READ = ["customer", "type", "at", "amount", "quantity", "days_past_due", "product", "channel", "outcome", "score"]


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
    rows = db.execute(f"SELECT customer, {', '.join(columns)} FROM (SELECT *, \"at\" AS moment FROM '{events}') GROUP BY customer").fetchall()
    names = [column[0] for column in db.description]
    return {row[0]: dict(zip(names[1:], row[1:])) for row in rows}


def by_pandas(events: str) -> dict[str, dict[str, Any]]:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    if events.endswith(".csv"):
        frame = pd.read_csv(events, usecols=READ)
    else:
        table = pq.read_table(events, columns=READ, use_threads=False)
        amount = table.column_names.index("amount")
        # Decimals would be Python objects.
        frame = table.set_column(amount, "amount", table["amount"].cast(pa.float64())).to_pandas()
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


def differences(one: dict[str, dict[str, Any]], customers: Iterable[tuple[str, dict[str, Any]]]) -> tuple[int, list[str]]:
    """How many values were compared, and the names of features that are not equal to 1e-9 somewhere; a customer without events is in one of the two only."""
    compared = 0
    apart = set()
    left = set(one)
    for name, features in customers:
        if name not in one:
            continue
        left.discard(name)
        for feature in NAMES:
            compared += 1
            if not equal(one[name][feature], features[feature]):
                apart.add(feature)
    if left:
        apart.add(f"{len(left)} customers")
    return compared, sorted(apart)


if __name__ == "__main__":
    _, way, source, target = sys.argv
    answers = {"duckdb": by_duckdb, "pandas": by_pandas}[way](source)
    with open(target, "w", encoding="utf-8") as written:
        json.dump(answers, written, default=float)
