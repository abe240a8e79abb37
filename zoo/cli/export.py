"""`zoo export RUN --format FORMAT -o FILE`: a trained run as a file for other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote
from zoo.serving.formats.format import FORMATS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.serving.export import Exported
    from zoo.serving.formats.format import Format
    from zoo.training.trained import Trained


@click.command("export")
@click.argument("run")
@click.option("--format", "form", type=click.Choice([*FORMATS]), required=True, help="What to write.")
@click.option(
    "-o", "--output", "given", metavar="FILE", required=True, help="Where to: a .keras, .onnx or .tflite, or a folder."
)
@click.option("--force", is_flag=True, help="In place of what is there; and with today's code, be the run stale.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(run: str, form: str, given: str, force: bool, as_json: bool) -> None:
    """Write the net of a trained RUN as a FILE for other programs: from uint8 images of any size to probabilities.

    Resizing, scaling, softmax and the names of the classes are inside. The file is opened in the format's own runtime
    and compared with the run on its test images; where it computes something else, it is refused. RUN is named as by
    `zoo runs` or by the beginning of that.

    \b
    Examples:
      zoo export RUN --format keras -o best.keras
      zoo export RUN --format onnx -o best.onnx
      zoo export RUN --format litert -o best.tflite
      zoo export RUN --format saved-model -o best/
    """
    from zoo.api.progress.view import shown
    from zoo.store import Store
    from zoo.training.loading import trained

    chosen = FORMATS[form]
    registry, store = context.registry(), Store.open(create=False)
    name = store.run(run).name
    typed = shell_quote("zoo", "export", name, "--format", form)
    file = _file(given, chosen, typed, force)
    chosen.require()
    with context.offering_force(f"{typed} -o {shell_quote(given)}", forced=force):
        with shown():
            rebuilt = trained(name, registry=registry, store=store, force=force)
        exported = _exported(rebuilt, registry, chosen, file)
    if as_json:
        output.json({"run": name, "format": form, "classes": rebuilt.classes, **vars(exported)})
    else:
        _show(rebuilt, exported)


def _file(given: str, form: Format, typed: str, force: bool) -> Path:
    """Returns where to write: in a folder that is there, in place of what may be replaced.

    Raises:
        UsageError: the name is none of the format's, or something stands there.
        StoreError: the folder is not there, or cannot be written.
    """
    from zoo.cli.destination import check_folder

    path = Path(os.path.expanduser(given))
    if form.suffix and path.suffix != form.suffix:
        hint = f"{typed} -o {shell_quote(f'{given.rstrip(os.sep)}{form.suffix}')}"
        raise UsageError(f"{given!r} is no name for this format.", cause=f"It ends in {form.suffix}.", hint=hint)
    check_folder(path, typed)
    if path.exists() and not (_is_saved_model(path) if not form.suffix else path.is_file()):
        what = "a folder of other files" if path.is_dir() else "a file"
        other = path / f"exported{form.suffix}" if path.is_dir() else path.with_name(f"{path.stem}-exported")
        hint = f"{typed} -o {shell_quote(str(other))}"
        raise UsageError(f"{given!r} cannot be replaced.", cause=f"It is {what}.", hint=hint)
    if path.exists() and not force:
        hint = f"{typed} -o {shell_quote(given)} --force"
        raise UsageError(f"{given!r} is there already.", cause="--force writes in its place.", hint=hint)
    return path


def _is_saved_model(path: Path) -> bool:
    """Whether a folder may be replaced by a SavedModel: it is one, or empty."""
    return path.is_dir() and ((path / "saved_model.pb").is_file() or not any(path.iterdir()))


def _exported(trained: Trained, registry: Registry, form: Format, file: Path) -> Exported:
    from zoo.api.progress.view import shown
    from zoo.serving.export import export

    with context.native_silence(), shown():
        tell(f"exporting {trained.name} as {form.name}")
        return export(trained, registry, form, file)


def _show(trained: Trained, exported: Exported) -> None:
    compared = f"{exported.images:,} of its test images"
    say(f"{exported.file}: {trained.title}, {len(trained.classes)} classes")
    say(f"Probabilities differ by at most {exported.difference:.1g} from the run's, on {compared};")
    say(f"by {exported.resized:.1g} where these are resized inside.")
    for note in exported.notes:
        say(f"Note: {note}")
