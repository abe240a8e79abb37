"""The torture, short: a kill of a few trainings. `make torture` is the long one."""

from __future__ import annotations

from tests import torture

PARENT = "2"
"""A seed by which the one kill hits the parent: its workers end with it, and all that trained is cut off."""


def test_after_a_kill_a_sweep_ends_as_if_there_had_been_none(tmp_path, capsys):
    options = ["--short", "--kills", "1", "--models", "mlp", "--seeds", "1", "--epochs", "60", "--limit", "100"]
    status = torture.main([*options, "--seed", PARENT, "--home", str(tmp_path)])
    print(said := capsys.readouterr().out)
    assert "1 parents, 0 workers" in said
    assert status == 0
