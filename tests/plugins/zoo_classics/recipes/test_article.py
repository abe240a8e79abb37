"""`article` is the article's compile call."""

from __future__ import annotations

import numpy as np
import pytest

from zoo_classics.recipes.article import ARTICLE


def test_its_defaults_are_the_articles():
    assert ARTICLE.resolve({}) == {"epochs": 100, "batch_size": 256, "learning_rate": 1e-3}


def test_it_plans_rmsprop_and_cross_entropy_on_logits():
    plan = ARTICLE.call("plan", ARTICLE.resolve({"learning_rate": "5e-4"}), 10)
    assert type(plan.optimizer).__name__ == "RMSprop"
    assert float(plan.optimizer.learning_rate) == pytest.approx(5e-4)
    loss = plan.loss(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    assert float(loss) == pytest.approx(np.log(2))
