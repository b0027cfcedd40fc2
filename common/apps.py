from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Shared ground under every app; knows none of them."""

    name = "common"
    label = "common"
