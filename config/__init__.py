"""Wiring and composition. Importing it makes the Celery application the default one: `shared_task` finds its broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
