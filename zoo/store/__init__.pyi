"""The names of the store, each where it lives: checkers read them here, and each is imported when it is first used."""

from .damage import DamagedRun as DamagedRun
from .leases import LEASE_SECONDS as LEASE_SECONDS
from .leases import Busy as Busy
from .leases import Lease as Lease
from .metrics import METRICS as METRICS
from .metrics import Metric as Metric
from .predictions import Correct as Correct
from .records import DIVERGED as DIVERGED
from .records import DONE as DONE
from .records import FAILED as FAILED
from .records import INTERRUPTED as INTERRUPTED
from .records import RUNNING as RUNNING
from .records import STATUSES as STATUSES
from .records import Finished as Finished
from .records import RunRecord as RunRecord
from .runs import Store as Store
