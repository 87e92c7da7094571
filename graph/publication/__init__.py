# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From facts to a release.

sources         all that is published → one dataset
contributions   accepted submissions as named graphs
queries         the queries as data
checks          what a dataset must pass
build           a checked dataset → a release in service
release         releases on disk; light to import, so that commands that only read one start fast
"""
