from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "territories.runs"
    label = "runs"

    def ready(self) -> None:
        from common.events import register_topic
        from territories.runs.permissions import can_listen

        register_topic("run", can_listen)
