# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions for programs: check a file, hand it in, follow it.

checks    POST /validate
handing   /submissions
body      a request → the file that it brings
reports   the report in the form that the request wants
shown     a submission as JSON
described what there is, as OpenAPI and as a page
"""
