# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Review on the web: what reviewers decide, and where those who submit follow it.

office    the queue and the page of one submission, for reviewers
followed  the list, the page and the unguessable address of those who submit
case      what both pages say of a submission
contents  its things as they would be published, and what they change
findings  what its check found and left out
words     states, events and choices in German and English
"""
