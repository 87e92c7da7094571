# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an address or a form of these pages asks for."""

from http import HTTPStatus

from flask import Response, request

from graph.errors import InputError
from graph.web.review.case import View


def view() -> View:
    """Return which version is asked for, compared with what, and which page of its things."""
    return View(number("version", least=0), number("against", least=0), number("things"))


def number(name: str, least: int = 1, *, of_form: bool = False) -> int:
    """Return a whole number of the address or the form; `least` where it is not given.

    Raises:
        InputError: it is no number of at most six digits.
    """
    text = (request.form if of_form else request.args).get(name) or str(least)
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InputError(f"{name}={text[:20]!r} is no number. Leave it out.")
    return max(least, int(text))


def sent(name: str) -> str:
    """Return a field of the form; "" where it was not sent."""
    return request.form.get(name, "")


def address(place: str) -> Response:
    """Send a browser on after a form, so that it cannot be sent twice by loading the page again."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": place})
