"""Fills the tables of schema.sql, in PySpark.

spark-submit tables.py load COLLECTION LIST
spark-submit tables.py extract [PART...]
spark-submit tables.py compact

LIST is a file of what examples/pictures.sql prints, one JSON object a line. Without a PART all are extracted; those that
fail are named at the end, and can be extracted again alone.
"""

import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession

PARTS = range(16)  # as load.sql spreads pictures
HERE = Path(__file__).parent


def run(spark: SparkSession, script: str, **variables) -> None:
    """Runs a script's statements, with the variables spark.sd.NAME."""
    for name, value in variables.items():
        spark.conf.set(f"spark.sd.{name}", str(value))
    text = re.sub(r"^ *--.*$", "", (HERE / script).read_text(), flags=re.M)
    for statement in re.split(r";\s*$", text, flags=re.M):
        if statement.strip():
            spark.sql(statement).collect()


def extract(spark: SparkSession, parts) -> list:
    """Extracts parts one by one, and gives those that failed."""
    failed = []
    for part in parts:
        try:
            run(spark, "extract.sql", part=part)
        except Exception as error:  # noqa: BLE001, the other parts are worth doing
            print(f"part {part} failed: {reason(error)}", file=sys.stderr)
            failed.append(part)
    return failed


def reason(error: Exception) -> str:
    """The lines of an error that say why, without the stacks of two languages."""
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(dict.fromkeys(line for line in lines if line and not line.startswith("at ")))[:1000]


def main(command: str, *arguments: str) -> int:
    spark = SparkSession.builder.appName("sqlite-sd").enableHiveSupport().getOrCreate()
    run(spark, "schema.sql")
    failed = []
    if command == "load":
        collection, listed = arguments
        run(spark, "load.sql", collection=collection, list=listed)
    elif command == "compact":
        run(spark, "compact.sql")
    else:
        failed = extract(spark, [int(part) for part in arguments] or PARTS)
        print(f"{len(failed)} parts failed" + "".join(f" {part}" for part in failed))
    spark.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
