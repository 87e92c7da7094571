# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The MPSC graph: its data, and the code that builds, checks and serves it.

Imports point down only:

    cli                              commands for people
    web                              HTTP: the only place that knows Flask
    workers                          processes with limits, for queries and for checks of files
    inbox                            submissions and accounts: the only place that knows SQLAlchemy
    publication                      facts → checked, immutable release
    revision                         what a submission changes, value by value
    projects                         all projects at once: places, figures, comparison
    search, describe                 names, keys and facets → what has them; a thing → what is known of it
    check                            received bytes → statements and findings; its module shacl knows pySHACL
    register                         the official register → RDF
    federation, hints, maps          SERVICE; why a query found nothing; maps of Germany
    store                            RDF and SPARQL: the only place that knows pyoxigraph
    model                            what ontology/, shapes/ and queries/ say, as values
    settings
    errors
"""

from importlib.metadata import version

__version__ = version("mpsc-graph")
