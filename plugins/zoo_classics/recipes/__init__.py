"""The article's recipe, and a fast one."""

from __future__ import annotations

from zoo_classics.recipes.article import ARTICLE
from zoo_classics.recipes.fast import FAST

RECIPES = [ARTICLE, FAST]
