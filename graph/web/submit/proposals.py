# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A proposal is taken: the value of a finding gives way to what was probably meant."""

import io
from typing import Any

from openpyxl import load_workbook

from graph.check import Evaluation, Received, Report
from graph.check.forms import statements_of
from graph.check.received import XLSX
from graph.errors import InputError
from graph.model.fields import code_names
from graph.model.formats import N_QUADS
from graph.store.terms import IRI, Raw, RawQuad, n_quads


def proposal_of(report: Report, name: str) -> tuple[Any, Any]:
    """Return finding and proposal for the name of a button: the finding's id, and the proposal's number.

    Raises:
        InputError: the report has no such proposal.
    """
    identity, _, number = name.rpartition(".")
    for finding in report["findings"]:
        if finding["id"] == identity and number.isdecimal() and int(number) < len(finding["proposals"]):
            return finding, finding["proposals"][int(number)]
    raise InputError("The report has no such proposal. Check the file once more.")


def term_of(proposal: Any) -> Raw:
    """Return the value that is proposed."""
    return Raw(proposal["kind"], proposal["value"], proposal["datatype"], proposal["language"])


def applied(received: Received, evaluation: Evaluation, name: str) -> Received:
    """Return the file with a proposal in it: a workbook with its cell changed, else statements as N-Quads."""
    finding, proposal = proposal_of(evaluation.report, name)
    place = finding["location"]
    if received.written_in == XLSX and place.get("kind") == "cell" and len(finding["found"]) == 1:
        return _in_workbook(received, place, finding["found"][0]["shown"], proposal)
    quads = [_replaced(quad, finding, term_of(proposal)) for quad in statements_of(evaluation.statements)]
    stem = received.name.rpartition(".")[0] or received.name or "data"
    return Received(n_quads(quads).encode(), f"{stem}{N_QUADS.suffixes[0]}")


def _replaced(quad: RawQuad, finding: Any, term: Raw) -> RawQuad:
    shown = finding["found"][0]
    wrong = Raw(shown["kind"], shown["value"], shown["datatype"], shown["language"])
    path = finding["field"].get("path")
    return quad._replace(object=term) if quad.predicate == path and quad.object == wrong else quad


def _in_workbook(received: Received, place: Any, wrong: str, proposal: Any) -> Received:
    """Write the proposal into its cell; of several values in it only the wrong one is exchanged."""
    workbook = load_workbook(io.BytesIO(received.content), keep_links=False)
    cell = workbook[place["sheet"]][place["cell"]]
    right = proposal["value"]
    if proposal["kind"] == IRI:
        right = code_names("de").get(right) or right
    text = str(cell.value)
    cell.value = text.replace(wrong, right, 1) if wrong in text else right
    cell.number_format = "@"
    out = io.BytesIO()
    workbook.save(out)
    return Received(out.getvalue(), received.name, received.media_type, received.kind)
