"""What a plugin describes: components of each kind. Light: their callables import the rest."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from zoo.plugin import coercion, parameters
from zoo.plugin.expressions import NAME, is_name

if TYPE_CHECKING:
    from pathlib import Path

    import keras
    import numpy as np

    from zoo.plugin.findings import Findings, ProbeMetric
    from zoo.plugin.images import Splits
    from zoo.plugin.launcher import Workers
    from zoo.plugin.sources import Source

FROM = parameters.Parameter(
    name="from",
    type=str | None,
    default=None,
    param=parameters.Param(help="the run, or the .keras file, whose weights it begins with"),
)
"""A parameter that every model has, and that no callable of it sees; among the values only where it is given."""

PRECISION = parameters.Parameter(
    name="precision",
    type=Literal["float32", "bfloat16", "auto"],
    default="float32",
    param=parameters.Param(help="of the computation; weights, logits and loss are float32; auto: whichever is faster"),
)
"""A parameter that every recipe has; among the values only where it is not the default. `auto` is never recorded."""

FILLS = ("nearest", "reflect", "constant", "wrap")

SPLITS = ("test", "tta", "val", "train")
"""Of which images the zoo's own numbers tell. Those of a probe are told apart by its name."""


@dataclass(frozen=True, kw_only=True)
class Component:
    """A name, a one-line summary and callables, whose keyword-only arguments are its parameters.

    Raises:
        ValueError: the name, the summary or a callable is not what it has to be.
    """

    kind: ClassVar[str]
    callables: ClassVar[Mapping[str, tuple[str, ...]]]  # each role, and what it is given by position

    name: str
    summary: str

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not is_name(self.name):
            raise ValueError(f"Invalid value for `name`. Expected: {NAME}. Received: {self.name!r}")
        one_line = isinstance(self.summary, str) and self.summary and "\n" not in self.summary
        self._expect("summary", "one line", bool(one_line))
        for role in self.callables:
            self._expect(role, "a callable", getattr(self, role) is None or callable(getattr(self, role)))

    def _expect(self, field: str, what: str, sound: bool) -> None:
        if not sound:
            received = getattr(self, field)
            raise ValueError(f"Invalid value for `{field}` of {self.name!r}. Expected {what}. Received: {received!r}")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def functions(self) -> Iterable[Callable[..., Any]]:
        """The callables that this component has."""
        return [getattr(self, role) for role in self.callables if getattr(self, role) is not None]

    @functools.cached_property
    def parameters(self) -> dict[str, parameters.Parameter]:
        """The component's parameters by name.

        Raises:
            ValueError: a signature that cannot be read, or defaults that disagree.
        """
        return parameters.union(self.functions)

    def check(self) -> None:
        """Reads every signature.

        Raises:
            ValueError: one that cannot be read, that does not take what its role is given, or defaults that disagree.
        """
        for role, given in self.callables.items():
            if (function := getattr(self, role)) is not None:
                parameters.accepts(function, given)
        self.parameters  # noqa: B018 - reading them is the check

    def resolve(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Returns every parameter's value. Raises `UsageError` as `zoo.plugin.coercion.resolve` does."""
        return coercion.resolve(self.name, self.parameters, given)

    def call(self, role: str, values: Mapping[str, Any], *arguments: Any, **named: Any) -> Any:
        """Calls one of the callables with `arguments` and those of `values` that it names."""
        return self.bound(role, values)(*arguments, **named)

    def bound(self, role: str, values: Mapping[str, Any]) -> Callable[..., Any]:
        """Returns one of the callables with those of `values` that it names; for many calls, as signatures are slow."""
        function = getattr(self, role)
        return functools.partial(function, **parameters.pick(function, values))


@dataclass(frozen=True, kw_only=True)
class Dataset(Component):
    """Labelled images.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        load: `load(*, ...) -> Splits`.
        source: the published files behind it, where `load` reads any.
        fingerprint: `fingerprint(*, ...) -> str`, quick and without TensorFlow: changes when the data change. Without
            it, the loaded images and labels are hashed.
        origin: who published the images and where, for people: names, year, address.
        licence: what one may do with them, as SPDX writes it (`CC-BY-4.0`) or in words; `none stated` is one, too.
        decode: `decode(content, image_shape, *, ...) -> uint8 (H, W, C)`: the bytes of a file as `load` reads those of
            its images, for `zoo predict`. It is given those parameters of `load` that it names. It raises `DataError`,
            with the cause, for what is no image. It makes no result: none is stale when it changes.
        suffixes: how the names of such files end, in small letters; of a folder, only these are read.
    """

    kind: ClassVar[str] = "dataset"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {"load": (), "fingerprint": ()}

    load: Callable[..., Splits]
    source: Source | None = None
    fingerprint: Callable[..., str] | None = None
    origin: str = ""
    licence: str = ""
    decode: Callable[..., np.ndarray] | None = None
    suffixes: Sequence[str] = ()

    def check(self) -> None:
        super().check()
        if self.decode is not None:
            parameters.accepts(self.decode, ("content", "image_shape"))


@dataclass(frozen=True, kw_only=True)
class Model(Component):
    """A network.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        build: `build(input_shape, num_classes, *, ...) -> keras.Model`: float32 NHWC images in [0, 1] in,
            logits out. `input_shape` is (H, W, C).
        adapt: `adapt(model, images, rng)`: sees a sample of training images, float32 in [0, 1], once, before training.
        min_size: the smallest side in pixels; smaller images are resized up to it.
        channels: the number of channels it needs, where that matters; grey is repeated to three.
    """

    kind: ClassVar[str] = "model"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "build": ("input_shape", "num_classes"),
        "adapt": ("model", "images", "rng"),
    }

    build: Callable[..., keras.Model]
    adapt: Callable[..., None] | None = None
    min_size: int = 1
    channels: int | None = None

    @functools.cached_property
    def parameters(self) -> dict[str, parameters.Parameter]:
        return {**parameters.union(self.functions), FROM.name: FROM}

    def resolve(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values = super().resolve(given)
        return {name: value for name, value in values.items() if name != FROM.name or value is not None}


@dataclass(frozen=True, kw_only=True)
class DrawContext:
    """What an augmenter knows when it draws.

    Args:
        indices: int64 (B,), which training images the batch holds.
        epoch: counted from 0.
        image_shape: (H, W, C) of the images as they reach this augmenter.
        batch_size: B, the number of images in this very batch (the last one of an epoch may be smaller).
    """

    indices: np.ndarray
    epoch: int
    image_shape: tuple[int, int, int]
    batch_size: int


@dataclass(frozen=True, kw_only=True)
class Augmenter(Component):
    """A random change of training images: parameters are drawn with NumPy, then applied as a pure function.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        draws: what `draw` returns: each array's name and its shape after the batch axis,
            `{"angle": (), "offset": (2,)}`.
        draw: `draw(rng, context, *, ...) -> {name: array}`; `rng` is a `numpy.random.Generator`, `context` a
            `DrawContext`. Integers become int32 and reals float32.
        apply: `apply(images, draws, *, ...) -> images`, in `keras.ops`: float32 (B, H, W, C) in [0, 255], same shape
            back.
        matrix: instead of `apply`: `matrix(draws, *, ...) -> (B, 3, 3)`, output to input, on (x, y, 1) in pixels, x to
            the right and y down from the image's centre. An integer result means whole pixels. Such an augmenter has
            the parameter `fill`.
        fill: the default of that parameter, one of `FILLS`.
        mix_labels: `mix_labels(one_hot, draws, *, ...) -> float32 (B, classes)`, in NumPy, where labels change with the
            images; `one_hot` is float32 (B, classes), too.

    Raises:
        ValueError: it has both `apply` and `matrix`, or none of them; a field is not what it has to be.
    """

    kind: ClassVar[str] = "augmenter"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "draw": ("rng", "context"),
        "apply": ("images", "draws"),
        "matrix": ("draws",),
        "mix_labels": ("one_hot", "draws"),
    }

    draws: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    draw: Callable[..., Mapping[str, np.ndarray]]
    apply: Callable[..., Any] | None = None
    matrix: Callable[..., Any] | None = None
    fill: str = "nearest"
    mix_labels: Callable[..., np.ndarray] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.apply is None) == (self.matrix is None):
            raise ValueError(f"Invalid augmenter {self.name!r}. Expected one of `apply` and `matrix`.")
        self._expect("fill", f"one of {FILLS}", self.fill in FILLS)

    @functools.cached_property
    def parameters(self) -> dict[str, parameters.Parameter]:
        own = parameters.union(self.functions)
        if self.matrix is None:
            return own
        fill = parameters.Parameter(
            name="fill",
            type=Literal[FILLS],
            default=self.fill,
            param=parameters.Param(help="what stands where the image does not reach"),
        )
        return {**own, "fill": fill}


