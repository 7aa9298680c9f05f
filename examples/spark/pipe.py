"""Runs a function of sqlite-sd over a table of files, in PySpark.

spark-submit pipe.py FILES OUTPUT [FUNCTION [COMMAND]]

FILES and OUTPUT are Parquet; FILES has the columns file_id and metadata_json, OUTPUT file_id and result. FUNCTION is
sd_parse unless it is given, COMMAND is sqlite-sd, which every worker has to have.
"""

import os
import sys

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F


def with_result(rows: DataFrame, function: str, command: str = "sqlite-sd") -> DataFrame:
    """The first column of each row, and the function's result for the others."""
    key = rows.schema[0]
    # A text may hold line breaks, so rows travel as JSON, one document a line. NULL has to stay in its place.
    lines = rows.select(F.to_json(F.struct(*rows.columns), {"ignoreNullFields": "false"}))
    answers = lines.rdd.map(lambda row: row[0]).pipe(
        f"{command} --function {function} --format ndjson --keep 1",
        env={"PATH": os.environ["PATH"]},  # without it the program would get an empty environment
        checkCode=True,
    )
    schema = f"{key.name} {key.dataType.simpleString()}, result STRING"
    return rows.sparkSession.read.json(answers, schema=schema)


if __name__ == "__main__":
    source, target, *rest = sys.argv[1:]
    spark = SparkSession.builder.appName("sqlite-sd").getOrCreate()
    files = spark.read.parquet(source).select("file_id", "metadata_json")
    with_result(files, *(rest or ["sd_parse"])).write.parquet(target)
    spark.stop()
