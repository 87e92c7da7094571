# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all answers share: caches, negotiation, problems, fair use, the frame of pages."""
