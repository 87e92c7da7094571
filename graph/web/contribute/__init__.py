# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages and routes for contributors: check a file, fill in a form, submit, review, follow.

Who asks
    sign_in          accounts by link, cookie or token; forms that only our own pages can send
    oidc             the same with an identity provider

Checking
    upload           the file that a request brings, and the report that it gets back
    validate         /validate and the templates
    reports          the page with a report
    preview          the statements of a file as people read them

Submitting
    choices          kinds of things to describe, and published things to refer to
    drafts           drafts in the inbox
    form_actions     what buttons do to a draft
    form_page        the page of a draft
    submit           /submit
    api              /submissions for programs, and its description in OpenAPI

After that
    difference       what a submission changes
    submission_view  a submission in words
    review           /review, for reviewers
    follow           /submissions and /status, for submitters

services holds the inbox and the file checker that all of them share.
"""
