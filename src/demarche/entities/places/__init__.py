"""Where: the places that a text names, found and resolved, offline.

find_places(text) → model.Place… in text order
PlaceIndex.load() → the gazetteer
"""

from demarche.entities.places.index import PlaceIndex
from demarche.entities.places.resolve import find_places

__all__ = ["PlaceIndex", "find_places"]
