# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions of a town in all states, made by the real check, for the pages that show them."""

from dataclasses import dataclass

from graph.check import Published, Received, evaluate
from graph.inbox import Actor, Content, Event, Inbox, Step, reading, submissions
from graph.web.contribute.services import content_of

PREFIXES = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix measure: <https://w3id.org/mpsc/id/measure/> .
@prefix mpsc: <https://w3id.org/mpsc/def#> .
@prefix project: <https://w3id.org/mpsc/id/project/> .
@prefix status: <https://w3id.org/mpsc/code/status/> .
@prefix topic: <https://w3id.org/mpsc/code/topic/> .
"""
MEASURE = (
    PREFIXES
    + """
measure:bamberg-hitzekarte a mpsc:Measure ;
    dcterms:title "Hitzekarte für Bamberg"@de , "Heat map of Bamberg"@en ;
    dcterms:description "Sensoren messen, wo es im Sommer zu heiß wird."@de ;
    dcterms:isPartOf project:bamberg ;
    mpsc:mainTopic topic:climate-resilience ;
    dcterms:subject topic:climate-resilience , topic:mobility ;
    adms:status status:planned ;
    foaf:page <https://example.org/hitzekarte> .
"""
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
REASON = "Bitte nennen Sie das Jahr."


@dataclass(frozen=True)
class Desk:
    """Hands in and decides, without pages."""

    inbox: Inbox
    known: Published
    town: Actor
    reviewer: Actor

    def content(self, text: str = MEASURE, name: str = "massnahme.ttl") -> Content:
        """Return what the check makes of a file."""
        received = Received(text.encode(), name)
        return content_of(evaluate(received, self.known), received, LICENCE)

    def hand_in(
        self, text: str = MEASURE, title: str = "Hitzekarte", waiver: str = "", revises: str | None = None
    ) -> tuple[str, str]:
        """Hand in a file; return the name of the submission and the secret of its address."""
        submission, secret = submissions.start(self.inbox, self.town, title, revises)
        submissions.submit(self.inbox, submission.id, self.town, self.content(text), waiver)
        return submission.id, secret

    def again(self, name: str, text: str, waiver: str = "") -> None:
        """Hand in another version."""
        submissions.submit(self.inbox, name, self.town, self.content(text), waiver)

    def decide(self, name: str, *events: Event) -> None:
        """Let the reviewer decide, or the build of a release publish."""
        for event in events:
            if event == Event.WITHDRAW:
                step = Step(event, self.town)
            else:
                step = Step(event, self.reviewer, content_hash=self.digest(name), reason=REASON)
            submissions.decide(self.inbox, name, step)

    def digest(self, name: str) -> str:
        """Return the digest of the newest content."""
        return reading.version(self.inbox, name).content_hash
