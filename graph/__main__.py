# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run the command line with `python -m graph`."""

from graph.cli import main

main()
