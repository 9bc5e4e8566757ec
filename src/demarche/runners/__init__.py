"""The same step on one core, many cores, or a cluster.

step.py    reports in, coded reports out: a pure function of a batch
local.py   spread over processes
ray.py     spread over a cluster
"""

from demarche.runners.step import Coder

__all__ = ["Coder"]
