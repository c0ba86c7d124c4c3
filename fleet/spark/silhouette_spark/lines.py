"""Tables of events and profiles as customer lines: the input of ``silhouette portrait``, one JSON object a customer.

Spark itself brings the rows of a customer together and writes the JSON, in its own memory and with its own spilling;
Python never holds more than what passes through.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

#: Milliseconds since 1970, or a timestamp column.
MOMENTS = (T.TimestampType, T.TimestampNTZType)


def customer_lines(
    events: DataFrame | None,
    profiles: DataFrame | None,
    *,
    key: str = "customer",
    at: str = "at",
    order: str | None = None,
    now: int | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """A row a customer: ``id`` and ``line``.

    :param events: a row an event: the customer, ``type``, the time, and the fields of the event; null is absent.
    :param profiles: a row a customer: the customer, ``now`` unless it is given for all, and the facts; null is unknown.
        A column that is an array is a list; ``outcome`` is not a fact and is left out.
    :param key: the column that names the customer, in both.
    :param at: the column of an event's time: milliseconds since 1970, or a timestamp.
    :param order: the column that orders events of one moment; without it, they are ordered by kind and fields.
    :param now: the time of the portraits, milliseconds since 1970, for all customers.
    :param partitions: how many partitions; without it, as many as Spark makes.

    A customer may be in one of the two only. Decimals, dates and other exact things are written as text, so that no digit is lost.
    """
    if events is None and profiles is None:
        raise ValueError("events, profiles or both")
    parts = []
    if events is not None:
        parts.append(_grouped(events, key, at, order))
    if profiles is not None:
        parts.append(_profiles(profiles, key))
    both = parts[0] if len(parts) == 1 else parts[0].join(parts[1], "id", "full_outer")
    fields = [F.col("id")]
    if now is not None:
        fields.append(F.lit(now).cast("long").alias("now"))
    elif "now" in both.columns:
        fields.append(F.col("now"))
    fields += [F.col(name) for name in ("profile", "events") if name in both.columns]
    lines = both.select(F.col("id"), F.to_json(F.struct(*fields)).alias("line"))
    return lines if partitions is None else lines.repartition(partitions, "id")


def _grouped(events: DataFrame, key: str, at: str, order: str | None) -> DataFrame:
    """The events of each customer in their order."""
    fields = [name for name in events.columns if name not in (key, at, "type", order)]
    event = F.struct(
        F.col("type"), _moment(events, at).alias("at"), *[_exact(events, name).alias(name) for name in fields]
    )
    # What comes first in the struct decides.
    place = F.struct(
        _moment(events, at).alias("at"), *([F.col(order).alias("order")] if order else []), event.alias("event")
    )
    sorted_ = F.array_sort(F.collect_list(place))
    return events.groupBy(F.col(key).cast("string").alias("id")).agg(
        F.transform(sorted_, lambda place: place["event"]).alias("events")
    )


def _profiles(profiles: DataFrame, key: str) -> DataFrame:
    names = [name for name in profiles.columns if name not in (key, "now", "outcome")]
    columns = [F.col(key).cast("string").alias("id")]
    if names:
        columns.append(F.struct(*[_exact(profiles, name).alias(name) for name in names]).alias("profile"))
    if "now" in profiles.columns:
        columns.append(_moment(profiles, "now").alias("now"))
    return profiles.select(*columns)


def _moment(frame: DataFrame, name: str) -> Column:
    """Milliseconds since 1970."""
    if isinstance(frame.schema[name].dataType, MOMENTS):
        return F.unix_millis(F.col(name).cast("timestamp"))
    return F.col(name).cast("long")


def _exact(frame: DataFrame, name: str) -> Column:
    """A column as JSON keeps it: what is exact as text."""
    kind = frame.schema[name].dataType
    if isinstance(kind, (T.DecimalType, T.DateType)):
        return F.col(name).cast("string")
    if isinstance(kind, T.ArrayType) and isinstance(kind.elementType, (T.DecimalType, T.DateType)):
        return F.transform(F.col(name), lambda element: element.cast("string"))
    return F.col(name)
