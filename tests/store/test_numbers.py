"""Tests of numbers: what is none becomes None, and what is one comes back to its last bit."""

from __future__ import annotations

import math

import pytest

NAN = pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf], ids=str)


@NAN
def test_what_is_no_number_is_recorded_as_none(store, record, number):
    lease = store.begin(record(validation=number, experiment={"a": [number, {"b": number}]}))
    store.started(lease, {"seen": number})
    begun = store.run(lease.name)
    assert (begun.validation, begun.experiment, begun.provenance) == (None, {"a": [None, {"b": None}]}, {"seen": None})
    store.finish(lease, {"test_accuracy": number, "train_seconds": number, "epochs": 3, "loss": [number]})
    done = store.run(lease.name)
    assert (done.test_accuracy, done.metrics, done.result["loss"]) == (None, {}, [None])
    assert store.damaged_runs() == []
    assert [run.test_accuracy for group in store.finished() for run in group] == [None]


@NAN
def test_what_a_failed_run_measured_is_a_number_or_nothing(store, record, number):
    lease = store.begin(record())
    store.fail(lease, {"message": "no", "cause": number}, peak_memory_mb=number)
    assert (store.run(lease.name).metrics, store.run(lease.name).error) == ({}, {"message": "no", "cause": None})


@NAN
def test_what_a_probe_finds_is_a_number_or_nothing(store, attempt, number):
    name = attempt(result={"test_accuracy": 0.5})
    store.probed(name, "sway", {"radius": number, "reach": 2.0})
    assert store.run(name).metrics == {"test_accuracy": 0.5, "sway.reach": 2.0}
    assert store.measured() == {"test_accuracy", "sway.reach"}


@pytest.mark.parametrize("number", [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2.0**-1074 * 3, 1e15 + 0.3])
def test_a_number_comes_back_to_its_last_bit(store, record, number):
    lease = store.begin(record(validation=number, experiment={"a": number}))
    store.finish(lease, {"test_loss": number, "train_seconds": number})
    run = store.run(lease.name)
    found = [run.validation, run.experiment["a"], run.test_loss, run.result["train_seconds"]]
    assert [value.hex() for value in found] == [number.hex()] * 4
    ((ranked,),) = store.finished(["test_loss"])
    assert ranked.metrics["test_loss"].hex() == number.hex()


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1])
def test_a_whole_number_has_64_bits(store, record, number):
    lease = store.begin(record(seed=number, limit=number, epochs=number, protocol=number))
    store.beat([lease], {lease.name: number})
    run = store.run(lease.name)
    assert (run.seed, run.limit, run.epochs, run.protocol, run.epochs_done) == (number,) * 5
    store.finish(lease, {"parameters": 2**53, "flops": number})
    assert store.run(lease.name).parameters == 2**53
    assert isinstance(store.run(lease.name).flops, int)
