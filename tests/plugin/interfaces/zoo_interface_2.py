"""A plugin of interface 2, beside what interface 1 had: it hears of runs."""

import zoo

zoo_interface = 2

USED = (zoo.TrackedRun, zoo.FinishedEpoch, zoo.FinishedRun, zoo.trained, zoo.INTERFACE)


@zoo.hookimpl
def zoo_wants_events():
    return False


@zoo.hookimpl
def zoo_run_started(run):
    raise AssertionError("nobody wants to hear of it")


@zoo.hookimpl
def zoo_epoch_finished(run, epoch):
    raise AssertionError("nobody wants to hear of it")


@zoo.hookimpl
def zoo_run_finished(run, result):
    raise AssertionError("nobody wants to hear of it")
