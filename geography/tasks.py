"""Boundary imports in the background, reporting in the language of whoever asked."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import PlanningError
from geography import services
from geography.models import BoundaryImport

logger = logging.getLogger(__name__)


@shared_task
def check_boundaries(import_id: int, language: str) -> None:
    """The dry run of a large file."""
    with translation.override(language):
        _run(import_id, services.boundaries_check)


@shared_task
def load_boundaries(import_id: int, language: str) -> None:
    """A new geography from a checked file."""
    with translation.override(language):
        _run(import_id, services.boundaries_load)


def _run(import_id: int, step: Callable[..., object]) -> None:
    job = BoundaryImport.objects.get(pk=import_id)
    if job.state not in (BoundaryImport.State.CHECKING, BoundaryImport.State.LOADING):
        return  # delivered twice
    try:
        step(job=job)
    except PlanningError as error:
        services.boundaries_failed(job=job, code=error.code, message=error.detail)
    except Exception:
        logger.exception("boundary import %s", import_id)
        services.boundaries_failed(job=job, code="internal", message=_("The import broke off; nothing was changed."))
        raise
