"""Portraits as a data frame."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pyspark import SparkFiles, cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from silhouette_spark import stream
from silhouette_spark.lines import customer_lines
from silhouette_spark.stream import Failed

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Failed", "portraits", "refusals"]


def portraits(
    events: DataFrame | None,
    profiles: DataFrame | None,
    pack: str,
    *,
    binary: str = "silhouette",
    locale: str | None = None,
    **how: Any,
) -> DataFrame:
    """A row a customer: ``id``, ``portrait``, ``refused``; see :func:`customer_lines` for the tables and for ``how``.

    :param pack: the compiled policy; a file here, or the name of one that was shipped with ``--files``.
    :param binary: the command line ``silhouette`` for the executors' system; likewise.
    :param locale: the locale of the texts.
    :raises Failed: within the task, when the program fails; the job fails with its code. A customer that is refused fails nothing.
    """
    lines = customer_lines(events, profiles, **how)
    spark = lines.sparkSession
    words = ["--in", "-", "--format", "json", "--threads", "1", *(["--locale", locale] if locale else [])]
    task = _task(_shipped(spark, binary), _shipped(spark, pack), words)
    return lines.mapInArrow(task, "id string, portrait string, refused string")


def refusals(result: DataFrame) -> DataFrame:
    """How many customers were refused, by code and place: ``code``, ``path``, ``customers``."""
    refused = F.col("refused")
    columns = [F.get_json_object(refused, f"$.{name}").alias(name) for name in ("code", "path")]
    return result.where(refused.isNotNull()).groupBy(*columns).agg(F.count("*").alias("customers"))


def _shipped(spark: SparkSession, path: str) -> str:
    """The name under which executors find a file: one that is here is sent to them."""
    if os.path.isfile(path):
        spark.sparkContext.addFile(path)
    return os.path.basename(path)


def _task(binary: str, pack: str, words: list[str]) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    cloudpickle.register_pickle_by_value(stream)  # type: ignore[no-untyped-call]

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        program = stream.executable(SparkFiles.get(binary))
        yield from stream.run([program, "portrait", SparkFiles.get(pack), *words], batches)

    return task
