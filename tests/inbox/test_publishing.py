# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the inbox into a release: what is accepted, nothing else, and never by halves."""

import hashlib
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, PROV, Literal, URIRef
from rdflib.term import Node
from sqlalchemy import text

from graph.errors import CheckFailedError, ConflictError, GraphError, InputError, ReleaseError
from graph.inbox import Event, Outcome, State, accepted_contributions, publish, reading, submissions
from graph.publication.build import Recorder, build
from graph.publication.contributions import Contribution
from graph.publication.release import Release, current_release
from graph.publication.sources import Sources
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

SUBMISSION = "https://w3id.org/mpsc/graph/submission/"
GONE = URIRef("https://w3id.org/mpsc/graph/submissions")


@pytest.fixture
def sources(small: Sources) -> Sources:
    """Sources that know the town."""
    with (small.data / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write(
            """@prefix org: <http://www.w3.org/ns/org#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <https://w3id.org/mpsc/id/municipality/09461000> a org:Organization ;
                skos:prefLabel "Bamberg"@de ."""
        )
    return small


class Press:
    """Publishes the inbox of a world into a folder."""

    def __init__(self, world: Any, folder: Path, sources: Sources) -> None:
        self.world, self.folder, self.sources = world, folder, sources

    def run(self, date: str = "2026-11-23") -> Outcome[tuple[Release, bool]]:
        """Build a release of the sources and the inbox."""

        def built(contributions: tuple[Contribution, ...], recorded: Recorder) -> tuple[Release, bool]:
            whole = replace(self.sources, contributions=contributions)
            return build(self.folder, date, whole, recorded=recorded)

        return publish(self.world.inbox, built)

    def store(self) -> EmbeddedStore:
        """Return the dataset in service."""
        store = EmbeddedStore()
        store.load(current_release(self.folder)[1] / "dataset.nq")
        return store

    def said(self, name: str, link: URIRef, graph: URIRef | None = None) -> list[Node]:
        """Return what a graph says of a submission; default: its own."""
        node = URIRef(SUBMISSION + name)
        return list(self.store().graph(graph or node).objects(node, link))


@pytest.fixture
def press(world: Any, tmp_path: Path, sources: Sources) -> Press:
    """Publishes into a folder of its own."""
    return Press(world, tmp_path / "releases", sources)


def state(world: Any, name: str) -> str:
    """Return the state of a submission."""
    return str(reading.dossier(world.inbox, name).submission.state)


def accept(world: Any, note: str = "Hallo.", revises: str | None = None, **other: Any) -> str:
    """Return a submission that was accepted."""
    submission, _ = submissions.start(world.inbox, world.town, "Bamberg", revises)
    submissions.submit(world.inbox, submission.id, world.town, world.make(note, **other))
    for event in (Event.REVIEW, Event.ACCEPT):
        world.wait(minutes=5)
        world.step(submission.id, event)
    return submission.id


def faulty(what: str) -> dict[str, str]:
    """Return statements that break a rule."""
    return {"canonical": f"<https://w3id.org/mpsc/id/{what} .\n"}


UNTYPED = faulty('project/x> <http://www.w3.org/2004/02/skos/core#note> "x"')
MISSPELT = faulty('municipality/09461000> <https://w3id.org/mpsc/def#nothing> "x"')


def test_accepted_becomes_a_graph_of_its_own(world: Any, press: Press) -> None:
    """With who, when, under which licence, and the digest of what was reviewed; no account, no person."""
    name = accept(world)
    outcome = press.run()

    assert (outcome.published, list(outcome.refused), state(world, name)) == ([name], [], State.PUBLISHED)
    assert press.said(name, PROV.wasAttributedTo) == [URIRef(world.town.organisation)]
    assert press.said(name, PROV.hadPrimarySource) == [URIRef(world.town.organisation)]
    assert [str(at) for at in press.said(name, DCTERMS.dateSubmitted)] == ["2026-11-23T08:00:00Z"]
    assert [str(at) for at in press.said(name, DCTERMS.dateAccepted)] == ["2026-11-23T08:10:00Z"]
    dump = (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8")
    assert world.town.account not in dump
    assert world.office.account not in dump
    assert world.office.organisation not in dump


def test_published_statements_are_those_reviewed(world: Any, press: Press) -> None:
    """What the graph does not say of itself has the digest that the reviewer accepted (I4)."""
    name = accept(world)
    press.run()
    graph = f" <{SUBMISSION}{name}> .\n"
    dump = (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line.removesuffix(graph) + " .\n" for line in dump if line.endswith(graph)]
    reviewed = "".join(line for line in own if not line.startswith(f"<{SUBMISSION}"))

    digest = hashlib.sha256(reviewed.encode()).hexdigest()
    assert digest == world.hash_of(name)
    assert f'"{digest}"' in "".join(own)


@pytest.mark.parametrize(
    "other", [s for s in State if s not in {State.ACCEPTED, State.PUBLISHED, State.SUPERSEDED, State.RETRACTED}]
)
def test_nothing_else_is_published(world: Any, press: Press, other: State) -> None:
    """Whatever was not accepted is not in the release, under no name."""
    name = world.brought_to(other)
    outcome = press.run()

    assert (outcome.published, state(world, name)) == ([], other)
    assert name not in (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8")


def test_same_inbox_gives_the_same_release(world: Any, press: Press) -> None:
    """Before and after it was recorded, today and later: not a byte differs."""
    for note in ("Eins.", "Zwei."):
        accept(world, note)
    first, is_new = press.run().built
    world.wait(days=30)
    second, is_newer = press.run("2026-12-23").built

    assert (is_new, is_newer, second) == (True, False, first)


def test_other_graphs_stay_as_they_are(world: Any, press: Press) -> None:
    """A submission adds its own graph and changes no triple of another (I5)."""

    def lines() -> set[str]:
        dump = (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8").splitlines()
        return {line for line in dump if "graph/statistics>" not in line}

    press.run()
    before = lines()
    name = accept(world)
    press.run()

    assert before <= lines()
    assert all(line.endswith(f"<{SUBMISSION}{name}> .") for line in lines() - before)


def test_revision_takes_the_place_of_the_one_before(world: Any, press: Press) -> None:
    """What was superseded stays citable: when, by what, its digest, and the release that has it."""
    first = accept(world, "Alt.")
    press.run()
    second = accept(world, "Neu.", revises=first)
    third = accept(world, "Andere.")
    press.run("2026-11-24")

    assert (state(world, first), state(world, second)) == (State.SUPERSEDED, State.PUBLISHED)
    assert press.said(first, DCTERMS.isReplacedBy, GONE) == [URIRef(SUBMISSION + second)]
    assert press.said(first, DCTERMS.isPartOf, GONE) == [URIRef("https://w3id.org/mpsc/release/2026-11-23")]
    assert press.said(second, PROV.wasRevisionOf) == [URIRef(SUBMISSION + first)]
    dump = (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8")
    assert ("Alt." in dump, "Neu." in dump) == (False, True)
    assert world.hash_of(first) in dump
    assert "Alt." in (press.folder / "2026-11-23" / "dataset.nq").read_text(encoding="utf-8")
    fourth = accept(world, "Neuer.", revises=second)
    press.run("2026-11-25")
    assert press.said(first, DCTERMS.isReplacedBy, GONE) == [URIRef(SUBMISSION + second)]
    assert press.said(second, DCTERMS.isReplacedBy, GONE) == [URIRef(SUBMISSION + fourth)]
    assert state(world, third) == State.PUBLISHED


def test_retracted_leaves_its_reason(world: Any, press: Press) -> None:
    """The statements go, that they were there does not."""
    name = accept(world)
    press.run()
    world.step(name, Event.RETRACT, reason="Die Zahl war falsch.")
    press.run("2026-11-24")

    comment = URIRef("http://www.w3.org/2000/01/rdf-schema#comment")
    assert press.said(name, comment, GONE) == [Literal("Die Zahl war falsch.", lang="de")]
    assert len(press.said(name, PROV.invalidatedAtTime, GONE)) == 1
    assert URIRef(SUBMISSION + name) not in press.store().named_graphs()


def test_retracted_thing_is_gone_at_its_address(world: Any, press: Press) -> None:
    """410 with the reason, as page and RDF; the release before has it; a new submission brings it back."""
    node = "https://w3id.org/mpsc/id/source/bericht"
    said = (
        f'<{node}> <http://purl.org/dc/terms/title> "Bericht"@de .\n'
        f"<{node}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document> .\n"
        f'<{node}> <http://www.w3.org/2000/01/rdf-schema#comment> "Von 2026."@de .\n'
    )

    def answers(path: str, accept: str) -> tuple[int, str]:
        store = press.store()
        store.merge()
        found = create_app(Settings(), store).test_client().get(path, headers={"Accept": accept})
        return found.status_code, found.text

    name = accept(world, canonical=said)
    assert press.run().published == [name]
    code, page = answers("/doc/source/bericht", "text/html")
    assert (code, "Bericht" in page, f"submission/{name}" in page, "Bamberg" in page) == (200, True, True, True)
    world.step(name, Event.RETRACT, reason="War ein Entwurf.")
    press.run("2026-11-24")
    for accepted_type in ("text/html", "text/turtle"):
        code, shown = answers("/doc/source/bericht", accepted_type)
        assert (code, "War ein Entwurf." in shown, "Bericht" in shown) == (410, True, False)
    assert "Bericht" in (press.folder / "2026-11-23" / "dataset.nq").read_text(encoding="utf-8")
    accept(world, canonical=said)
    press.run("2026-11-25")
    assert answers("/doc/source/bericht", "text/html")[0] == 200


@pytest.mark.parametrize("given", [UNTYPED, MISSPELT])
def test_faulty_one_is_left_out_and_the_rest_is_not(world: Any, press: Press, given: dict[str, str]) -> None:
    """It stays accepted, the reason is written down once, and the others are published."""
    good, bad = accept(world), accept(world, **given)
    for date in ("2026-11-23", "2026-11-24"):
        outcome = press.run(date)
        assert [refusal.name for refusal in outcome.refused] == [bad]

    assert (state(world, good), state(world, bad)) == (State.PUBLISHED, State.ACCEPTED)
    refusals = [d for d in reading.dossier(world.inbox, bad).decisions if d.event == Event.REFUSE]
    assert [refusal.reason for refusal in refusals] == [outcome.refused[0].reason]
    assert "queries/checks/" in refusals[0].reason
    assert bad not in (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8")


def test_a_refusal_quotes_without_control_characters(world: Any, press: Press) -> None:
    """What somebody submitted cannot write on the operator's terminal, nor stop the record."""
    node = "<https://w3id.org/mpsc/id/source/x>"
    store = EmbeddedStore()
    store.load_n_quads(
        f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document> .\n"
        f'{node} <http://purl.org/dc/terms/title> "\\u001B[31m\\u202Erot" .\n'
    )
    name = accept(world, canonical="".join(store.n_quads()))
    for _ in range(2):
        (refusal,) = press.run().refused

    assert "Found: \ufffd[31m\ufffdrot" in refusal.reason
    assert all(sign.isprintable() or sign == "\n" for sign in refusal.reason)
    assert [d.event for d in reading.dossier(world.inbox, name).decisions].count(Event.REFUSE) == 1


def test_refused_revision_leaves_the_one_before_in_force(world: Any, press: Press) -> None:
    """Until the new one is right, the old one is what holds."""
    first = accept(world, "Alt.")
    press.run()
    second = accept(world, revises=first, **UNTYPED)
    press.run("2026-11-24")

    assert (state(world, first), state(world, second)) == (State.PUBLISHED, State.ACCEPTED)
    assert "Alt." in (press.folder / "current" / "dataset.nq").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("canonical", "message"),
    [
        ("<https://w3id.org/mpsc/graph/towns> <x:p> <x:o> .\n", "describes <https://w3id.org/mpsc/graph/towns>"),
        ("<https://w3id.org/mpsc/def#Cohort> <x:p> <x:o> .\n", "not graphs, terms or lists"),
        ("<https://w3id.org/mpsc/code/a/b> <x:p> <x:o> .\n", "not graphs, terms or lists"),
        ("<x:s> <x:p> <x:o> <https://w3id.org/mpsc/graph/towns> .\n", "name graphs"),
        ("_:b <x:p> <x:o> .\n", "Name blank nodes"),
        ("<x:s> <x:p> _:b .\n", "Name blank nodes"),
        ("<x:s> <x:p> <<( <x:s> <x:p> <x:o> )>> .\n", "RDF 1.1"),
        ('<x:s> <x:p> "a"@ar--rtl .\n', "RDF 1.1"),
        ("<x:s> <x:p> <x:o>", "line 1"),
        ("<x:s> <x:p> <x:o> .\n<x:a> <x:p> <x:o> .\n", "canonical form"),
        ('<x:s> <x:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .\n', "canonical form"),
        ("nonsense", "line 1"),
    ],
)
def test_what_does_not_fit_into_a_graph_of_its_own(world: Any, press: Press, canonical: str, message: str) -> None:
    """Other graphs, terms and code lists are out of reach, and nothing changes on the way."""
    accept(world, canonical=canonical)
    (refusal,) = press.run().refused

    assert message in refusal.reason


def test_fault_of_curated_data_stops_the_build(world: Any, press: Press) -> None:
    """Submissions are not blamed for it, and stay accepted."""
    name = accept(world)
    (press.sources.data / "bad.ttl").write_text("<https://w3id.org/mpsc/id/project/x> <x:p> 1 .", encoding="utf-8")

    with pytest.raises(CheckFailedError, match="Nothing was published"):
        press.run()
    assert state(world, name) == State.ACCEPTED
    with pytest.raises(ReleaseError, match="no release yet"):
        current_release(press.folder)


def test_fault_of_what_is_published_stops_the_build(world: Any, press: Press) -> None:
    """Others cite it, so it is not left out in silence; the release before stays in service."""
    name = accept(world)
    press.run()
    towns = press.sources.data / "towns.ttl"
    towns.write_text(towns.read_text(encoding="utf-8").split("@prefix org:")[0], encoding="utf-8")

    with pytest.raises(CheckFailedError, match=f"submission/{name}"):
        press.run("2026-11-24")
    assert current_release(press.folder)[0].version == "2026-11-23"


def test_damaged_content_is_never_published(world: Any, press: Press) -> None:
    """What is in the database must have the digest that was accepted."""
    name = accept(world)
    press.run()
    with world.inbox.database.writing() as session:
        session.execute(text("UPDATE versions SET canonical = '<x:s> <x:p> <x:o> .'"))

    with pytest.raises(InputError, match=f"Submission {name}.*not those that were reviewed"):
        press.run("2026-11-24")


@pytest.mark.parametrize("event", [Event.WITHDRAW, Event.REQUEST_CHANGES])
def test_withdrawn_while_the_release_is_built(world: Any, press: Press, event: Event) -> None:
    """The release does not appear; the next one goes without."""
    name = accept(world)

    def built(contributions: tuple[Contribution, ...], recorded: Recorder) -> tuple[Release, bool]:
        world.step(name, event)
        whole = replace(press.sources, contributions=contributions)
        return build(press.folder, "2026-11-23", whole, recorded=recorded)

    with pytest.raises(ConflictError, match=f"{name} has become .* while the release was being built"):
        publish(world.inbox, built)
    assert sorted(path.name for path in press.folder.iterdir()) == [".lock"]
    assert press.run().published == []


def test_retracted_while_the_release_is_built(world: Any, press: Press) -> None:
    """What is gone does not come back with the release that was under way."""
    name = accept(world)
    press.run()
    accept(world, "Noch eine.")

    def built(contributions: tuple[Contribution, ...], recorded: Recorder) -> tuple[Release, bool]:
        world.step(name, Event.RETRACT)
        whole = replace(press.sources, contributions=contributions)
        return build(press.folder, "2026-11-24", whole, recorded=recorded)

    with pytest.raises(ConflictError, match=f"{name} has become retracted"):
        publish(world.inbox, built)
    assert current_release(press.folder)[0].version == "2026-11-23"


def test_crash_between_release_and_record(world: Any, press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """The release appeared, the record did not: the next build makes up for it and changes nothing."""
    name = accept(world)
    with monkeypatch.context() as patched:
        patched.setattr("graph.publication.build._appear", stopping_after("_appear"))
        with pytest.raises(KeyboardInterrupt):
            press.run()
    assert (state(world, name), current_release(press.folder)[0].version) == (State.ACCEPTED, "2026-11-23")

    (release, is_new) = press.run("2026-11-24").built
    assert (release.version, is_new, state(world, name)) == ("2026-11-23", False, State.PUBLISHED)
    assert reading.dossier(world.inbox, name).decisions[-1].release == "2026-11-23"


def stopping_after(name: str) -> Any:
    """Return the function of the build module, followed by the end of the process."""
    whole = getattr(import_module("graph.publication.build"), name)

    def stopped(*arguments: Any) -> None:
        whole(*arguments)
        raise KeyboardInterrupt

    return stopped


def test_release_that_cannot_be_written_records_nothing(world: Any, press: Press) -> None:
    """A folder in the way: the submission stays accepted."""
    name = accept(world)
    press.folder.write_text("in the way", encoding="utf-8")

    with pytest.raises(GraphError, match="MPSC_RELEASE_FOLDER"):
        press.run()
    assert state(world, name) == State.ACCEPTED


def test_accepted_tells_what_is_new(world: Any, press: Press) -> None:
    """For whoever builds: names, statements, digests, and which are in a release already."""
    first = accept(world, "Alt.")
    press.run()
    second = accept(world, "Neu.", revises=first)

    told = {c.name: (c.is_new, c.ending is not None, c.revises) for c in accepted_contributions(world.inbox)}
    assert told == {first: (False, True, None), second: (True, False, first)}
