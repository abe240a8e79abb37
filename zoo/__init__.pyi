"""The public names, each where it lives: checkers read them here, and `zoo` imports each when it is first used."""

from .data.cache import arrays as arrays
from .data.cache import source_fingerprint as source_fingerprint
from .errors import DataError as DataError
from .errors import StoreError as StoreError
from .errors import UsageError as UsageError
from .execution.local.pool import Pool as Pool
from .experiments.request import RunOptions as RunOptions
from .experiments.request import RunRequest as RunRequest
from .files import atomic_write as atomic_write
from .inspection.image_sheet import image_sheet as image_sheet
from .paths import data_folder as data_folder
from .plugin.components import Augmenter as Augmenter
from .plugin.components import Dataset as Dataset
from .plugin.components import DrawContext as DrawContext
from .plugin.components import Launcher as Launcher
from .plugin.components import Model as Model
from .plugin.components import Probe as Probe
from .plugin.components import Recipe as Recipe
from .plugin.components import RunContext as RunContext
from .plugin.components import TrainingPlan as TrainingPlan
from .plugin.findings import Findings as Findings
from .plugin.findings import ProbeMetric as ProbeMetric
from .plugin.findings import Table as Table
from .plugin.images import Images as Images
from .plugin.images import Split as Split
from .plugin.images import Splits as Splits
from .plugin.keras_layers import from_keras_layer as from_keras_layer
from .plugin.launcher import LaunchConfig as LaunchConfig
from .plugin.launcher import TaskEvent as TaskEvent
from .plugin.launcher import Workers as Workers
from .plugin.parameters import Param as Param
from .plugin.sources import RemoteFile as RemoteFile
from .plugin.sources import Source as Source
from .plugin.spec import hookimpl as hookimpl
from .plugin.tracking import FinishedEpoch as FinishedEpoch
from .plugin.tracking import FinishedRun as FinishedRun
from .plugin.tracking import TrackedRun as TrackedRun
from .progress import track as track
from .serving.model import load as load
from .training.layer_calls import layer_outputs as layer_outputs
from .training.loading import trained as trained
from .training.trained import Trained as Trained

__version__: str
