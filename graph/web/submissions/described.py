# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What programs can do here: an OpenAPI document, and a page of it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, current_app, jsonify, render_template

from graph import __version__

description_blueprint = Blueprint("described", __name__)

_METHODS = ("get", "post")


@description_blueprint.get("/openapi.json")
def document() -> Response:
    """Return the document (OpenAPI 3.1) with the public address of this server."""
    answer = jsonify(described(current_app.config["SETTINGS"].public_url))
    answer.content_type = "application/vnd.oai.openapi+json;version=3.1"
    return answer


@description_blueprint.get("/api")
def page() -> str:
    """Show the same to people."""
    address: str = current_app.config["SETTINGS"].public_url
    found = described(address)
    operations = [
        (method.upper(), path, parts[method])
        for path, parts in found["paths"].items()
        for method in _METHODS
        if method in parts
    ]
    return render_template("api.html", operations=operations, tags=found["tags"], address=address)


def described(public_url: str) -> dict[str, Any]:
    """Return the document for a server."""
    text = _read()
    return {**text, "info": {**text["info"], "version": __version__}, "servers": [{"url": public_url}]}


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8"))
    return found
