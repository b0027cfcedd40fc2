"""Cells as values: numbers as people write them, yes and no in two languages."""

from __future__ import annotations

import math
import re

_MONEY = re.compile(r"[₩$€£¥\s\u00a0]|원|USD|KRW|EUR", re.IGNORECASE)
_ENGLISH = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?|\d*\.?\d+|\d+\.")
_CONTINENTAL = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d{1,2}")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?e[+-]?\d+", re.IGNORECASE)

YES = {"y", "yes", "true", "1", "t", "x", "o", "예", "네", "유", "참"}
NO = {"n", "no", "false", "0", "f", "아니오", "아니요", "무", "거짓", "-"}


def number(text: str) -> float:
    """A number as typed: "1,234.5", "₩1,200", "(300)", "1.234,50". Raises ValueError for anything else."""
    plain = _MONEY.sub("", text)
    negative = plain.startswith(("(", "-", "−"))
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    elif plain.startswith(("+", "-", "−")):
        plain = plain[1:]
    if _ENGLISH.fullmatch(plain):
        value = float(plain.replace(",", ""))
    elif _CONTINENTAL.fullmatch(plain):
        value = float(plain.replace(".", "").replace(",", "."))
    elif _SCIENTIFIC.fullmatch(plain):
        value = float(plain)
    else:
        raise ValueError(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return -value if negative else value


def is_number(text: str) -> bool:
    """True if `number` would read it."""
    try:
        number(text)
    except ValueError:
        return False
    return True


def yes_or_no(text: str) -> bool:
    """Y/N, yes/no, 예/아니오, 1/0 … Raises ValueError for anything else."""
    word = text.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(text)
