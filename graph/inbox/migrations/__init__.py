# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the tables came to be, step by step; `graph.inbox.database` runs the steps that are missing."""
