"""The actors that places live in: made on a node with room, and able to say why a place cannot be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

NODE = "ray.io/node-id"
"""The label by which Ray tells nodes apart."""

CALLS = 4
"""How many calls an actor answers at the same time: `do`, and what else is asked meanwhile."""


def make(wanted: Mapping[str, Any], avoided: Collection[str]) -> Any:
    """Returns an actor, which Ray starts once a node has room for it.

    Args:
        wanted: what the driver is asked for.
        avoided: the ids of nodes that it is not to be on.
    """
    import ray

    options: dict[str, Any] = {"num_cpus": wanted["cores"], "num_gpus": wanted["gpus"], "max_restarts": 0}
    if avoided:
        options["label_selector"] = {NODE: f"!in({','.join(sorted(avoided))})"}
    made: Any = ray.remote(_actor()).options(**options, max_concurrency=CALLS)
    return made.remote(wanted["handler"], wanted["settings"], gpus=bool(wanted["gpus"]))


def _actor() -> type:
    """Returns a class that needs nothing of the node to be unpickled there: one within a function goes as it is, and
    not by its name. So a node without the zoo says that itself."""

    class Actor:
        def __init__(self, *arguments: Any, **more: Any) -> None:
            self.error: str | None = None
            try:
                from zoo_ray.place import Place

                self.place = Place(*arguments, **more)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is said
                self.error = f"{type(error).__name__}: {error}"

        def where(self) -> tuple[str, str | None]:
            """Returns the id of the node, and why there is no place."""
            import ray

            return ray.get_runtime_context().get_node_id(), self.error

        def do(self, number: int, task: Mapping[str, Any], files: list[Any]) -> Iterator[Any]:
            yield from self.place.do(number, task, files)

        def ask(self, number: int, what: str) -> None:
            self.place.ask(number, what)

        def expect(self, folder: str, manifest: str) -> bool:
            return self.place.expect(folder, manifest)

        def receive(self, file: str, piece: bytes) -> None:
            self.place.receive(file, piece)

        def complete(self) -> None:
            self.place.complete()

        def close(self) -> None:
            self.place.close()

    return Actor
