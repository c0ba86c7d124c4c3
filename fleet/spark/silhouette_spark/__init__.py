"""Portraits of a whole customer base on Apache Spark, by the same engine that runs on a customer's device.

    from silhouette_spark import portraits

    result = portraits(events, profiles, "retail.pack", binary="silhouette")
    result.where("refused IS NULL").select("id", "portrait").write.parquet(...)

One row a customer: ``id``, ``portrait`` (JSON, byte for byte what ``silhouette portrait`` writes) and ``refused``
(JSON with ``code``, ``path`` and ``message`` where the engine refused the customer, else null).
"""

from silhouette_spark.lines import customer_lines
from silhouette_spark.run import Failed, portraits, refusals

__all__ = ["Failed", "customer_lines", "portraits", "refusals"]
