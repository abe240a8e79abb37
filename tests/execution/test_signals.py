"""Signals as something to wait for."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from zoo.execution.signals import Interrupted, SignalWatcher


def test_after_the_block_signals_mean_what_they_meant():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with SignalWatcher():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_the_first_signal_is_noticed_and_the_second_acts():
    with SignalWatcher() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.signal == signal.SIGINT
        assert os.read(stop.fileno(), 10) == b"!"
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
def test_a_second_sigterm_does_nothing(first):
    with SignalWatcher() as stop:
        os.kill(os.getpid(), first)
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.signal == first
        assert os.read(stop.fileno(), 10) == b"!"


def test_after_a_sigterm_ctrl_c_acts():
    with SignalWatcher() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert stop.signal == signal.SIGTERM


def test_a_signal_ends_waiting_until_it_is_seen():
    with SignalWatcher() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        began = time.monotonic()
        stop.wait(60)
        assert time.monotonic() - began < 30
        stop.seen()
        stop.wait(0.01)
        assert time.monotonic() - began > 0.01
        with pytest.raises(Interrupted, match="nothing was trained") as caught:
            stop.check()
    assert caught.value.exit_status == 143


def test_without_a_signal_nothing_is_raised():
    with SignalWatcher() as stop:
        stop.seen()
        stop.check()


def test_outside_the_main_thread_it_stays_silent():
    def use():
        with SignalWatcher() as stop:
            seen.append(stop.signal)

    seen = []
    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert seen == [None]
