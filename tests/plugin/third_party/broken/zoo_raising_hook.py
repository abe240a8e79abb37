"""Broken: a generator hook raises after it gave a component."""

import zoo


def build(input_shape, num_classes):
    return None


@zoo.hookimpl
def zoo_models():
    yield zoo.Model(name="never-seen", summary="Dropped with its plugin", build=build)
    raise RuntimeError("the hook of zoo-raising-hook failed")
