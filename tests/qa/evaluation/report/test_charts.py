"""The pictures show the numbers at their places, within the frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.metrics import Bin, RiskPoint, risk_coverage
from qa.evaluation.report.charts import reliability_picture, risk_picture

OUTCOMES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def numbers(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", text)]


@given(OUTCOMES)
def test_the_curve_runs_to_the_right_within_the_frame(pairs: list[tuple[float, bool]]) -> None:
    points = risk_coverage([c for c, _ in pairs], [r for _, r in pairs])
    picture = ET.fromstring(risk_picture(points, now=(points[0].coverage, points[0].risk)))
    (path,) = picture.findall("path[@class='curve']")
    places = numbers(path.attrib["d"])
    assert len(places) == len(points)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    (dot,) = picture.findall("circle")
    assert (float(dot.attrib["cx"]), float(dot.attrib["cy"])) == places[0]
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    assert all(0 < x < width and 0 < y < height for x, y in places)


def test_a_higher_risk_stands_higher_and_the_axis_reaches_it() -> None:
    picture = ET.fromstring(risk_picture([RiskPoint(0.9, 0.5, 0.0), RiskPoint(0.1, 1.0, 0.35)], now=None))
    (low, high) = numbers(picture.find("path").attrib["d"])  # type: ignore[union-attr]
    assert low[1] > high[1]
    assert "40 %" in [text.text for text in picture.iter("text")]
    assert picture.findall("circle") == []


def test_nothing_asked_gives_an_empty_frame() -> None:
    assert ET.fromstring(risk_picture([], now=None)).findall("path") == []


def test_a_bin_on_the_line_has_no_gap_and_one_off_it_has() -> None:
    picture = ET.fromstring(reliability_picture([Bin(0.25, 0.25, 10), Bin(0.8, 0.4, 10)]))
    gaps = [abs(float(g.attrib["y1"]) - float(g.attrib["y2"])) for g in picture.findall("line[@class='gap']")]
    assert gaps[0] == 0
    assert gaps[1] > 50
    assert len(picture.findall("circle")) == 2
