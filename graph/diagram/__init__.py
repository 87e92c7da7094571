# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A picture of the vocabulary: its classes as boxes and its object properties as lines, in SVG.

layout     which class stands where; which properties become lines
routes     the way of each line round the boxes
labels     the place of each name on its line
svg        boxes, lines and texts as SVG
"""

from graph.diagram.svg import draw

__all__ = ["draw"]
