"""What the CIFAR-10 speedruns know, for few CPU cores: a network and a recipe whose every trick is a parameter."""

from __future__ import annotations

import zoo


@zoo.hookimpl
def zoo_models() -> list[zoo.Model]:
    from zoo_speed.speednet import SPEEDNET

    return [SPEEDNET]


@zoo.hookimpl
def zoo_recipes() -> list[zoo.Recipe]:
    from zoo_speed.speedrun import SPEEDRUN

    return [SPEEDRUN]
