"""What each page of the site shows, as plain data: a page is drawn from one object, and its JSON is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.ranking.views.common import KINDS

if TYPE_CHECKING:
    from zoo.ranking.ranking import Ranking
    from zoo.ranking.rows import Row
    from zoo.ranking.tables.sheet import Note, Sheet


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the leaderboard, with what leads from it to other pages.

    Args:
        key: the name of its experiment's page, the same in every report: letters, digits and `-`.
        row: all that is ranked; accuracies are fractions of 1.
        note: the marks of a row in words, as the terminal's column `note` has them.
        among: how many rows its rank is among.
        components: the keys of its components' pages, by kind; those of a chain in order, without any that are not
            installed.
    """

    key: str
    row: Row
    note: str = ""
    among: int = 0
    components: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its experiment is called among those of its dataset."""
        return " · ".join(map(self.row.label, KINDS))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Accuracy of one row minus that of another, from -1 to 1, with half of its 95% interval; None where nothing is
    claimed. `proven`: whether the ranks claim the order."""

    difference: float
    half_width: float | None
    proven: bool


@dataclass(frozen=True, kw_only=True)
class DatasetTable:
    """The rows of one dataset.

    Args:
        dataset: what it is called.
        lines: best first.
        ranking: what is said of its ranks as a whole, with the references (chance, majority).
        differences: of each two compared rows, by the keys of both in the order of `lines`.
        fronts: by what is typed after `--pareto`, the keys of the rows that no other beats in accuracy and that cost.
    """

    dataset: str
    lines: Sequence[Line]
    ranking: Ranking | None = None
    differences: Mapping[tuple[str, str], Difference] = field(default_factory=dict)
    fronts: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LeaderboardPage:
    """The first page.

    Args:
        tables: a table per dataset.
        notes: what stands below the terminal's tables.
        effects: what each component adds, as `zoo leaderboard --effects` has it; None where it is not known.
        remarks: what there is to say of rows that are not shown.
        export: the text of `leaderboard.json`, which `zoo leaderboard --from` reads.
    """

    tables: Sequence[DatasetTable]
    notes: Sequence[Note] = ()
    effects: Sheet | None = None
    remarks: Sequence[str] = ()
    export: str = ""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The history of one seed: a number per epoch, None where none is known. Losses and fractions of 1."""

    seed: int
    loss: Sequence[float | None]
    accuracy: Sequence[float | None]
    val_loss: Sequence[float | None]
    val_accuracy: Sequence[float | None]


@dataclass(frozen=True, kw_only=True)
class SeedRun:
    """One run of the experiment. Times in ISO 8601, UTC; what is not known is None.

    Args:
        error: `message`, `cause` and `hint` of one that ended without a result.
        result: what was measured, titles and words, as `zoo show RUN` prints it, without weights and notes.
    """

    name: str
    seed: int
    status: str
    accuracy: float | None = None
    tta_accuracy: float | None = None
    train_seconds: float | None = None
    epochs: int | None = None
    started: str | None = None
    finished: str | None = None
    weights_sha256: str | None = None
    result: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    error: Mapping[str, str | None] | None = None
    repeat: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfusionMatrix:
    """How often each true class (row) was taken for each class (column): counts over all seeds, (C, C)."""

    classes: Sequence[str]
    counts: Sequence[Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A test image on which a net was wrong and sure of it. `image`: PNG; `confidence`: a fraction of 1; `index`: its
    place among the test images."""

    image: bytes
    index: int
    true: str
    taken_for: str
    confidence: float
    seed: int


@dataclass(frozen=True, kw_only=True)
class ProbeAnswer:
    """What a probe found in one run.

    Args:
        numbers: titles and words.
        shown: texts, and tables (`title`, `columns`, `rows`).
        pictures: files of PNG.
    """

    question: str
    run: str
    seed: int
    numbers: Sequence[tuple[str, str]] = ()
    shown: Sequence[str | Mapping[str, Any]] = ()
    pictures: Sequence[Path] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ExperimentPage:
    """A combination of components, with all seeds that its row counts.

    Args:
        line: its row.
        runs: by seed, those without a result too.
        curves: by seed.
        confusion, mistakes: of the test images; None and empty where files are gone, `missing` says why.
        probes: by question, then seed.
        configuration: by kind, the component's name and its resolved parameters as text, a chain's in order.
        provenance: by heading, names and values: code, plugins, data, libraries, machine. Nothing that names a person's
            machine, process or folder.
        missing: sentences on what cannot be shown, and why.
        repeat: the command that trains all seeds again.
    """

    line: Line
    runs: Sequence[SeedRun] = ()
    curves: Sequence[Curve] = ()
    confusion: ConfusionMatrix | None = None
    mistakes: Sequence[Mistake] = ()
    probes: Sequence[ProbeAnswer] = ()
    configuration: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = field(default_factory=dict)
    provenance: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Sequence[str] = ()
    repeat: str = ""


@dataclass(frozen=True, kw_only=True)
class ComponentPage:
    """A component that is installed.

    Args:
        key: the name of its page: KIND-NAME.
        described: as `zoo show NAME --json` prints it.
        lines: the rows that were made with it.
    """

    key: str
    described: Mapping[str, Any]
    lines: Sequence[tuple[str, Line]] = ()


Page = LeaderboardPage | ExperimentPage | ComponentPage


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A page that is made when it is needed.

    Args:
        fingerprint: changes when anything of the page does; it is much cheaper than the page.
        make: gathers it.
    """

    key: str
    fingerprint: str
    make: Callable[[], Page]


@dataclass(frozen=True, kw_only=True)
class Site:
    """All pages: those of components are `components`, one of all of them is drawn from their titles.

    Args:
        title: of the site.
        source: what it was read from, in words that name no folder; said on the first page alone, for it changes with
            every run.
        titles: of the components' pages, by key: kind, name and summary.
    """

    title: str
    source: str
    leaderboard: LeaderboardPage
    experiments: Sequence[Pending] = ()
    components: Sequence[Pending] = ()
    titles: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
