# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for people who send something in: check a file, fill in a form, keep drafts, hand in.

checking     /validate and the templates
submitting   /submit: drafts, and what is done with them
report_page  the page with a report
findings     findings in groups and in words
preview      statements as people read them
sealed       file and report, carried by the page
proposals    what was meant takes the place of what was written
graph_file   statements as a document
choices      published things to choose from
kinds_offered  the kinds that can be sent in
fields_shown   a form as controls with values and findings
form_page    the page with a form
file_page    the page with a file that is to be handed in
buttons      what buttons do to a form
changes      what a request makes of a draft
drafts       drafts in the inbox
published_things  forms about what is published
hand_in      consent, a last check, the address
"""
