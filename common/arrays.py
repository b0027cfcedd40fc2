"""Vectors on the wire: base64 of little-endian bytes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from common.errors import PlanningError


def encode(values: Any, dtype: str) -> str:
    """`values` as base64 of little-endian `dtype` ("u2", "u4", "f8", …)."""
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<")).tobytes()).decode()


def decode(text: str, dtype: str, *, length: int | None = None) -> np.ndarray:
    """The array written in `text`, in native byte order. Raises PlanningError `bad_array` when it is none."""
    little = np.dtype(dtype).newbyteorder("<")
    try:
        raw = base64.b64decode(text, validate=True)
        array = np.frombuffer(raw, dtype=little).astype(np.dtype(dtype))
    except (binascii.Error, ValueError, TypeError) as error:
        raise PlanningError(
            "bad_array", _("An array in the request is not base64 of whole %(dtype)s numbers."), dtype=dtype
        ) from error
    return _checked(array, length)


def decode_either(body: dict[str, Any], name: str, dtype: str, *, length: int | None = None) -> np.ndarray:
    """The array under `<name>_b64`, or the plain list under `name`; an absent one is empty."""
    if f"{name}_b64" in body:
        return decode(body[f"{name}_b64"], dtype, length=length)
    return _checked(_from_list(body.get(name) or [], dtype), length)


def _from_list(values: Sequence[Any], dtype: str) -> np.ndarray:
    try:
        array = np.asarray(values)
        wanted = np.dtype(dtype)
        if not array.size:
            return np.zeros(0, wanted)
        if wanted.kind in "ui" and (
            array.dtype.kind not in "ui" or array.min() < np.iinfo(wanted).min or array.max() > np.iinfo(wanted).max
        ):
            raise ValueError
        return array.astype(wanted).reshape(-1)
    except (ValueError, TypeError, OverflowError) as error:
        raise PlanningError(
            "bad_array", _("A list in the request does not hold %(dtype)s numbers."), dtype=dtype
        ) from error


def _checked(array: np.ndarray, length: int | None) -> np.ndarray:
    if length is not None and len(array) != length:
        raise PlanningError(
            "bad_array_length",
            _("An array has %(given)s items where %(expected)s are needed."),
            given=len(array),
            expected=length,
        )
    return array
