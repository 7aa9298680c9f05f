"""Runs the shipped Spark examples over rows, and writes what comes of them: spark.py EXAMPLES ROWS OUTPUT CALLS."""

import json
import os
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

examples, rows_file, output, calls = sys.argv[1:]
sys.path.insert(0, examples)
from pipe import with_result  # noqa: E402

ROWS = "file_id BIGINT, file_path STRING, metadata_json STRING, options STRING, expression STRING, json STRING"
PARTITIONS = 8


def start(workers: int) -> SparkSession:
    return (
        SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
        .appName("sqlite-sd")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", f"{output}/warehouse")
        .config("spark.submit.pyFiles", f"{examples}/pipe.py")
        .getOrCreate()
    )


def say(**facts) -> None:
    print(json.dumps(facts), flush=True)


def rows_of(spark: SparkSession):
    rows = spark.read.schema(ROWS).json(rows_file).repartition(PARTITIONS).cache()
    rows.createOrReplaceTempView("files")
    rows.count()
    return rows


def timed(spark: SparkSession, workers: int) -> None:
    rows = rows_of(spark).select("file_id", "metadata_json")
    for run in ("warm", "measured"):
        started = time.time()
        count = with_result(rows, "sd_hash").count()
        say(workers=workers, run=run, rows=count, seconds=time.time() - started)


spark = start(2)
timed(spark, 2)
rows = spark.table("files")
processes = rows.rdd.mapPartitions(lambda _: [os.getppid()]).distinct().count()
say(spark=spark.version, worker_processes=processes)
for name, call in json.loads(calls).items():
    started = time.time()
    result = with_result(rows.select("file_id", *call["columns"]), call["function"])
    result.select("file_id", F.sha2("result", 256).alias("hash")).write.json(f"{output}/{name}")
    say(call=name, seconds=time.time() - started)
try:
    with_result(rows, "sd_no_such_function").count()
    say(refused=None)
except Exception as error:  # noqa: BLE001
    say(refused=str(error))
spark.stop()
timed(start(1), 1)
