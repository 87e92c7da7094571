# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The file that a request brings: as its body, or as the part `file` of a form."""

import re

from flask import request

from graph.check import CAPS, Received
from graph.errors import ForbiddenError, InputError, TooLargeError

_FORM = "application/x-www-form-urlencoded"
_FIELDS = re.compile(rb"(?:text|file|kind|lang|csrf|format|homepage)=")
"""How a form begins; curl calls any body a form that nobody calls otherwise."""

_TRAP = "homepage"
"""A field that people do not see: only programs fill it in. It bothers nobody, as a captcha would."""


def received() -> Received:
    """Return the file.

    Raises:
        ForbiddenError: a field is filled in that people do not see.
        InputError: there is none, or there are several.
        TooLargeError: it is larger than a file may be.
    """
    found = _uploaded() if request.mimetype == "multipart/form-data" else _body()
    if not found.content.strip():
        raise InputError("There is no file. Send it as the body, or as the part `file` of a form.")
    if len(found.content) > CAPS.bytes:
        raise TooLargeError(f"The file has more than {CAPS.bytes:,} bytes. Send it in parts.")
    return found


def text(name: str) -> str:
    """Return a parameter of the address or of the form; "" where it is not there."""
    return request.args.get(name) or request.form.get(name, "")


def _uploaded() -> Received:
    _refuse_programs()
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) > 1:
        raise InputError(f"There are {len(files)} files. Send one at a time.")
    if files:
        said = files[0].mimetype if files[0].mimetype != "application/octet-stream" else ""
        return Received(files[0].read(), files[0].filename or "", said, text("kind"))
    return Received(request.form.get("text", "").encode("utf-8", "surrogatepass"), "", "", text("kind"))


def _body() -> Received:
    # Read before anything asks for the form, which would use the bytes up.
    content = request.get_data(parse_form_data=False)
    if request.mimetype == _FORM and _FIELDS.match(content):
        _refuse_programs()
        return Received(request.form.get("text", "").encode("utf-8", "surrogatepass"), "", "", text("kind"))
    said = "" if request.mimetype == _FORM else request.headers.get("Content-Type", "")
    return Received(content, request.args.get("name", ""), said, request.args.get("kind", ""))


def _refuse_programs() -> None:
    if request.form.get(_TRAP):
        raise ForbiddenError(f"The field {_TRAP!r} of the form has to stay empty. Empty it, and send again.")
