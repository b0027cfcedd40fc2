from typing import Any

from django.apps import AppConfig


class AlignmentsConfig(AppConfig):
    name = "territories.alignments"
    label = "alignments"

    def ready(self) -> None:
        from common.events import register_topic

        register_topic("alignment", _may_listen)


def _may_listen(user: Any, identifier: str) -> bool:
    from territories.alignments.permissions import alignments_visible_to

    return identifier.isdigit() and alignments_visible_to(user).filter(pk=int(identifier)).exists()
