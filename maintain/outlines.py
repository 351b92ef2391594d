"""Cut the map's outlines from Natural Earth 1:50m (as TopoJSON): the part of the world where the missions were.

Usage: python outlines.py countries-50m.json ../data/map/outlines.json
Source: package world-atlas 2.0.2 (Natural Earth 4.1, public domain). Lines are simplified, more so far from the Balkans.
Political choices, ours: Northern Cyprus lies within Cyprus, Somaliland within Somalia, Crimea within Ukraine, with no line
inside them; Kosovo* is a shape of its own; the geometry with the id "disputed" holds the lines that are drawn dashed.
"""
import json
import sys

WEST, SOUTH, EAST, NORTH = -32, -37, 106, 79
BALKANS = (12.5, 38.5, 24.5, 47.5)
NAMES = {"N. Cyprus": "Cyprus", "Somaliland": "Somalia"}
IDS = {"Kosovo": "XKX"}
DISPUTED = [("Kosovo", "Serbia", None), ("Morocco", "W. Sahara", None), ("Israel", "Palestine", None), ("China", "India", None),
            ("India", "Pakistan", 32.4), ("Sudan", "S. Sudan", None)]


def decode(topo):
    (sx, sy), (tx, ty) = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        out = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            out.append((x * sx + tx, y * sy + ty))
        arcs.append(out)
    return arcs


def tolerance(x, y):
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        return 8.0
    if BALKANS[0] <= x <= BALKANS[2] and BALKANS[1] <= y <= BALKANS[3]:
        return 0.05
    if 13.9 <= x <= 14.8 and 35.6 <= y <= 36.3:  # Malta
        return 0.02
    if -12 <= x <= 42 and 33 <= y <= 72:
        return 0.32
    return 0.6


def simplify(points):
    """Douglas-Peucker on a shared arc, so that neighbours keep the same border; the tolerance depends on the place."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    stack = [(0, len(points) - 1)]
    while stack:
        a, b = stack.pop()
        (x0, y0), (x1, y1) = points[a], points[b]
        dx, dy = x1 - x0, y1 - y0
        length = (dx * dx + dy * dy) ** 0.5
        best, at = 1.0, None
        for i in range(a + 1, b):
            x, y = points[i]
            d = abs(dy * (x - x0) - dx * (y - y0)) / length if length else ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
            d /= tolerance(x, y)
            if d > best:
                best, at = d, i
        if at is not None:
            keep[at] = True
            stack += [(a, at), (at, b)]
    return [p for p, k in zip(points, keep, strict=True) if k]


def ring_points(arcs, ring):
    points = []
    for i in ring:
        piece = arcs[i] if i >= 0 else arcs[~i][::-1]
        points += piece if not points else piece[1:]
    return points


def area(points):
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, points[1:]))) / 2


def inside(points, x, y):
    hit = False
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            hit = not hit
    return hit


def dissolve(polygons, arcs):
    """Join polygons along the arcs they share; holes are dropped only where they vanish."""
    used = [i for polygon in polygons for ring in polygon for i in ring]
    left = [i for i in used if ~i not in used]
    def start(i): return arcs[i][0] if i >= 0 else arcs[~i][-1]
    def end(i): return arcs[i][-1] if i >= 0 else arcs[~i][0]
    rings = []
    while left:
        ring = [left.pop(0)]
        while end(ring[-1]) != start(ring[0]):
            following = next(i for i in left if start(i) == end(ring[-1]))
            left.remove(following)
            ring.append(following)
        rings.append(ring)
    return [[ring] for ring in rings]


def main(source, target):
    topo = json.load(open(source))
    raw = decode(topo)
    arcs = [simplify(arc) for arc in raw]
    shapes = {}
    for geometry in topo["objects"]["countries"]["geometries"]:
        if not geometry.get("arcs"):
            continue
        name = geometry["properties"]["name"]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        shapes[name] = {"id": geometry.get("id"), "polygons": polygons}
    borders = {name: {i if i >= 0 else ~i for p in s["polygons"] for r in p for i in r} for name, s in shapes.items()}
    crimea = [p for p in shapes["Russia"]["polygons"] if inside(ring_points(raw, p[0]), 34.3, 45.2)]
    print("Crimea polygons found in Russia:", len(crimea))
    shapes["Russia"]["polygons"] = [p for p in shapes["Russia"]["polygons"] if p not in crimea]
    shapes["Ukraine"]["polygons"] = dissolve(shapes["Ukraine"]["polygons"] + crimea, raw)
    for part, whole in NAMES.items():
        shapes[whole]["polygons"] = dissolve(shapes[whole]["polygons"] + shapes.pop(part)["polygons"], raw)
    # which polygons to keep: those in the picture, not too small for it
    used, geometries = {}, []
    extra = []

    def index(i):
        key = i if i >= 0 else ~i
        number = used.setdefault(key, len(used))
        return number if i >= 0 else ~number

    for name, shape in shapes.items():
        kept = []
        sizes = [area(ring_points(raw, p[0])) for p in shape["polygons"]]
        for polygon, size in zip(shape["polygons"], sizes, strict=True):
            points = ring_points(raw, polygon[0])
            seen = any(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in points)
            middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
            smallest = 0.06 if BALKANS[0] <= middle[0] <= BALKANS[2] and BALKANS[1] <= middle[1] <= BALKANS[3] else 0.35
            if name in ("Malta", "Cyprus", "Palestine", "Siachen Glacier"):
                smallest = 0
            if not seen or (size < smallest and size < max(sizes)) or (size < 0.02 and smallest):
                continue
            simple = ring_points(arcs, polygon[0])
            if len({(round(x, 2), round(y, 2)) for x, y in simple}) < 3:
                continue
            kept.append([[index(i) for i in ring] for ring in polygon if len(set(ring_points(arcs, ring))) > 2])
        if kept:
            geometries.append({"type": "MultiPolygon", "id": IDS.get(name) or shape["id"] or name, "properties": {"name": name + "*" if name == "Kosovo" else name}, "arcs": kept})
    lines = []
    for one, two, north_of in DISPUTED:
        for i in sorted(borders[one] & borders[two]):
            points = arcs[i]
            if north_of is not None:
                points = [p for p in points if p[1] >= north_of]
            if len(points) > 1:
                lines.append(points)
                extra.append(points)
    out = []
    for key in used:
        out.append(arcs[key])
    geometries.append({"type": "MultiLineString", "id": "disputed", "properties": {"name": "disputed lines"}, "arcs": [[len(out) + n] for n in range(len(extra))]})
    out += extra
    packed = []
    for points in out:
        x0 = y0 = 0
        row = []
        for n, (x, y) in enumerate(points):
            x, y = round(x * 100), round(y * 100)
            if n and (x, y) == (x0, y0) and n < len(points) - 1:
                continue
            row.append([x - x0, y - y0])
            x0, y0 = x, y
        packed.append(row)
    result = {"type": "Topology", "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
              "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}}, "arcs": packed}
    text = json.dumps(result, separators=(",", ":"), ensure_ascii=False)
    open(target, "w", encoding="utf-8").write(text + "\n")
    print(len(geometries), "shapes", len(packed), "arcs", sum(map(len, packed)), "points", len(text), "bytes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
