"""Load the demo."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.demo.steps import Step, demos, ground_steps, sign_ins
from geography import ground


class Command(BaseCommand):
    """`demo [--size full|small]`: what has been done already is left alone, so it can be run again at any time."""

    help = "Load the demo: a market, people and plans, all made up. Goes on where it was interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=["full", "small"], default="full")
        parser.add_argument("--sign-ins", action="store_true", help="only print who may sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sign_ins"]:
            try:
                self._load(options["size"])
            except ground.MissingSource as error:
                raise CommandError(str(error)) from error
        self.stdout.write(sign_ins())

    def _load(self, size: str) -> None:
        steps = ground_steps(size, self._ground)
        steps += [step for demo in demos(size) for step in demo.steps()]
        began = time.monotonic()
        for step in steps:
            self._take(step, began)

    def _ground(self) -> None:
        call_command("build_geography", "--all", stdout=self.stdout)
        try:
            call_command("build_basemap", stdout=self.stdout)
        except CommandError as error:  # plans can be drawn without a coast
            self.stdout.write(f"base map: {error}")

    def _take(self, step: Step, began: float) -> None:
        if step.done:
            return
        self._say(began, step.title)
        self._say(began, f"  {step.take()}")

    def _say(self, began: float, line: str) -> None:
        self.stdout.write(f"demo {time.monotonic() - began:6.1f}s  {line}")
        self.stdout.flush()
