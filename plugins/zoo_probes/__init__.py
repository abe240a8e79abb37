"""Questions to a trained run that are worth asking of any: each has a file here."""

from __future__ import annotations

import zoo


@zoo.hookimpl
def zoo_probes() -> list[zoo.Probe]:
    from zoo_probes.activations import ACTIVATIONS
    from zoo_probes.calibration import CALIBRATION
    from zoo_probes.corruptions import CORRUPTIONS
    from zoo_probes.mistakes import MISTAKES
    from zoo_probes.shift import SHIFT

    return [SHIFT, CORRUPTIONS, ACTIVATIONS, MISTAKES, CALIBRATION]
