"""Lists picture files in `arrivals`, in the place of the collection's last list, in PySpark.

spark-submit files.py COLLECTION FOLDER [GLOB]

Only files that are new or have another time than in `pictures` are read; of the others the text is known. GLOB says which
names count.
"""

import re
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from pipe import with_result
from tables import PARTS, run

PICTURES = "*.{png,apng,jpg,jpeg,jfif,webp,avif,heic,heif,jxl,gif,mp4,m4v,mov,webm,mkv}"
# Paths that the driver names one by one; where more are new, all files are read.
MOST_PATHS = 1_000_000
FILES_PER_PARTITION = 5_000


def list_files(spark: SparkSession, collection: str, folder: str, glob: str = PICTURES) -> None:
    """Puts the files below a folder into `arrivals`."""
    files = spark.read.format("binaryFile").options(pathGlobFilter=glob, recursiveFileLookup="true")
    # Without the column `content` no file is opened.
    found = files.load(folder).selectExpr("path AS file_path", "unix_micros(modificationTime) * 1000 AS file_mtime")
    found = found.cache()
    known = spark.table("files").where(F.col("collection") == collection).drop("collection")
    known = known.join(found, ["file_path", "file_mtime"], "left_semi").cache()
    fresh = found.join(known, "file_path", "left_anti").cache()

    total, count = found.count(), fresh.count()
    if count == total or count > MOST_PATHS:
        contents = files.load(folder).withColumnRenamed("path", "file_path").join(fresh, "file_path", "left_semi")
    elif count > 0:
        paths = [re.sub(r"([\\*?\[\]{}])", r"\\\1", row.file_path) for row in fresh.collect()]
        contents = files.load(paths).withColumnRenamed("path", "file_path")
    if count > 0:
        # A partition starts a process.
        partitions = max(2 * spark.sparkContext.defaultParallelism, count // FILES_PER_PARTITION)
        read = with_result(contents.select("file_path", "content").coalesce(partitions), "sd_image")
        read = read.select("file_path", F.from_json("result", "status STRING, text STRING").alias("image"))
        columns = ["file_path", "file_mtime", "image.status", "image.text AS metadata_json"]
        known = known.unionByName(read.join(fresh, "file_path").selectExpr(*columns))
    known.withColumn("listed", F.lit(total)).createOrReplaceTempView("list")
    spark.sql(f"ALTER TABLE arrivals DROP IF EXISTS PARTITION (collection = '{collection}')")
    spark.sql(
        f"""INSERT INTO arrivals PARTITION (collection = '{collection}', part)
        SELECT file_path, file_mtime, status, metadata_json, listed,
          CAST(pmod(xxhash64('{collection}', file_path), {len(PARTS)}) AS INT)
        FROM list"""
    )


def main(*arguments: str) -> int:
    spark = SparkSession.builder.appName("sqlite-sd").enableHiveSupport().getOrCreate()
    run(spark, "schema.sql")
    list_files(spark, *arguments)
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
