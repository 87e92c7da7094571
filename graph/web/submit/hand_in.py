# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft is handed in: consent, a last check, and the address where it can be followed."""

from flask import current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.check import Received, Verdict
from graph.inbox import Actor, State, submissions
from graph.web import desk
from graph.web.http.pages import language
from graph.web.submit.drafts import Draft


def hand_in(actor: Actor, draft: Draft, received: Received) -> Response | None:
    """Hand in a draft; None where the check found what has to be put right first.

    Raises:
        TooLargeError, TooManySubmissionsError: as `graph.inbox.submissions.submit` does.
    """
    licence, waiver = request.form.get("licence", ""), request.form.get("waiver", "").strip()
    if licence not in desk.LICENCES or request.form.get("consent") != "yes":
        place = url_for("submitting.edit", name=draft.name, lang=language(), checked="1", missing="licence")
        return redirect(f"{place}#licence", 303)
    evaluation = desk.examine(received)
    is_taken = evaluation.verdict == Verdict.VALID or (evaluation.verdict == Verdict.ERRORS and waiver)
    if not is_taken:
        return None
    content = desk.content_of(evaluation, received, licence)
    submissions.submit(desk.inbox(), draft.name, actor, content, waiver)
    # Who hands in again has the address already.
    secret = submissions.renew_address(desk.inbox(), draft.name, actor) if draft.state == State.DRAFT else ""
    address = f"{current_app.config['SETTINGS'].public_url}/status/{secret}" if secret else ""
    page = render_template("submitted.html", draft=draft, address=address, secret=secret)
    return make_response(page)
