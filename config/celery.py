"""Background work: two queues (`default`, `solver`) and the schedule, kept in code."""

import os

from celery import Celery

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
broker.install()

app = Celery("evenlode")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The schedule. A message that nobody took in time is dropped: the next one says the same.
app.conf.beat_schedule = {
    "take up runs whose worker or message was lost": {
        "task": "territories.runs.tasks.reap_runs",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
}
