"""A model card as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.errors import clean, shell_quote, some
from zoo.ranking import render
from zoo.ranking.tables import sheet as sheets
from zoo.ranking.tables import table
from zoo.ranking.tables.figures import count, local, percent
from zoo.ranking.tables.table import Column, Columns
from zoo.serving import described
from zoo.store import answers

if TYPE_CHECKING:
    from zoo.serving.card import Card
    from zoo.store.answers import Answer

Link = Callable[[str, Path], str]
"""Returns where a picture is found from the card; is given what it is called, and its file."""

MOST_CLASSES = 100
"""How many classes are named."""


def markdown(card: Card, link: Link = lambda name, path: str(path)) -> str:
    """Returns the card; by default its pictures are those in the run's folder."""
    made = (_head, _use, _reached, _fails, _probes, _data, _made, _limits, _repeat)
    return "\n\n".join(block for section in made for block in section(card, link) if block)


def _head(card: Card, link: Link) -> Iterator[str]:
    run, facts = card.run, card.facts
    height, width, channels = facts["input_shape"]
    classes = [str(name) for name in facts["classes"]]
    colours = {1: "grey", 3: "colour"}.get(channels, f"{channels} channels")
    yield f"# {_text(card.title)}"
    yield (
        f"An image classifier, trained on {local(run.finished or run.started)[:10]} by Keras Zoo. It takes images of "
        f"{height}x{width} pixels in {colours} and gives the probabilities of {len(classes)} classes: "
        f"{_text(some(classes, MOST_CLASSES))}."
    )
    tested = f" of {count(facts.get('test_images'))} test images" if facts.get("test_images") else ""
    yield f"**Test accuracy {percent(run.test_accuracy)}**{tested}, which it saw once, after training."


def _use(card: Card, link: Link) -> Iterator[str]:
    name, channels = card.run.name, card.facts["input_shape"][2]
    yield "## Use"
    yield _code("bash", f"zoo predict {name} photo.jpg")
    lines = ["import zoo", "", f'model = zoo.load("{name}")', f"model(images)  # uint8 (B, H, W, {channels}), any size"]
    yield _code("python", "\n".join([*lines, "model.classes"]))
    if card.known["stale"]:
        yield "Code or data are others today than when it was trained: `--force` and `force=True` take those of today."


def _reached(card: Card, link: Link) -> Iterator[str]:
    yield "## What it reaches"
    yield _listed(
        {name: value for name, value in described.result(card.run).items() if name not in ("weights", "notes")}
    )
    if card.elsewhere:
        yield "### On other data"
        numbers = [Column(title, right=True) for title in ("images", "accuracy", "against its own test")]
        yield table.markdown([_elsewhere(each) for each in card.elsewhere], ["dataset", *numbers])
    yield "### Beside others"
    if card.row is None:
        yield "The leaderboard does not count it: another run of the same seed is newer."
        return
    row = card.row.row
    same = f"{len(row.runs)} runs, this one among them" if len(row.runs) > 1 else "this run alone"
    rank = f"; rank {'-'.join(map(str, dict.fromkeys(row.ranks)))} of {card.row.among}" if row.ranks else ""
    yield f"The leaderboard's row of what was trained here: {same}{rank}."
    yield sheets.markdown(render.sheet(card.row.board)).replace("### ", "#### ")


def _elsewhere(found: Mapping[str, Any]) -> list[str]:
    spread = f" ± {100 * found['half_width']:.2f}" if found["half_width"] else ""
    against = f"{100 * found['difference']:+.2f}{spread} points"
    return [found["dataset"], count(found["images"]), percent(found["accuracy"]), against]


def _fails(card: Card, link: Link) -> Iterator[str]:
    yield "## Where it fails"
    if not card.confusions:
        yield "It makes no error in its test."
    else:
        columns: Columns = ["true class", "taken for", Column("images", right=True), Column("of the class", right=True)]
        rows = [[each.true, each.taken_for, count(each.images), percent(each.share)] for each in card.confusions]
        yield "Its most frequent errors:"
        yield table.markdown(rows, columns)
    yield _picture(card, link, "confusion", "How often each class is taken for each")


def _probes(card: Card, link: Link) -> Iterator[str]:
    yield "## What probes found"
    for answer in card.answers:
        yield f"### {_text(answer['question'])}"
        yield _listed(dict(card.numbers[answer["question"]]))
        yield from (_text(note) for note in answer["notes"])
        yield from _shown(card, answer, link)
    if card.unasked:
        asked = f"zoo probe {card.run.name} {card.unasked[0]}"
        yield f"Not asked: {', '.join(card.unasked)}. `{asked}` asks one."


def _shown(card: Card, answer: Answer, link: Link) -> Iterator[str]:
    """Yields an answer's pictures; without any, its tables and texts."""
    files = answers.pictures(paths.run_folder(card.run.name), answer)
    for path in files:
        yield _picture(card, link, f"{path.parent.name}-{path.stem}", f"{answer['question']}: {path.stem}")
    for part in [] if files else answer["shown"]:
        yield _code("", part) if isinstance(part, str) else table.markdown(part["rows"], part["columns"])


def _data(card: Card, link: Link) -> Iterator[str]:
    run, facts = card.run, card.facts
    yield "## Data"
    uses = {"train": "train", "validation": "validate", "test": "test"}
    images = {use: facts[f"{split}_images"] for split, use in uses.items() if facts.get(f"{split}_images")}
    told: dict[str, Any] = {
        "dataset": run.dataset,
        "what it is": card.data.get("summary"),
        "published by": card.data.get("origin"),
        "licence": card.data.get("licence") or "not known here: ask whoever published the images",
        "images": ", ".join(f"{count(number)} to {use}" for use, number in images.items()),
        "fingerprint": run.data,
    }
    yield _listed({name: value for name, value in told.items() if value})


def _made(card: Card, link: Link) -> Iterator[str]:
    yield "## How it was made"
    yield _listed(described.experiment(card.run))
    yield _picture(card, link, "curves", "Loss and accuracy over the epochs")
    yield _listed({**described.made_by(card.run, card.known), "process": None, "last heard of": None})


def _limits(card: Card, link: Link) -> Iterator[str]:
    yield "## Limits"
    yield "\n".join(f"- {_text(limit)}" for limit in card.limits)


def _repeat(card: Card, link: Link) -> Iterator[str]:
    yield "## Repeat it"
    yield _code("bash", f"{card.known['repeat']}\n{shell_quote('zoo', 'reproduce', card.run.name)}   # and compare")
    weights = (card.run.result or {}).get("weights_sha256")
    yield (
        f"On the machine and with the libraries above, the weights are the same bits: SHA-256 `{weights}`."
        if weights
        else ""
    )


def _listed(told: Mapping[str, Any]) -> str:
    rows = [[name, value] for name, value in told.items() if value is not None]
    return table.markdown(rows, ["", " "]) if rows else ""


def _picture(card: Card, link: Link, name: str, what: str) -> str:
    return f"![{_text(what)}](<{link(name, card.pictures[name])}>)" if name in card.pictures else ""


def _code(language: str, text: str) -> str:
    return f"```{language}\n{clean(text)}\n```"


def _text(words: str) -> str:
    return clean(words, "markdown")
