"""When a bucket was, in words."""

from app.core.periods import local
from app.ui import formats
from app.ui.charts.series import Chart


def bucket_heading(chart: Chart, bucket: int) -> str:
    edges = chart.stack.edges_us
    start, end = (local(int(us), chart.zone) for us in edges[bucket : bucket + 2])
    if chart.grain == "month":
        return formats.month(start)
    if chart.grain == "day":
        return formats.day_long(start)
    if chart.grain == "week":
        last = local(int(edges[bucket + 1]) - 1, chart.zone)
        return f"{formats.day_short(start)} to {formats.day_long(last)}"
    return f"{formats.day_long(start)}, {formats.clock(start)} to {formats.clock(end)}"
