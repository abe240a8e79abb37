"""Broken: the hook is called zoo_models."""

import zoo


@zoo.hookimpl
def zoo_model():
    return []
