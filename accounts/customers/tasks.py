"""Imports too large for a request. Both tasks may run twice: each begins again from the file, in one transaction."""

from __future__ import annotations

from celery import shared_task
from django.utils import translation

from accounts.customers.models import ImportJob
from accounts.customers.services import import_check, import_load


@shared_task
def check(job_id: int, language: str) -> None:
    """Dry run of a job in state `checking`."""
    with translation.override(language):
        if job := ImportJob.objects.filter(pk=job_id, state=ImportJob.State.CHECKING).first():
            import_check(job=job)


@shared_task
def load(job_id: int, language: str) -> None:
    """Load of a job in state `loading`."""
    with translation.override(language):
        if job := ImportJob.objects.filter(pk=job_id, state=ImportJob.State.LOADING).first():
            import_load(job=job)
