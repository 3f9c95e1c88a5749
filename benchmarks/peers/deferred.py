"""The same as benchmarks/deferred.ts and coroutines.ts do, on Python's Twisted: nanoseconds each, as JSON."""
import gc
import json
import time

from twisted.internet.defer import Deferred, inlineCallbacks, succeed
from twisted.internet.task import Clock

COUNT = 20_000


def add(n):
    return n + 1


def two_callbacks():
    for i in range(COUNT):
        d = Deferred()
        d.addCallback(add)
        d.addCallback(add)
        d.callback(i)


def ten_callbacks():
    for i in range(COUNT):
        d = Deferred()
        for _ in range(10):
            d.addCallback(add)
        d.callback(i)


def wait_for_inner():
    for i in range(COUNT):
        inner = Deferred()
        d = succeed(i)
        d.addCallback(lambda _: inner)
        d.addCallback(add)
        inner.callback(i)


@inlineCallbacks
def fired():
    for i in range(COUNT):
        yield succeed(i)


def best(batch):
    times = []
    for _ in range(5):
        gc.collect()
        start = time.perf_counter_ns()
        batch()
        times.append(time.perf_counter_ns() - start)
    return min(times) / COUNT


print(
    json.dumps(
        {
            "two callbacks": best(two_callbacks),
            "ten callbacks": best(ten_callbacks),
            "inner": best(wait_for_inner),
            "yield": best(fired),
        }
    )
)
