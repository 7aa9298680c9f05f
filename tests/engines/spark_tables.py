"""Runs the steps of a JSON list on the shipped tables: spark_tables.py EXAMPLES STEPS; says what comes of each as JSON."""

import contextlib
import io
import json
import os
import sys

from pyspark.sql import SparkSession

examples, steps = sys.argv[1:]
sys.path.insert(0, examples)
import files  # noqa: E402
import tables  # noqa: E402


def session() -> SparkSession:
    return SparkSession.builder.enableHiveSupport().getOrCreate()


def program(arguments: list) -> dict:
    """Calls the program as spark-submit does."""
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = tables.main(*arguments)
    return {"status": status, "errors": errors.getvalue()}


def list_files(arguments: list) -> dict:
    """Calls the other program."""
    return {"status": files.main(*arguments)}


def rename(arguments: list) -> dict:
    os.rename(*arguments)
    return {}


def count(arguments: list) -> dict:
    return {"count": session().sql(arguments[0]).collect()[0][0]}


def write(arguments: list) -> dict:
    view, folder = arguments
    session().table(view).write.option("ignoreNullFields", "false").json(folder)
    return {}


STEPS = {"program": program, "files": list_files, "rename": rename, "count": count, "write": write}
for name, arguments in json.loads(steps):
    print(json.dumps({"step": name, "arguments": arguments, **STEPS[name](arguments)}), flush=True)
session().stop()
