"""Broken: the hook lacks @zoo.hookimpl."""


def zoo_models():
    return []
