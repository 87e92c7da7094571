# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where ontology/, shapes/, queries/ and the curated data lie."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the artefact folder `name`: inside a wheel, or beside this package in a checkout."""
    installed = PACKAGE / "rdf" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def data_folder() -> Path:
    """Return the folder of the curated data, one Turtle file per named graph."""
    return PACKAGE / "data"
