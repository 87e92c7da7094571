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

Review on the web: what reviewers decide, and where those who submit follow it.

office    the queue and the page of one submission, for reviewers
followed  the list, the page and the unguessable address of those who submit
case      what both pages say of a submission
contents  its things as they would be published, and what they change
findings  what its check found and left out
words     states, events and choices in German and English

Submissions for programs: check a file, hand it in, follow it.

checks    POST /validate
handing   /submissions
body      a request → the file that it brings
reports   the report in the form that the request wants
shown     a submission as JSON
described what there is, as OpenAPI and as a page

Who asks: browsers that signed in with a link, programs with a token, and what each may do.

who        the account of a request
csrf       forms that only our own pages can send
cookies    the cookie that a signed-in browser keeps
secret     the key that signs what else a browser keeps
pages      how an organisation signs in and out
oidc       the same with an identity provider
"""

from flask import Flask

from graph.settings import Settings
from graph.web.contribute import oidc, sign_in
from graph.web.contribute.sign_in import (
    bearer,
    blueprint,
    caller,
    csrf_field,
    required,
    secret_key,
    signed_in,
)

__all__ = [
    "bearer",
    "blueprint",
    "caller",
    "csrf_field",
    "init_app",
    "oidc",
    "required",
    "secret_key",
    "signed_in",
]


def init_app(app: Flask, settings: Settings, public: frozenset[str]) -> None:
    """Give `app` its guard against forged forms, and templates `csrf_field()`.

    Args:
        app: the application.
        settings: of the application.
        public: names of the blueprints that are the same for everybody.
    """
    sign_in.init_app(app, public)
    oidc.init_app(app, settings)
