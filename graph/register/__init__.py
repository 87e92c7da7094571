# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The official register of German municipalities: tables → RDF, and the yearly update.

cells      CSV files read strictly; every fault with file, line and remedy
tables     the CSV tables in graph/data/register as rows, and back
official   the official edition, as text or Excel
update     new edition → new tables, all or nothing
rdf        rows → named graphs, one for each source
"""

from graph.register.cells import Fault, RegisterError
from graph.register.official import Edition, read_edition
from graph.register.rdf import quads
from graph.register.tables import Change, DistrictRow, MunicipalityRow, StateRow, Table, TableEdition, read_table
from graph.register.update import Report, update, write_table

__all__ = [
    "Change",
    "DistrictRow",
    "Edition",
    "Fault",
    "MunicipalityRow",
    "RegisterError",
    "Report",
    "StateRow",
    "Table",
    "TableEdition",
    "quads",
    "read_edition",
    "read_table",
    "update",
    "write_table",
]
