"""The pictures of a run: learning curves and the confusion matrix, as PNG."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from zoo.files import atomic_path
from zoo.store import run_files

TRAIN, VALIDATION, INK, FAINT = "#2a78d6", "#e8871e", "#24292f", "#8b949e"
FOOTNOTE = "train: the recipe's loss, on augmented images, with dropout; validation: cross-entropy, on plain images"
COUNTED = 25  # classes up to which a confusion matrix shows its counts as numbers
NAMED = 120  # classes up to which it names every row and column


def draw(folder: Path, title: str) -> None:
    """Draws both pictures of a run from the other files in its folder. Raises `StoreError` where these are damaged."""
    labels, predictions = run_files.test(folder, "labels", "predictions")
    classes = run_files.experiment(folder, "classes")["classes"]
    curves(folder / "curves.png", run_files.history(folder), title)
    confusion(folder / "confusion.png", labels, predictions, classes, title)


def curves(path: Path, history: Sequence[Mapping[str, Any]], title: str) -> None:
    """Draws loss and accuracy over epochs, in training and, where there is any, in validation.

    Args:
        history: an entry per epoch with `loss`, `accuracy`, `val_loss` and `val_accuracy`; missing values leave a gap.
    """
    figure = Figure(figsize=(10, 4.2), layout="constrained")
    figure.suptitle(_wrapped(title, figure), fontsize=11, color=INK)
    loss, accuracy = figure.subplots(1, 2)
    _curve(loss, history, "loss", "Loss", "{:.3f}")
    _curve(accuracy, history, "accuracy", "Accuracy", "{:.1%}")
    figure.supxlabel(FOOTNOTE, fontsize=8, color=FAINT)
    accuracy.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}" if _wide(accuracy) else f"{value:.1%}")
    _save(figure, path, dpi=120)


def confusion(path: Path, labels: np.ndarray, predictions: np.ndarray, classes: Sequence[str], title: str) -> None:
    """Draws how often each class of the test part was taken for each: a row per true class, shaded by shares of it."""
    from sklearn.metrics import confusion_matrix

    counts = confusion_matrix(labels, predictions, labels=np.arange(len(classes)))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = min(max(5.5, 0.55 * len(classes) + 2.5), 18)
    figure = Figure(figsize=(size + 0.8, size), layout="constrained")
    axes = figure.subplots()
    # Among many classes a single confusion is a small share; the root makes it visible.
    norm = PowerNorm(1 if len(classes) <= COUNTED else 0.4, vmin=0, vmax=1)
    image = axes.imshow(shares, cmap="Blues", norm=norm)
    bar = figure.colorbar(image, ax=axes, fraction=0.045, pad=0.02, format=lambda value, _: f"{value:.0%}")
    bar.set_label("share of the true class")
    accuracy = float(np.trace(counts) / max(counts.sum(), 1))
    axes.set_title(
        f"{_wrapped(title, figure)}\ntest accuracy {accuracy:.2%} of {counts.sum():,} images", fontsize=11, color=INK
    )
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    _name(axes, classes)
    if len(classes) <= COUNTED:
        _count(axes, counts, shares)
    _save(figure, path, dpi=100, bbox_inches="tight", pad_inches=0.15)


def _curve(axes: Axes, history: Sequence[Mapping[str, Any]], key: str, label: str, form: str) -> None:
    epochs = [entry["epoch"] + 1 for entry in history]
    for name, who, colour in ((key, "train", TRAIN), (f"val_{key}", "validation", VALIDATION)):
        values = np.array([entry.get(name) for entry in history], dtype=float)
        if np.isfinite(values).any():
            last = form.format(values[-1]) if np.isfinite(values[-1]) else "not finite"
            marker = "o" if len(epochs) <= 30 else ""
            axes.plot(epochs, values, color=colour, marker=marker, markersize=4, linewidth=1.8, label=f"{who} {last}")
    axes.set(xlabel="Epoch", title=label)
    axes.title.set(fontsize=10, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.grid(color=FAINT, alpha=0.25, linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.lines:
        axes.legend(frameon=False, fontsize=9)


def _wide(axes: Axes) -> bool:
    low, high = axes.get_ylim()
    return high - low > 0.05


def _name(axes: Axes, classes: Sequence[str]) -> None:
    """Names rows and columns, smaller as there are more; above `NAMED` classes only every tenth or so."""
    step = 1 if len(classes) <= NAMED else -(-len(classes) // 50)
    positions = range(0, len(classes), step)
    names = [_short(classes[position]) for position in positions]
    size = 9 if len(classes) <= COUNTED else max(6, 9 - len(classes) / 50)
    turned = len(classes) > COUNTED or max(map(len, names)) > 4
    axes.set_xticks(positions, names, rotation=90 if len(classes) > COUNTED else 45 if turned else 0, fontsize=size)
    axes.set_yticks(positions, names, fontsize=size)
    for text in axes.get_xticklabels() if turned and len(classes) <= COUNTED else ():
        text.set(ha="right", rotation_mode="anchor")


def _count(axes: Axes, counts: np.ndarray, shares: np.ndarray) -> None:
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > 0.5 else INK
            axes.text(column, row, f"{count:,}", ha="center", va="center", color=colour, fontsize=8)


def _wrapped(title: str, figure: Figure) -> str:
    """Breaks a title into lines that fit a figure, at 11 characters an inch."""
    return _drawable(textwrap.fill(title, int(figure.get_figwidth() * 11)))


def _short(name: str) -> str:
    return _drawable(name if len(name) <= 16 else f"{name[:15]}…")


def _drawable(text: str) -> str:
    """Returns a text that can be drawn: a class is called what its folder is, which may be no letters at all.

    Two dollars would make a formula, and Matplotlib fails on what is not Unicode.
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text).replace("$", r"\$")


def _save(figure: Figure, path: Path, **named: Any) -> None:
    with atomic_path(path) as stream:
        figure.savefig(stream, format="png", **named)
