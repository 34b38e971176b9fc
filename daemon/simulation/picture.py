"""A search as a picture: an SVG timeline with one lane for each application, readable on light and dark pages.

Names from a file are text and nothing else: escaped, and without control characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from daemon.core.remembered import Form
from daemon.core.typed import Tag
from daemon.core.wording import clean
from daemon.simulation.playing import Outcome
from daemon.simulation.search import Meeting

WIDTH, LEFT, LANE, TOP = 1200, 236, 44, 48
RIGHT = WIDTH - 20
_AFTER = timedelta(days=10)  # that are shown after the last thing that happens
_MONTH = 60  # how wide the name of a month is
_STYLE = """\
svg { color-scheme: light dark; background: #ffffff; font: 12px sans-serif; }
text { fill: #1f2328; } .soft { fill: #59636e; } .line { stroke: #d1d9e0; }
.interview { fill: #0969da; } .entry { fill: #1a7f37; } .draft { fill: none; stroke: #9a6700; stroke-width: 1.5; }
.promise { stroke: #8250df; stroke-width: 2; } .outcome { font-weight: bold; }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; } text { fill: #f0f6fc; } .soft { fill: #9198a1; } .line { stroke: #3d444d; }
  .interview { fill: #4493f8; } .entry { fill: #3fb950; } .draft { stroke: #d29922; } .promise { stroke: #ab7df8; }
}"""
_OUTCOMES = {Tag.OFFER: "★", Tag.REJECTED: "✕", Tag.WITHDRAWN: "↩"}
_LEGEND = {
    "interview": "interview",
    "entry": "calendar entry",
    "draft": "e-mail draft",
    "promise": "promised date",
    "★": "offer",
    "✕": "rejection",
    "↩": "withdrawn",
}
_CENTRED = {"entry": -10, "draft": 12}  # how far from its lane's line a shape is drawn, to set it right in the legend


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """Something to be drawn in a lane: when, which shape, and what is told when it is pointed at."""

    lane: str
    at: datetime
    shape: str
    title: str


def draw(outcome: Outcome) -> str:
    """The picture of a search, as a whole SVG file."""
    marks = list(_marks(outcome))
    lanes = {lane: TOP + LANE * number for number, lane in enumerate(dict.fromkeys(mark.lane for mark in marks))}
    height = TOP + LANE * (len(lanes) + 1)
    scale = _Scale(outcome.search.begins, max([outcome.search.begins, *(mark.at for mark in marks)]) + _AFTER)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{_text('A job search and what would be written for it')}</title>",
        f"<style>{_STYLE}</style>",
        *_months(scale, height),
        *(line for lane, y in lanes.items() for line in _lane(lane, y)),
        *(_drawn(mark, scale.x(mark.at), lanes[mark.lane]) for mark in marks),
        *_legend(height - LANE // 2),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    """Where a moment is from left to right."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins = begins
        self.ends = ends

    def x(self, moment: datetime) -> float:
        """The place of a moment."""
        return round(LEFT + (RIGHT - LEFT) * ((moment - self.begins) / (self.ends - self.begins)), 1)


def _marks(outcome: Outcome) -> Iterator[_Mark]:
    """Everything to be drawn; interviews first, so that lanes come in the order of time."""
    zone = outcome.search.zone
    for meeting in outcome.search.meetings:
        lane, start = _lane_of(meeting), meeting.moved_to or meeting.start
        if not meeting.cancelled:
            yield _Mark(lane=lane, at=start, shape="interview", title="interview")
        if isinstance(meeting.promise, date) and not meeting.cancelled:
            at = datetime.combine(meeting.promise, time(12), zone)
            yield _Mark(lane=lane, at=at, shape="promise", title="promised date")
    for happened in outcome.happened:
        reply = happened.meeting.reply
        if reply and happened.what == f"told: {reply}":
            yield _Mark(lane=_lane_of(happened.meeting), at=happened.at, shape=_OUTCOMES[reply], title=reply)
    for written in outcome.written:
        application = written.step.application
        lane = f"{application.company}, {application.role}" if application else "all of them"
        shape = "draft" if written.row.form is Form.DRAFT else "entry"
        yield _Mark(lane=lane, at=written.row.start.astimezone(zone), shape=shape, title=written.title)


def _lane_of(meeting: Meeting) -> str:
    return f"{meeting.company}, {meeting.role}"


def _months(scale: _Scale, height: int) -> Iterator[str]:
    month = scale.begins.replace(day=1)
    while month < scale.ends:
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0)
        if month < scale.ends:
            x = scale.x(month)
            yield f'<line class="line" x1="{x}" y1="24" x2="{x}" y2="{height - LANE}"/>'
            if x + _MONTH < WIDTH:
                yield f'<text class="soft" x="{x + 3}" y="20">{month:%b %Y}</text>'


def _lane(name: str, y: int) -> Iterator[str]:
    yield f'<line class="line" x1="{LEFT}" y1="{y}" x2="{RIGHT}" y2="{y}"/>'
    yield f'<text x="10" y="{y + 4}">{_text(clean(name, 32))}<title>{_text(name)}</title></text>'


def _drawn(mark: _Mark, x: float, y: int) -> str:
    return _shape(mark.shape, x, y, f"{mark.at:%d %b %Y %H:%M}: {mark.title}")


def _shape(shape: str, x: float, y: int, told: str) -> str:
    title = f"<title>{_text(told)}</title>"
    match shape:
        case "interview":
            return f'<rect class="interview" x="{x - 5}" y="{y - 5}" width="10" height="10">{title}</rect>'
        case "entry":
            return f'<circle class="entry" cx="{x}" cy="{y + 10}" r="3.5">{title}</circle>'
        case "draft":
            return f'<rect class="draft" x="{x - 4}" y="{y - 15}" width="8" height="6">{title}</rect>'
        case "promise":
            return f'<line class="promise" x1="{x}" y1="{y - 12}" x2="{x}" y2="{y + 12}">{title}</line>'
    return f'<text class="outcome" x="{x - 5}" y="{y + 5}">{shape}{title}</text>'


def _legend(y: int) -> Iterator[str]:
    for number, (shape, words) in enumerate(_LEGEND.items()):
        x = LEFT + (RIGHT - LEFT) // len(_LEGEND) * number
        yield _shape(shape, x, y + _CENTRED.get(shape, 0), words)
        yield f'<text class="soft" x="{x + 12}" y="{y + 4}">{words}</text>'


def _text(text: str) -> str:
    """A text as it may stand in XML, without what may not."""
    return escape("".join(c if c.isprintable() else " " for c in text))
