"""What the processes do that race for a store: functions at the top of a module, for spawned processes find them so."""

from __future__ import annotations

import multiprocessing

from zoo.store import Busy, Store

RESULT = {"test_accuracy": 0.9}


def in_processes(number, work, *arguments):
    """Runs `work(place, *arguments)` in processes that begin at the same moment, and returns their exit statuses."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(number)
    given = [(barrier, work, place, *arguments) for place in range(number)]
    processes = [context.Process(target=_begin, args=each) for each in given]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def _begin(barrier, work, *arguments):
    barrier.wait()
    work(*arguments)


def record_results(place, url, make, count):
    """Opens the store, and records so many results of an experiment of its own."""
    store = Store.open(url)
    for _ in range(count):
        store.finish(store.begin(make(place)), RESULT)


def record_until_killed(place, url, make, told):
    """Records results without end, and writes down the name of each when the store says that it is recorded."""
    store = Store.open(url)
    with (told / f"{place}").open("a") as stream:
        while True:
            lease = store.begin(make(place))
            store.beat([lease], {lease.name: 1})
            store.finish(lease, RESULT)
            stream.write(f"{lease.name}\n")
            stream.flush()


def train_each_once(place, url, make, count):
    """Goes through the experiments that all the others go through too."""
    store = Store.open(url)
    for number in range(count):
        try:
            lease = store.begin(make(number), once=True)
        except Busy:
            continue
        store.finish(lease, RESULT)
