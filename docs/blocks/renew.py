"""A page with every output as its command prints it now, and where that is not what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from docs.blocks import masks
from docs.blocks.page import GENERATED, ROOT, Step, session, steps
from docs.blocks.session import TRAINING, CommandFailed, Session


@dataclass(frozen=True)
class Renewed:
    """What comes of a page.

    Args:
        text: the page, with each output as it is printed now.
        differences: what it shows and the program does not print, or the other way round; lines for people.
    """

    text: str
    differences: list[str]


def renewed(text: str, terminal: Session) -> Renewed:
    """Runs the commands of a page, in their order, and returns it with what they print.

    Raises:
        CommandFailed: a command has another exit status than it is to have.
    """
    printed, differences, measured = [], [], False
    terminal.begin()
    for step in steps(text):
        measured = measured or step.word == "needs" or TRAINING.search(step.text) is not None
        try:
            output = "\n".join(line.rstrip() for line in terminal.do(step).strip("\n").splitlines())
        except CommandFailed as failure:
            raise CommandFailed(f"line {step.line}: {failure}") from failure
        if step.word == "command" and step.shown is not None:
            differing = [] if step.run_by else masks.differences(step.shown, output, measured=measured)
            differences += [f"line {step.line}: $ {step.text}", *differing] if differing else []
            keeps = step.run_by or masks.ELLIPSIS in step.shown.splitlines()
            printed.append((step, step.shown if keeps else output))
    generated = GENERATED.sub(lambda found: found["begin"] + _block(found["command"], terminal) + found["end"], text)
    if generated != text:
        differences.append("a generated block is not what its command prints")
    return Renewed(_with(generated, text, printed) if differences else text, differences)


def _with(generated: str, text: str, printed: list[tuple[Step, str]]) -> str:
    """Returns a page whose console blocks show what was printed; `generated` has the other blocks renewed."""
    for (start, end), block in groupby(printed, key=lambda pair: pair[0].body):
        body = session([(step.text, shown) for step, shown in block])
        generated = generated.replace(f"```console\n{text[start:end]}```", f"```console\n{body}```", 1)
    return generated


def _block(command: str, terminal: Session) -> str:
    """Returns the body of a generated block: Markdown as it is, anything else between fences.

    Its command runs in the checkout, with an empty store and the first-party plugins alone.
    """
    terminal.begin()
    terminal.run(f"cd '{ROOT}'; export ZOO_PLUGINS=keras-zoo")
    text = "\n".join(line.rstrip() for line in terminal.run(command).strip("\n").splitlines())
    return f"\n{text}\n\n" if "--format markdown" in command else f"```\n{text}\n```\n"
