"""Pictures of a question set's measures, as SVG that needs no script and takes its colours from the page around it.

Owns their geometry. Knows nothing of questions or reports: points in, markup out.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.evaluation.metrics import Bin, RiskPoint
from qa.rendering.markup import Markup, element, joined

_WIDTH, _HEIGHT = 480.0, 320.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 74.0, 26.0, 14.0, 50.0
_TOPS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def risk_picture(points: Sequence[RiskPoint], *, now: tuple[float, float] | None) -> Markup:
    """Draw risk against coverage, and where (coverage, risk) the default threshold lies, if it answers anything."""
    highest = max([p.risk for p in points] + ([now[1]] if now else []), default=1.0)
    top = next(t for t in _TOPS if highest <= t)
    plane = _Plane(top)
    line = " ".join(f"{'L' if n else 'M'}{plane.x(p.coverage)} {plane.y(p.risk)}" for n, p in enumerate(points))
    parts = [plane.axes("share of the questions answered", "share of the answers wrong")]
    if points:
        parts.append(element("path", d=line, class_="curve"))
    if now is not None:
        parts.append(element("circle", cx=plane.x(now[0]), cy=plane.y(now[1]), r=6, class_="now"))
    return _svg("Risk against coverage", *parts)


def reliability_picture(bins: Sequence[Bin]) -> Markup:
    """Draw the share of right answers against confidence, a dot a bin, beside the line where the two are equal."""
    plane = _Plane(1.0)
    ideal = element("line", x1=plane.x(0), y1=plane.y(0), x2=plane.x(1), y2=plane.y(1), class_="ideal")
    gaps = (
        element(
            "line",
            x1=plane.x(b.confidence),
            x2=plane.x(b.confidence),
            y1=plane.y(b.confidence),
            y2=plane.y(b.right),
            class_="gap",
        )
        for b in bins
    )
    dots = (element("circle", cx=plane.x(b.confidence), cy=plane.y(b.right), r=5, class_="bin") for b in bins)
    axes = plane.axes("confidence", "share of the first statements right")
    return _svg("Confidence against outcome", axes, ideal, *gaps, *dots)


class _Plane:
    """A plane of shares: 0 to 1 across, 0 to ``top`` upwards."""

    def __init__(self, top: float) -> None:
        self._top = top

    def x(self, share: float) -> float:
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, share: float) -> float:
        return round(_HEIGHT - _BOTTOM - share / self._top * (_HEIGHT - _TOP - _BOTTOM), 1)

    def axes(self, across: str, upwards: str) -> Markup:
        """Draw the grid, the numbers along it, and what is measured."""
        parts = []
        for step in range(5):
            share, height = step / 4, self._top * step / 4
            x, y = self.x(share), self.y(height)
            parts += [
                element("line", x1=x, x2=x, y1=self.y(0), y2=self.y(self._top), class_="grid"),
                element("line", x1=self.x(0), x2=self.x(1), y1=y, y2=y, class_="grid"),
                element("text", _percent(share), x=x, y=self.y(0) + 18, text_anchor="middle"),
                element("text", _percent(height), x=_LEFT - 8, y=y + 4, text_anchor="end"),
            ]
        middle = self.y(self._top / 2)
        parts.append(element("text", across, x=self.x(0.5), y=_HEIGHT - 8, text_anchor="middle", class_="axis"))
        turned = f"rotate(-90 14 {middle})"
        parts.append(element("text", upwards, x=14, y=middle, text_anchor="middle", transform=turned, class_="axis"))
        return joined(*parts)


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _svg(title: str, *parts: str) -> Markup:
    return element("svg", *parts, viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}", role="img", aria_label=title, class_="picture")
