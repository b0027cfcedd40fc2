"""The immutable facts an alignment stands on, read once per process: codes, neighbours, vectors of a cut.

Geographies, link sets and cuts never change, so their primary keys are keys for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geography import selectors as geo
from geography.models import DataCut, Geography, LinkSet
from territories.alignments.canonical import UnitCodes

type Vectors = Mapping[str, NDArray[np.float64]]

KEPT = 6


def unit_codes(geography: Geography) -> UnitCodes:
    return _unit_codes(geography.pk)


@lru_cache(KEPT)
def _unit_codes(geography_id: int) -> UnitCodes:
    return UnitCodes.of(geo.unit_codes(Geography.objects.get(pk=geography_id)))


def adjacency(geography: Geography, link_set: LinkSet) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Edges int32[m, 2] and the length of each common border in km."""
    return _adjacency(geography.pk, link_set.pk)


@lru_cache(KEPT)
def _adjacency(geography_id: int, link_set_id: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    return geo.adjacency(Geography.objects.get(pk=geography_id), LinkSet.objects.get(pk=link_set_id))


def vectors(cut: DataCut) -> Vectors:
    """Measure → float64[n], everything that lies in the units."""
    return _vectors(cut.pk)


@lru_cache(KEPT)
def _vectors(cut_id: int) -> Vectors:
    return MappingProxyType(geo.cut_vectors(DataCut.objects.defer("account_table").get(pk=cut_id)))


def unplaced(cut: DataCut) -> Mapping[str, float]:
    """Measure → what lies in no unit."""
    return _unplaced(cut.pk)


@lru_cache(KEPT)
def _unplaced(cut_id: int) -> Mapping[str, float]:
    return MappingProxyType(dict(DataCut.objects.get(pk=cut_id).measures.values_list("key", "unplaced")))


def accounts(cut: DataCut) -> pd.DataFrame:
    """The accounts of a cut by code: unit (idx or −1), owner, name and one column per measure."""
    return _accounts(cut.pk)


@lru_cache(2)
def _accounts(cut_id: int) -> pd.DataFrame:
    return geo.cut_accounts(DataCut.objects.get(pk=cut_id)).set_index("code", drop=False)
