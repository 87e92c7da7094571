# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All projects at once: where they lie, how many there are of what, what some have in common.

labels         names of things in the language of the reader
projects       the projects with cohort, states, topics and place
tables         the figures behind the charts
comparison     a few projects side by side
"""
