"""The settings of the process and of its libraries that code can change for everyone: how to read and restore them."""

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

SIGNALS = tuple(signal.valid_signals())


@dataclass(frozen=True)
class Setting:
    """A setting: how it is read, as something that can be compared, and how it is put back."""

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], object]


def present() -> Iterator[Setting]:
    """Yields the settings of the process and of the libraries that are imported by now; it imports none itself."""
    yield from _process()
    for library, settings in LIBRARIES.items():
        if (module := sys.modules.get(library)) is not None:
            yield from settings(module)


def attributes(*names: str) -> Callable[[Any], list[Setting]]:
    """Returns what finds the settings that are attributes of a module or an object: plain values, or lists of such."""

    def setting(owner: Any, name: str) -> Setting:
        where = getattr(owner, "__name__", type(owner).__name__)
        return Setting(
            f"{where}.{name}",
            lambda: _copy(getattr(owner, name)),
            lambda value: setattr(owner, name, _copy(value)),
        )

    return lambda owner: [setting(owner, name) for name in names if hasattr(owner, name)]


def _functions(where: str, owner: Any, *names: str, get: str = "get_") -> list[Setting]:
    """Returns the settings that a library has two functions for: `get_jit` and `set_jit`."""
    return [Setting(f"{where} {name}", getattr(owner, get + name), getattr(owner, f"set_{name}")) for name in names]


def _copy(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _process() -> Iterator[Setting]:
    alarm = signal.ITIMER_REAL
    yield Setting("environment", lambda: dict(os.environ), _set_environment)
    yield Setting("working directory", _directory, os.chdir)
    yield Setting("umask", _umask, os.umask)
    yield Setting("locale", lambda: locale.setlocale(locale.LC_ALL), partial(locale.setlocale, locale.LC_ALL))
    yield Setting("signal handlers", lambda: {n: signal.getsignal(n) for n in SIGNALS}, _set_handlers)
    yield Setting("alarm", lambda: any(signal.getitimer(alarm)), lambda on: on or signal.setitimer(alarm, 0))
    yield Setting("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit)
    yield Setting("garbage collection", gc.isenabled, lambda on: gc.enable() if on else gc.disable())
    if hasattr(os, "sched_setaffinity"):
        yield Setting("processors", partial(os.sched_getaffinity, 0), partial(os.sched_setaffinity, 0))


def _set_environment(then: Mapping[str, str]) -> None:
    for name in os.environ.keys() - then.keys():
        del os.environ[name]
    os.environ.update(then)
    time.tzset()  # TZ may be among them


def _directory() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:  # somebody has removed it
        return None


def _umask() -> int:
    os.umask(now := os.umask(0o077))
    return now


def _set_handlers(then: Mapping[int, Any]) -> None:
    for number, handler in then.items():
        if signal.getsignal(number) != handler:
            signal.signal(number, handler)


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
    policy = Setting("keras dtype policy", lambda: config.dtype_policy().name, config.set_dtype_policy)
    names = ("floatx", "epsilon", "image_data_format", "max_epochs", "max_steps_per_epoch")
    return [policy, *_functions("keras", config, *names, get="")]


def _tensorflow(tf: Any) -> list[Setting]:
    config, optimizer, experimental = tf.config, tf.config.optimizer, tf.config.experimental

    def set_options(then: Mapping[str, Any]) -> None:
        unset = dict.fromkeys(optimizer.get_experimental_options())  # None: as if nobody had set it
        optimizer.set_experimental_options({**unset, **then})

    tf32 = (experimental.tensor_float_32_execution_enabled, experimental.enable_tensor_float_32_execution)
    threads = ("intra_op_parallelism_threads", "inter_op_parallelism_threads")
    return [
        Setting("tensorflow run_functions_eagerly", config.functions_run_eagerly, config.run_functions_eagerly),
        Setting("tensorflow jit", optimizer.get_jit, lambda then: optimizer.set_jit(then or False)),
        Setting("tensorflow optimizer options", optimizer.get_experimental_options, set_options),
        Setting("tensorflow TensorFloat-32", *tf32),
        Setting("tensorflow eager execution", tf.executing_eagerly, lambda then: None),  # once it is off, it stays so
        *_functions("tensorflow", config, "soft_device_placement", "visible_devices"),
        *_functions("tensorflow", experimental, "synchronous_execution"),
        *_functions("tensorflow", config.threading, *threads),
    ]


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
