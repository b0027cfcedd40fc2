from django.apps import AppConfig

from common.events import register_topic


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"

    def ready(self) -> None:
        register_topic("user", lambda user, identifier: str(user.pk) == identifier)
