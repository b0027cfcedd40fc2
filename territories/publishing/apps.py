from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "territories.publishing"
    label = "publishing"
