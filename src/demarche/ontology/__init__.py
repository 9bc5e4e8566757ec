"""PLOVER and CAMEO as data files: types, modes, contexts, sectors, scores, and the ways between the two.

load("plover")            an `Ontology`; also "cameo", or the path of a file of one's own
cameo_code(...)           the CAMEO code of a PLOVER event      crosswalk.py
plover_of_cameo(code)     and the way back, for imports
goldstein(code)           the Goldstein score of a CAMEO code
contexts_of(words)        PLOVER's contexts of a text           contexts.py
contexts_near(…)          and of one of its events
"""

from demarche.ontology.contexts import contexts_near, contexts_of
from demarche.ontology.crosswalk import PloverReading, cameo_code, goldstein, plover_of_cameo
from demarche.ontology.definitions import EventType, Mode, NearMiss, Ontology, available, load

__all__ = [
    "EventType",
    "Mode",
    "NearMiss",
    "Ontology",
    "PloverReading",
    "available",
    "cameo_code",
    "contexts_near",
    "contexts_of",
    "goldstein",
    "load",
    "plover_of_cameo",
]
