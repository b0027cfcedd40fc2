from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "accounts.coverage"
    label = "coverage"
