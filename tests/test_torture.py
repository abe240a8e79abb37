"""The torture, short: a few kills of a few trainings. `make torture` is the long one."""

from __future__ import annotations

from tests import torture


def test_after_some_kills_a_sweep_ends_as_if_there_had_been_none(tmp_path, capsys):
    options = ["--short", "--kills", "2", "--models", "mlp", "--seeds", "1", "--epochs", "60", "--limit", "100"]
    status = torture.main([*options, "--home", str(tmp_path)])
    print(capsys.readouterr().out)
    assert status == 0
