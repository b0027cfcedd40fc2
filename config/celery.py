"""Background work: two queues (`default`, `solver`) and the schedule, kept in code."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("evenlode")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