@dataclass(frozen=True, kw_only=True)
class TrainingPlan:
    """How to train, and through which views to test as well.

    Args:
        optimizer: a Keras optimizer.
        loss: takes one-hot labels and logits.
        callbacks: Keras callbacks.
        test_views: test-time augmentation: weights, and functions `view(images) -> images` in NumPy or `keras.ops`,
            from uint8 (B, H, W, C) to pixels in [0, 255] of the same shape. The logits are averaged, and the images as
            they are have the rest of 1: `((0.5, mirrored),)` averages them with their mirror images. What comes of it
            is recorded beside the test accuracy, which stays that of the images as they are.
        image_scales: progressive resizing: fractions of the images' height and width, in (0, 1], each for an equal part
            of the epochs; the last epoch has the last. The model's layers have to take images of any size. It is tested
            on whole ones.
    """

    optimizer: keras.optimizers.Optimizer
    loss: keras.losses.Loss
    callbacks: Sequence[keras.callbacks.Callback] = ()
    test_views: Sequence[tuple[float, Callable[[Any], Any]]] = ()
    image_scales: Sequence[float] = ()


def image_scale(scales: Sequence[float], epoch: int, epochs: int) -> float:
    """Returns which of `TrainingPlan.image_scales` an epoch, counted from 0, trains at; 1 where there is none.

    Counted from the end: however few epochs there are, the last one has the last scale.
    """
    return scales[-1 - (epochs - 1 - epoch) * len(scales) // epochs] if scales else 1.0


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """The run that a recipe plans.

    Args:
        folder: for files of the run, as callbacks write them. It is there and the run's alone, with what is in it when
            the run goes on, and is removed with the run.
        experiment: the experiment's id.
        seed: the run's seed.
    """

    folder: Path
    experiment: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class Recipe(Component):
    """How to train.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        plan: `plan(steps_per_epoch, *, epochs=..., batch_size=..., ...) -> TrainingPlan`. It is told how long training
            is, so that schedules end where they should; and if it takes the keyword `context`, its `RunContext`.
    """

    kind: ClassVar[str] = "recipe"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {"plan": ("steps_per_epoch",)}

    plan: Callable[..., TrainingPlan]

    @functools.cached_property
    def parameters(self) -> dict[str, parameters.Parameter]:
        own = parameters.union(self.functions, without=("context",))
        for name in ("epochs", "batch_size"):
            if name not in own:
                raise ValueError(f"Invalid recipe {self.name!r}. Expected `plan` to take {name}=.")
        return {PRECISION.name: PRECISION, **own}

    def resolve(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values = super().resolve(given)
        if self.parameters[PRECISION.name] is PRECISION and values[PRECISION.name] == PRECISION.default:
            del values[PRECISION.name]
        return values

    def make_plan(self, values: Mapping[str, Any], steps_per_epoch: int, context: RunContext) -> TrainingPlan:
        """Returns what `plan` gives when it is called with what it asks for: those `values` that it names,
        `steps_per_epoch` and the `context`."""
        if "context" not in inspect.signature(self.plan).parameters:
            return self.call("plan", values, steps_per_epoch)
        context.folder.mkdir(parents=True, exist_ok=True)
        return self.call("plan", values, steps_per_epoch, context=context)


@dataclass(frozen=True, kw_only=True)
class Launcher(Component):
    """Where runs are trained: the machine, or the machines, that workers are on.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        start: `start(launch, *, ...) -> Workers`; `launch` is a `zoo.LaunchConfig`.
        remote: whether its workers may be on other machines, with plugins and data of their own: `launch.nodes` asks
            for those, and nothing is downloaded here.
    """

    kind: ClassVar[str] = "launcher"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {"start": ("launch",)}

    start: Callable[..., Workers]
    remote: bool = False


@dataclass(frozen=True, kw_only=True)
class Probe(Component):
    """A question to a run that was trained.

    Args:
        name: what is typed for it: small letters, digits and `-`.
        summary: a line about it, for `zoo list`.
        measure: `measure(trained, *, ...) -> Findings`; `trained` is a `zoo.Trained`: the net, its test images, what is
            recorded. Everything random in it is seeded: the same question to the same run has the same answer.
        metrics: the numbers among its findings that a table may show, and how.
    """

    kind: ClassVar[str] = "probe"
    callables: ClassVar[Mapping[str, tuple[str, ...]]] = {"measure": ("trained",)}

    measure: Callable[..., Findings]
    metrics: Sequence[ProbeMetric] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        self._expect("name", f"none of {SPLITS}, which are the zoo's own", self.name not in SPLITS)


PARTS: dict[str, type[Component]] = {part.kind: part for part in (Dataset, Model, Augmenter, Recipe)}
"""What an experiment is made of, by kind, in the order in which it is written."""

KINDS: dict[str, type[Component]] = {**PARTS, Launcher.kind: Launcher, Probe.kind: Probe}
