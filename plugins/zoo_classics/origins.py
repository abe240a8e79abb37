"""Who published the images of the datasets, and what one may do with them, as their publishers' pages say."""

from __future__ import annotations

from collections.abc import Mapping

_DIGITS = {
    "origin": "Alpaydin and Kaynak 1998, https://archive.ics.uci.edu/dataset/80, the part that scikit-learn carries",
    "licence": "CC-BY-4.0",
}
_MNIST = {
    "origin": "LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist/",
    "licence": "none stated by its publishers; Keras' documentation says CC-BY-SA-3.0",
}

ORIGINS: Mapping[str, Mapping[str, str]] = {
    "cifar10": {
        "origin": "Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html",
        "licence": "none stated; its authors ask to be cited",
    },
    "digits": _DIGITS,
    "digits-offcenter": _DIGITS,
    "image-folder": {"origin": "your own images", "licence": "that of your images"},
    "mnist": _MNIST,
    "mnist-offcenter": _MNIST,
}
"""By name of a dataset, the fields of its description."""
