"""Broken: hooks take no arguments."""

import zoo


@zoo.hookimpl
def zoo_models(configuration):
    return []
