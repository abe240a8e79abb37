"""What zoo-applications brings to the zoo."""

import importlib.util

import zoo
from zoo_applications.application import APPLICATION
from zoo_applications.hub import HUB_RESNET

zoo_interface = 2


@zoo.hookimpl
def zoo_models():
    return [APPLICATION, *([HUB_RESNET] if importlib.util.find_spec("keras_hub") else [])]
