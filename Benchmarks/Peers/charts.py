"""Charts in SVG and the page that holds them, without any library."""

import html
import math

COLOURS = {"VNSearch": "#c8102e", "Lucene": "#1f5fa8", "Tantivy": "#c77700", "SQLite FTS5": "#2e7d32", "Xapian": "#6a3d9a"}
OTHERS = ["#00838f", "#5d4037", "#455a64"]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; } h3 { font-size: 1.05rem; }
svg { display: block; width: 100%; height: auto; margin: 1.2rem 0; }
svg text { font: 13px system-ui, sans-serif; fill: #1a1a1a; } svg .title { font-size: 16px; font-weight: 600; } svg .faint { fill: #555; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; margin: .6rem 0; }
td, th { border-bottom: 1px solid #ddd; padding: .3rem .6rem; text-align: right; white-space: nowrap; } td:first-child, th:first-child { text-align: left; }
code { background: #f2f2f2; padding: .1rem .3rem; }
"""


def colour(name):
    for engine, value in COLOURS.items():
        if name.startswith(engine):
            return value
    return OTHERS[sum(map(ord, name)) % len(OTHERS)]


def number(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def text(x, y, content, anchor="start", style=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{style}">{html.escape(content)}</text>'


def svg(width, height, parts, title):
    return (f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{html.escape(title)}" xmlns="http://www.w3.org/2000/svg">'
            + text(0, 18, title, style="title") + "".join(parts) + "</svg>")


def decades(low, high):
    """A logarithmic axis that has room for the values."""
    return math.floor(math.log10(max(low, 1e-3))), math.ceil(math.log10(max(high, 1e-3)) + 1e-9)


def latencies(title, groups, engines):
    """Horizontal bars on a logarithmic axis, one group for each set of queries."""
    left, right, width, bar = 110, 70, 900, 17
    values = [value for _, engines_of in groups for summary in engines_of.values() for value in (summary["mean"], summary["p50"], summary["p99"])]
    first, last = decades(min(values), max(values))
    last = max(last, first + 1)
    place = lambda value: left + (math.log10(max(value, 10.0**first)) - first) / (last - first) * (width - left - right)
    parts, y = [], 54
    x = left
    for engine in engines:
        parts.append(f'<rect x="{x}" y="28" width="12" height="12" fill="{colour(engine)}"/>' + text(x + 17, 39, engine))
        x += 34 + 8 * len(engine)
    top = y
    for name, found in groups:
        height = bar * len(found)
        parts.append(text(left - 8, y + height / 2 + 5, name, "end"))
        for engine in engines:
            if engine not in found:
                continue
            summary = found[engine]
            parts.append(f'<rect x="{left}" y="{y + 2}" width="{place(summary["mean"]) - left:.1f}" height="{bar - 5}" fill="{colour(engine)}"/>')
            middle = y + (bar - 1) / 2
            parts.append(f'<line x1="{place(summary["p50"]):.1f}" x2="{place(summary["p99"]):.1f}" y1="{middle}" y2="{middle}" stroke="#000" stroke-width="1.2"/>')
            parts.append(text(max(place(summary["mean"]), place(summary["p99"])) + 5, y + bar - 5, number(summary["mean"]), style="faint"))
            y += bar
        y += 9
    axis = []
    for exponent in range(first, last + 1):
        x = place(10.0**exponent)
        axis.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4}" y2="{y}" stroke="#ccc"/>' + text(x, y + 16, number(10.0**exponent) + (" µs" if exponent == first else ""), "middle", "faint"))
    return svg(width, y + 24, axis + parts, title)


def bars(title, values):
    """Horizontal bars on a linear axis."""
    left, width, bar = 110, 900, 22
    highest = max(values.values()) or 1
    parts, y = [], 34
    for name, value in values.items():
        length = value / highest * (width - left - 80)
        parts.append(text(left - 8, y + 15, name, "end") + f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="{bar - 5}" fill="{colour(name)}"/>' + text(left + length + 5, y + 15, number(value), style="faint"))
        y += bar
    return svg(width, y + 6, parts, title)


def lines(title, series):
    """Lines with both axes logarithmic."""
    left, right, top, bottom, width, height = 70, 140, 40, 34, 900, 320
    points = [point for values in series.values() for point in values]
    if not points:
        return ""
    low_x, high_x = math.log10(min(x for x, _ in points)), math.log10(max(x for x, _ in points))
    high_x = max(high_x, low_x + 0.1)
    low_y, high_y = decades(min(y for _, y in points), max(y for _, y in points))
    px = lambda x: left + (math.log10(x) - low_x) / (high_x - low_x) * (width - left - right)
    py = lambda y: height - bottom - (math.log10(max(y, 1e-3)) - low_y) / (high_y - low_y) * (height - top - bottom)
    parts = []
    for exponent in range(low_y, high_y + 1):
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{py(10.0**exponent):.1f}" y2="{py(10.0**exponent):.1f}" stroke="#ccc"/>' + text(left - 8, py(10.0**exponent) + 4, number(10.0**exponent), "end", "faint"))
    for x in sorted({x for x, _ in points}):
        parts.append(text(px(x), height - 10, f"{x:,}", "middle", "faint"))
    for name, values in series.items():
        values = sorted(values)
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in values)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour(name)}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="4" fill="{colour(name)}"/>' for x, y in values]
        x, y = values[-1]
        parts.append(text(px(x) + 9, py(y) + 4, f"{name} {number(y)}"))
    return svg(width, height, parts, title)


def page(title, figures, markdown):
    """A page of figures and, below, the tables of the report."""
    head, _, rest = markdown.partition("\n## ")
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(title)}</title><style>{STYLE}</style></head><body>{to_html(head)}{figures}{to_html('## ' + rest)}</body></html>\n")


def to_html(markdown):
    """The few parts of Markdown that the report uses: headings, tables, lists, code, paragraphs."""
    result, table, items = [], [], []

    def inline(part):
        pieces = html.escape(part).split("`")
        return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))

    def flush():
        if table:
            cells = [[inline(cell.strip()) for cell in row.strip("|").split("|")] for row in table]
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[2:])
            result.append('<div class="scroll"><table><tr>' + "".join(f"<th>{cell}</th>" for cell in cells[0]) + f"</tr>{rows}</table></div>")
            table.clear()
        if items:
            result.append("<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>")
            items.clear()

    for line in markdown.split("\n"):
        if line.startswith("|"):
            table.append(line)
        elif line.startswith("- "):
            items.append(line[2:])
        else:
            flush()
            level = len(line) - len(line.lstrip("#"))
            if level:
                result.append(f"<h{level}>{inline(line[level + 1:])}</h{level}>")
            elif line.strip():
                result.append(f"<p>{inline(line)}</p>")
    flush()
    return "".join(result)
