from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "territories.reviews"
    label = "reviews"
