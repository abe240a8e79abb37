"""The output-size formula of layers that slide a window over their input: (N - F + 2P) / S + 1."""

from __future__ import annotations

from typing import Any

Shape = tuple[Any, ...]


def window(layer: Any, before: Shape, after: Shape) -> dict[str, str]:
    """Returns kernel, stride, padding and the size formula of a layer as text; nothing where it slides no window.

    Args:
        before: the input's shape after the batch, channels last.
        after: the output's.
    """
    kernel = _pair(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None))
    stride = _pair(getattr(layer, "strides", None))
    padding = getattr(layer, "padding", None)
    if not (kernel and stride and padding in ("valid", "same") and len(before) == len(after) == len(kernel) + 1):
        return {}
    dilation = _pair(getattr(layer, "dilation_rate", 1), len(kernel))
    reach = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
    sides = list(zip(before, after, reach, stride, strict=False))  # the channels, which are last, have no window
    pads = [_padding(layer, *side) for side in sides]
    formulas = [_formula(*side, pad) for side, pad in zip(sides, pads, strict=True)]
    return {
        "kernel": "x".join(map(str, kernel)) + (f" by {dilation[0]}" if max(dilation) > 1 else ""),
        "stride": "x".join(map(str, stride)),
        "padding": "x".join(f"{pad / 2:g}" for pad in pads),
        "size": ", ".join(dict.fromkeys(formulas)) if "Transpose" not in type(layer).__name__ else "",
    }


def _padding(layer: Any, before: int, after: int, reach: int, stride: int) -> int:
    """Returns the pixels added to both sides together; "same" adds what keeps before/stride, rounded up."""
    return max((after - 1) * stride + reach - before, 0) if layer.padding == "same" else 0


def _formula(before: int, after: int, reach: int, stride: int, pad: int) -> str:
    padded = f"{before}-{reach}+2*{pad / 2:g}" if pad else f"{before}-{reach}"
    exact = (before - reach + pad) % stride == 0
    return f"({padded})/{stride}+1 = {after}" if exact else f"floor(({padded})/{stride})+1 = {after}"


def _pair(value: Any, length: int = 2) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) * length if isinstance(value, int) else tuple(value)
