# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What `ontology/`, `shapes/` and `queries/` say, as values."""
