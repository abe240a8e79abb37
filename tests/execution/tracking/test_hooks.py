"""Hooks of events hear of every run, in a process of their own; whatever they do, the runs end as without them."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from zoo.execution.signals import Interrupted
from zoo.execution.tracking import caller, hooks
from zoo.execution.tracking.caller import Call, Caller
from zoo.plugin.collecting import EPOCH_FINISHED, RUN_FINISHED
from zoo.progress import listening

WANTS = "\n    @zoo.hookimpl\n    def zoo_wants_events(): return {}\n"


def told(heard):
    """What a plugin heard, without the process that it heard it in."""
    return [(hook, *given.values()) for hook, given, _ in heard]


def test_every_run_is_told_of_in_one_process_that_ends_with_the_sweep(tracked, experiments, hearing, gone, zoo_home):
    heard = hearing()
    found = experiments("good,failing,killed,diverging")
    records = tracked(found, jobs=2)
    by_run = [[(hook, *rest) for hook, name, *rest in told(heard()) if name == records[one.id].name] for one in found]
    assert by_run[0] == [
        ("started", "good", "False", "0"),
        ("epoch", "1", "0.5"),
        ("finished", "done", "0.9", "None"),
    ]
    assert [calls[0][0] for calls in by_run] == ["started"] * 4
    assert [calls[-1] for calls in by_run[1:]] == [
        ("finished", "failed", "None", "It diverged."),
        ("finished", "failed", "None", by_run[2][-1][-1]),
        ("finished", "diverged", "None", "The loss is not finite."),
    ]
    assert by_run[2][-1][-1].startswith("The worker was killed by signal 9 (SIGKILL).")
    (process,) = {pid for *_, pid in heard()}
    assert process != os.getpid()
    assert gone(process)
    assert not list((zoo_home / "logs").glob("hooks-*")), "nothing went wrong, and nobody will ask"


def test_a_run_that_goes_on_says_so_and_one_that_begins_again_is_another(tracked, experiments, hearing):
    heard = hearing()
    (mortal,) = experiments("mortal")
    for force in (False, False, True):
        tracked([mortal], force=force)
    started = [tuple(given.values()) for hook, given, _ in heard() if hook == "started"]
    assert [(name.partition(".")[2], resumed, after) for name, _, resumed, after in started] == [
        ("1", "False", "0"),
        ("1", "True", "1"),
        ("2", "False", "0"),
    ]
    assert [given["status"] for hook, given, _ in heard() if hook == "finished"] == ["failed", "done", "failed"]


def test_a_sweep_that_is_stopped_tells_of_it(tracked, experiments, hearing):
    heard = hearing()

    def stop(event):
        if event.kind == "started":
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(Interrupted):
        tracked(experiments("slow"), stop)
    assert told(heard())[-1][2:] == ("interrupted", "None", "None")


def test_no_process_is_started_where_nobody_wants_events(tracked, experiments, hearing, monkeypatch, capsys):
    monkeypatch.setattr(caller, "WorkerProcess", None)
    idle, broken = hearing("zoo-idle", more=WANTS.format("False")), hearing("zoo-broken", more=WANTS.format("1 / 0"))
    tracked(experiments("good"), names=("zoo-idle", "zoo-broken"))
    assert idle() == broken() == []
    expected = "zoo-broken[made] hears of no events, for zoo_wants_events failed: ZeroDivisionError: division by zero\n"
    assert capsys.readouterr().err == expected


def test_a_zoofile_hears_of_runs_too(tracked, experiments, hearing, tmp_path):
    heard = hearing()
    (file,) = tmp_path.rglob("zoo_made.py")
    tracked(experiments("good"), names=("zoofile.py",), file=file.rename(tmp_path / "zoofile.py"))
    assert [hook for hook, *_ in told(heard())] == ["started", "epoch", "finished"]


BAD = {
    "raises": ("raise RuntimeError('a bug')", "RuntimeError: a bug"),
    "exits": ("sys.exit(3)", "SystemExit: 3"),
    "leaves": ("os._exit(0)", "SystemExit: it called os._exit(0)"),
    "crashes": ("os.kill(os.getpid(), 11)", "Its process was killed by signal 11 (SIGSEGV)."),
    "hangs": ("time.sleep(600)", "It took longer than 2 s."),
    "interrupts": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}


def test_a_bad_hook_is_named_once_and_harms_nobody(tracked, experiments, hearing, capsys, impatient, zoo_home):
    bad = {name: hearing(f"zoo-{name}", started=does) for name, (does, _) in BAD.items()}
    good, found = hearing("zoo-sound"), experiments("good,better")
    records = tracked(found, names=[*(f"zoo-{name}" for name in bad), "zoo-sound"])
    assert [records[each.id].status for each in found] == ["done", "done"]
    assert [hook for hook, *_ in told(good())] == ["started", "epoch", "finished"] * 2
    assert {name: len(heard()) for name, heard in bad.items()} == dict.fromkeys(bad, 1), "they hear of no more"
    (log,) = (zoo_home / "logs").glob("hooks-*.log")
    assert sorted(capsys.readouterr().err.splitlines()) == sorted(
        f"zoo-{name}[made] hears of no more events, for zoo_run_started failed: {said.rstrip('.')}. Try: cat {log}"
        for name, (_, said) in BAD.items()
    )
    assert "RuntimeError: a bug" in log.read_text()


def test_what_hangs_at_the_end_is_waited_for_and_ended(tracked, experiments, hearing, capsys, monkeypatch, gone):
    monkeypatch.setattr(hooks, "END_LIMIT", 2.0)
    heard = hearing(finished="time.sleep(600)")
    (good,) = experiments("good")
    assert tracked([good])[good.id].status == "done"
    assert capsys.readouterr().err == "Plugins' hooks were ended after 2 s; calls that were left: 1.\n"
    assert gone(heard()[0][-1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_waiting_and_the_runs_stay(tracked, experiments, hearing, capsys, number):
    def interrupt(what, done, total, unit):
        assert what == "telling plugins of the runs"
        os.kill(os.getpid(), number)

    hearing(finished="time.sleep(600)")
    (good,) = experiments("good")
    with listening(interrupt):
        assert tracked([good])[good.id].status == "done"
    assert capsys.readouterr().err.startswith("Plugins' hooks were ended after ")


def test_where_no_process_can_be_started_that_is_said_once(capsys, monkeypatch, tmp_path):
    def full(*arguments):
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr(caller, "WorkerProcess", full)
    made = Caller({}, tmp_path / "log")
    for _ in range(3):
        made.put(Call("a", EPOCH_FINISHED, {}))
    made.close(60)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("a hears of no more events, for zoo_epoch_finished failed: OSError: Cannot allocate memory")


def test_where_too_many_calls_wait_epochs_are_left_out_and_said(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(caller, "MOST_CALLS", 1)
    told, go_on, heard = threading.Event(), threading.Event(), []

    def slow(self, call):
        heard.append((call.hook, call.given["number"]))
        told.set()
        assert go_on.wait(60)

    monkeypatch.setattr(Caller, "_failure", slow)
    made = Caller({}, tmp_path / "log")
    for number in range(4):
        made.put(Call("a", EPOCH_FINISHED, {"number": number}))
        assert told.wait(60), "of the first; the others wait"
    made.put(Call("a", RUN_FINISHED, {"number": 4}))
    go_on.set()
    made.close(60)
    assert capsys.readouterr().err == "a is slower than the runs; epochs that it was not told of: 2.\n"
    assert heard == [(EPOCH_FINISHED, 0), (EPOCH_FINISHED, 1), (RUN_FINISHED, 4)], "in their order"
