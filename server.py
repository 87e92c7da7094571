# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""WSGI entry for any WSGI server: `granian --interface wsgi server:app`.

Settings come from the `MPSC_*` variables (docs/settings.md). A release must exist: `mpsc build` makes one.
"""

from graph.web import create_app

app = create_app()
