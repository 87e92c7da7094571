# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The MPSC graph: its data, and the code that builds, checks and serves it.

Imports point down only:

    cli                          commands for people
    inbox_commands               those on the inbox
    intake_commands              those on files to be sent in
    command_parts                what commands share
    web                          HTTP: the only place that knows Flask
    inbox                        submissions and accounts: the only place that knows SQLAlchemy
    publication                  facts → checked, immutable release
    revision                     what a submission changes, value by value
    overview                     all projects at once: places, figures, comparison
    search                       names, keys and facets → what has them
    describe                     a thing → what is known of it
    report                       the outcome of a check in every form
    intake                       received bytes → statements, findings, what was not taken
    register, stored_queries     official register → RDF; query files
    maps                         maps of Germany
    hints                        why a query found nothing
    federation                   questions to other SPARQL endpoints
    validation, store            the only places that know pySHACL / pyoxigraph
    terms, shapes                the vocabulary and the shapes as values
    vocabulary, formats          prefixes and labels; media types
    artefacts, settings
    errors
"""

from importlib.metadata import version

__version__ = version("mpsc-graph")
