"""Counties, municipalities and their boundaries."""

from municipalities.models.boundaries import Boundary
from municipalities.models.counties import County
from municipalities.models.municipalities import Municipality
from municipalities.models.querysets import MunicipalityQuerySet, named_first

__all__ = ["Boundary", "County", "Municipality", "MunicipalityQuerySet", "named_first"]
