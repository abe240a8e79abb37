"""Matrices for the geometric augmenters."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo_classics.augmenters.matrices import affine


@pytest.mark.parametrize("dtype", ["int32", "float32"])
def test_entries_stand_where_they_are_named(dtype):
    columns = [ops.convert_to_tensor([number, number + 10], dtype) for number in range(1, 7)]
    matrices = ops.convert_to_numpy(affine(*columns))
    assert matrices.dtype == dtype
    np.testing.assert_array_equal(matrices[0], [[1, 2, 3], [4, 5, 6], [0, 0, 1]])
    np.testing.assert_array_equal(matrices[1], [[11, 12, 13], [14, 15, 16], [0, 0, 1]])
