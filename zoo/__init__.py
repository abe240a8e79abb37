"""Keras Zoo: datasets, models, augmenters and recipes from plugins, in any combination, trained and ranked."""

from __future__ import annotations

from typing import Any

import lazy_loader

__version__ = "0.1.0"

# `__init__.pyi` says where each public name lives. They are imported when first used: `zoo --help` uses none of them.
_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    from zoo.plugin import interface

    return _public(interface.current(name))
