"""The settings of a process and of the libraries in it, as far as code can change them for all: read, and put back."""

from __future__ import annotations

import gc
import locale
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Setting:
    """A setting: how it is read, as something that can be compared, and how it is put back."""

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], object]


def present() -> Iterator[Setting]:
    """Yields the settings of the process, and those of the libraries that are imported: none is for this."""
    yield from _process()
    for library, settings in LIBRARIES.items():
        if (module := sys.modules.get(library)) is not None:
            yield from settings(module)


def attributes(*names: str) -> Callable[[Any], list[Setting]]:
    """Returns what finds the settings that are attributes of a module or an object: plain values, or lists of such."""

    def settings(owner: Any) -> list[Setting]:
        where = getattr(owner, "__name__", type(owner).__name__)
        return [
            Setting(f"{where}.{name}", partial(_get, owner, name), partial(_set, owner, name))
            for name in names
            if hasattr(owner, name)
        ]

    return settings


def _get(owner: Any, name: str) -> Any:
    return _copy(getattr(owner, name))


def _set(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, _copy(value))


def _copy(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _process() -> Iterator[Setting]:
    yield Setting("environment", lambda: dict(os.environ), _set_environment)
    yield Setting("working directory", _directory, os.chdir)
    yield Setting("umask", _umask, os.umask)
    yield Setting("locale", lambda: locale.setlocale(locale.LC_ALL), partial(locale.setlocale, locale.LC_ALL))
    yield Setting("signal handlers", _handlers, _set_handlers)
    yield Setting("alarm", _alarm, lambda on: on or signal.setitimer(signal.ITIMER_REAL, 0))
    yield Setting("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit)
    yield Setting("garbage collection", gc.isenabled, lambda on: gc.enable() if on else gc.disable())
    if hasattr(os, "sched_setaffinity"):
        yield Setting("processors", partial(os.sched_getaffinity, 0), partial(os.sched_setaffinity, 0))


def _set_environment(then: Mapping[str, str]) -> None:
    for name in os.environ.keys() - then.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in then.items() if os.environ.get(name) != value})
    time.tzset()  # TZ may be among them


def _directory() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:  # somebody has removed it
        return None


def _umask() -> int:
    os.umask(now := os.umask(0o077))
    return now


def _handlers() -> dict[int, Any]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _set_handlers(then: Mapping[int, Any]) -> None:
    for number, handler in then.items():
        if signal.getsignal(number) != handler:
            signal.signal(number, handler)


def _alarm() -> bool:
    return signal.getitimer(signal.ITIMER_REAL)[0] > 0


def _warnings(warnings: Any) -> list[Setting]:
    def write(then: list[Any]) -> None:
        warnings.resetwarnings()  # which tells those who remember what the filters were
        warnings.filters[:] = then

    return [
        Setting("warnings filters", lambda: list(warnings.filters), write),
        *attributes("showwarning", "formatwarning")(warnings),
    ]


def _logging(logging: Any) -> list[Setting]:
    return [*attributes("handlers", "level")(logging.root), *attributes("disable")(logging.root.manager)]


def _numpy(numpy: Any) -> list[Setting]:
    return [
        Setting("numpy.seterr", numpy.geterr, lambda then: numpy.seterr(**then)),
        Setting("numpy.seterrcall", numpy.geterrcall, numpy.seterrcall),
        Setting("numpy.setbufsize", numpy.getbufsize, numpy.setbufsize),
        Setting("numpy.set_printoptions", numpy.get_printoptions, lambda then: numpy.set_printoptions(**then)),
        Setting("numpy.random's bit generator", numpy.random.get_bit_generator, numpy.random.set_bit_generator),
    ]


def _keras(config: Any) -> list[Setting]:
    pairs = {
        "floatx": config.set_floatx,
        "epsilon": config.set_epsilon,
        "image_data_format": config.set_image_data_format,
        "max_epochs": config.set_max_epochs,
        "max_steps_per_epoch": config.set_max_steps_per_epoch,
    }
    policy = Setting("keras dtype policy", lambda: config.dtype_policy().name, config.set_dtype_policy)
    return [policy, *(Setting(f"keras {name}", getattr(config, name), write) for name, write in pairs.items())]


def _tensorflow(tf: Any) -> list[Setting]:
    config, threading, experimental = tf.config, tf.config.threading, tf.config.experimental
    optimizer = config.optimizer

    def set_options(then: Mapping[str, Any]) -> None:
        unset = dict.fromkeys(optimizer.get_experimental_options())  # None: as if nobody had set it
        optimizer.set_experimental_options({**unset, **then})

    pairs: dict[str, tuple[Callable[[], Any], Callable[[Any], object]]] = {
        "run_functions_eagerly": (config.functions_run_eagerly, config.run_functions_eagerly),
        "jit": (optimizer.get_jit, lambda then: optimizer.set_jit(then or False)),
        "optimizer options": (optimizer.get_experimental_options, set_options),
        "soft device placement": (config.get_soft_device_placement, config.set_soft_device_placement),
        "TensorFloat-32": (
            experimental.tensor_float_32_execution_enabled,
            experimental.enable_tensor_float_32_execution,
        ),
        "synchronous execution": (experimental.get_synchronous_execution, experimental.set_synchronous_execution),
        "visible devices": (config.get_visible_devices, config.set_visible_devices),
        "intra-op threads": (
            threading.get_intra_op_parallelism_threads,
            threading.set_intra_op_parallelism_threads,
        ),
        "inter-op threads": (
            threading.get_inter_op_parallelism_threads,
            threading.set_inter_op_parallelism_threads,
        ),
        "eager execution": (tf.executing_eagerly, lambda then: None),  # once it is off, it stays so
    }
    return [Setting(f"tensorflow {name}", read, write) for name, (read, write) in pairs.items()]


LIBRARIES: Mapping[str, Callable[[Any], list[Setting]]] = {
    "sys": attributes("path", "meta_path", "path_hooks", "excepthook", "unraisablehook"),
    "warnings": _warnings,
    "logging": _logging,
    "threading": attributes("excepthook"),
    "numpy": _numpy,
    "PIL.Image": attributes("MAX_IMAGE_PIXELS"),
    "PIL.ImageFile": attributes("LOAD_TRUNCATED_IMAGES"),
    "keras.config": _keras,
    "tensorflow": _tensorflow,
    "tensorflow.python.framework.ops": attributes("_dtype_conversion_mode", "_numpy_style_slicing"),
    "tensorflow.python.data.ops.debug_mode": attributes("DEBUG_MODE"),
    "tensorflow.python.ops.stateful_random_ops": attributes("global_generator"),
}
