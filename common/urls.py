from django.urls import path

from common.stream import stream

urlpatterns = [path("stream", stream, name="stream")]
