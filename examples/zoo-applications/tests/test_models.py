"""The contract of both models, and that each architecture sees what its published weights were trained on."""

import keras
import numpy as np
import pytest

import zoo
from zoo.testing import checks
from zoo_applications.application import Architecture, build, scaled

test_components = checks("zoo-applications")

IMAGES = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3)).astype("float32")
MODULES = {"DenseNet121": "densenet", "InceptionV3": "inception_v3", "InceptionResNetV2": "inception_resnet_v2",
           "MobileNet": "mobilenet", "MobileNetV2": "mobilenet_v2", "NASNetMobile": "nasnet", "ResNet50": "resnet",
           "ResNet50V2": "resnet_v2", "VGG16": "vgg16", "Xception": "xception", "ConvNeXtTiny": "convnext",
           "EfficientNetB0": "efficientnet", "EfficientNetV2B0": "efficientnet_v2",
           "MobileNetV3Small": "mobilenet_v3"}  # fmt: skip


def test_every_architecture_is_there():
    published = {name for name in dir(keras.applications) if name[0].isupper()}
    assert set(Architecture.__args__) == published


@pytest.mark.parametrize("architecture", MODULES)
def test_images_are_scaled_as_keras_does_it(architecture):
    published = getattr(keras.applications, MODULES[architecture]).preprocess_input
    image = keras.Input((8, 8, 3))
    found = keras.Model(image, scaled(image, architecture))(IMAGES / 255)
    np.testing.assert_allclose(found, published(IMAGES.copy()), atol=1e-3)


def test_weights_are_those_of_the_file(tmp_path):
    backbone = keras.applications.MobileNetV3Small(include_top=False, weights=None, input_shape=(75, 75, 3))
    backbone.save_weights(tmp_path / "net.weights.h5")
    net = build((75, 75, 3), 4, weights=tmp_path / "net.weights.h5")
    (inner,) = (layer for layer in net.layers if isinstance(layer, keras.Model))
    for ours, theirs in zip(inner.weights, backbone.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    with pytest.raises(zoo.UsageError, match="has no weights of VGG16"):
        build((75, 75, 3), 4, architecture="VGG16", weights=tmp_path / "net.weights.h5")
