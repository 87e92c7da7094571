# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a legal query may have found nothing: names that the data do not have, and what was probably meant."""

from graph.hints.advice import LONGEST as LONGEST_EMPTY
from graph.hints.advice import Hint, hints, is_empty

__all__ = ["LONGEST_EMPTY", "Hint", "hints", "is_empty"]
