# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The projection and the frames of maps."""

from math import dist

import pytest

from graph.maps import COUNTRY, around, centre, project_point, read_point

KIEL, MUENCHEN, KOELN, DRESDEN = ((10.13727, 54.32178), (11.57549, 48.13743), (6.95778, 50.94222), (13.73832, 51.05089))


def _place(point: tuple[float, float]) -> tuple[float, float]:
    place = project_point(*point)
    assert place
    return place


def test_north_is_up_and_east_is_right() -> None:
    """As in SVG, the second number grows to the south."""
    assert _place(KIEL)[1] < _place(MUENCHEN)[1]
    assert _place(KOELN)[0] < _place(DRESDEN)[0]
    assert _place((10.5, 51.0)) == pytest.approx((0, 0), abs=1e-9)


@pytest.mark.parametrize(("one", "other", "kilometres"), [(KIEL, MUENCHEN, 694.5), (KOELN, DRESDEN, 474.8)])
def test_lengths_are_true(one: tuple[float, float], other: tuple[float, float], kilometres: float) -> None:
    """Within two parts in a thousand of the way over the ball (haversine, radius 6371 km)."""
    assert dist(_place(one), _place(other)) == pytest.approx(kilometres, rel=2e-3)


@pytest.mark.parametrize(
    "point", [(8.41, 55.05), (10.28, 47.28), (5.87, 51.05), (15.03, 51.27)], ids=["north", "south", "west", "east"]
)
def test_all_of_germany_is_in_the_frame(point: tuple[float, float]) -> None:
    """List, Oberstdorf, Selfkant and Neißeaue lie on the map."""
    assert _place(point) in COUNTRY


@pytest.mark.parametrize("point", [(0, 0), (2.35, 48.86), (10.5, 90), (1e9, 51), (float("nan"), 51)])
def test_a_point_elsewhere_has_no_place(point: tuple[float, float]) -> None:
    """Paris, the poles and numbers that are no coordinates are not drawn."""
    assert project_point(*point) is None


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("POINT(10.13727 54.32178)", KIEL),
        (" point ( 10.13727  54.32178 ) ", KIEL),
        ("POINT(-1 2)", (-1.0, 2.0)),
        ("POINT EMPTY", None),
        ("POINT(10)", None),
        ("POINT(1e400 2)", None),
        ("POINT(10 54 3)", None),
        ("LINESTRING(10 54, 11 55)", None),
        ("POINT(" + "9" * 100_000, None),
    ],
)
def test_only_points_are_read(text: str, point: tuple[float, float] | None) -> None:
    """Well-known text of anything else is passed over, however long."""
    assert read_point(text) == point


def test_frame_shows_all_places_with_a_margin() -> None:
    """A frame is never smaller than a state, and all of Germany where there is nothing to show."""
    places = [_place(KIEL), _place(MUENCHEN)]

    assert all(place in around(places) for place in places)
    assert around(places[:1]).width == 180
    assert around([]) == COUNTRY


def test_centre_is_the_mean() -> None:
    """No place counts more than another."""
    assert centre([(0, 0), (2, 4), (4, 2)]) == (2, 2)
