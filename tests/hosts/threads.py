"""4 threads with 4 connections each, 10,000 calls on every connection.

The main thread opens all connections and loads the extension; then each thread works on connections that it did not open,
and half-way through takes over those of another thread.
"""

import sqlite3
import sys
import threading

THREADS, CONNECTIONS, CALLS, ROWS = 4, 4, 10_000, 100
extension, expected = sys.argv[1:]

TEXT = "a cat <lora:moss:0.5> {n}\nNegative prompt: blurry\nSteps: {n}, Sampler: Euler a, Seed: {n}, Size: 8x8"


def connect():
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension(extension)
    db.execute("CREATE TABLE texts (text TEXT)")
    db.executemany("INSERT INTO texts VALUES (?)", [(TEXT.format(n=n),) for n in range(ROWS)])
    return db


QUERY = "SELECT count(sd_hash(text)), sd_sha256(group_concat(sd_hash(text))) FROM (SELECT text FROM texts ORDER BY rowid)"
failures = []


def work(connections, calls):
    try:
        for _ in range(calls // ROWS):
            for db in connections:
                found = db.execute(QUERY).fetchone()
                if found != (ROWS, expected):
                    raise AssertionError(found)
    except BaseException as error:
        failures.append(repr(error))


groups = [[connect() for _ in range(CONNECTIONS)] for _ in range(THREADS)]
for shift in (0, 1):
    threads = [
        threading.Thread(target=work, args=(groups[(i + shift) % THREADS], CALLS // 2))
        for i in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
# Closed by another thread than the one that used it last.
for db in sum(groups, []):
    db.close()
print("\n".join(failures) or "clean")
