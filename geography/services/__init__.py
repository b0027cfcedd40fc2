"""Every write to the ground."""

from geography.services.cuts import cut_freeze
from geography.services.imports import (
    boundaries_check,
    boundaries_failed,
    boundaries_load,
    boundaries_request_load,
    boundaries_upload,
)
from geography.services.links import links_revise
from geography.services.load import geography_load

__all__ = [
    "boundaries_check",
    "boundaries_failed",
    "boundaries_load",
    "boundaries_request_load",
    "boundaries_upload",
    "cut_freeze",
    "geography_load",
    "links_revise",
]
