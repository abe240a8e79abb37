"""Sources of strangers' plugins: a good one, and the six kinds of broken ones."""

from __future__ import annotations

from collections.abc import Callable

GOOD = """
import zoo

def build(input_shape, num_classes, *, width: int = 8):
    import keras

    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(num_classes)])

@zoo.hookimpl
def zoo_models():
    yield zoo.Model(name="{name}", summary="a stranger's model", build=build)
"""

IMPORT_ERROR = "import a_module_that_nobody_installed\nNAME = 'wanted'\n"
MISSPELT = GOOD.replace("zoo_models", "zoo_modles")
UNMARKED = GOOD.replace("@zoo.hookimpl\n", "")
WRONG_SIGNATURE = GOOD.replace("def zoo_models():", "def zoo_models(size):")
RAISING = GOOD.replace("{name}", "wanted") + "    raise RuntimeError('the hook failed')\n"


def good(name: str) -> str:
    """Returns the source of a plugin that provides one model."""
    return GOOD.replace("{name}", name)


def install_all(install: Callable[..., object]) -> None:
    """Installs a good plugin and the six broken kinds, side by side."""
    install("zoo-good", {"x": "zoo_good"}, zoo_good=good("good"))
    install("zoo-import", {"x": "zoo_import"}, zoo_import=IMPORT_ERROR)
    install("zoo-misspelt", {"x": "zoo_misspelt"}, zoo_misspelt=MISSPELT)
    install("zoo-unmarked", {"x": "zoo_unmarked"}, zoo_unmarked=UNMARKED)
    install("zoo-signature", {"x": "zoo_signature"}, zoo_signature=WRONG_SIGNATURE)
    install("zoo-raising", {"x": "zoo_raising"}, zoo_raising=RAISING)
    install("zoo-taken", {"x": "zoo_taken"}, zoo_taken=good("cnn6"))
