import json
import math

import antimeridian
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from longwatch.errors import BadInputError
from longwatch.formats.geojson import (
    MAX_BYTES,
    feature,
    line_geometry,
    point_geometry,
    polygon_geometry,
    read_polygons,
    repair_ring,
    write_geojson,
)
from longwatch.geo.area import area_m2, contains
from longwatch.geo.geodesic import wgs84
from longwatch.geo.plane import shape_of
from longwatch.geo.polygon import Polygon

SQUARE = [[-75, 37], [-74, 37], [-74, 38], [-75, 38], [-75, 37]]


def ring_area_m2(ring):
    lon, lat = zip(*ring, strict=True)
    return abs(wgs84().polygon_area_perimeter(lon, lat)[0])


@pytest.fixture
def read(tmp_path):
    def read_it(data, name=None):
        path = tmp_path / "areas.geojson"
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return read_polygons(path, name)

    return read_it


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_plain_polygon_comes_without_warnings(read):
    polygons, warnings = read(polygon(SQUARE))
    assert warnings == ()
    assert len(polygons) == 1
    assert set(polygons[0].outer) == {(37.0, -75.0), (37.0, -74.0), (38.0, -74.0), (38.0, -75.0)}
    assert area_m2(polygons) == pytest.approx(ring_area_m2(SQUARE), rel=1e-12)


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        (SQUARE[::-1], "runs the other way round"),
        (SQUARE[:-1], "is not closed"),
        ([SQUARE[0], *SQUARE], "1 repeated point left out"),
        ([SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[1], *SQUARE[2:]], "2 repeated points left out"),
        (
            [*SQUARE[:3], [-74, 39], [-74, 38], *SQUARE[3:]],
            "crosses or touches itself at 38.0000 N, 74.0000 W; read as 1 polygon",
        ),
    ],
)
def test_what_has_one_reading_is_repaired_and_said(read, ring, says):
    polygons, warnings = read(polygon(ring))
    assert len(warnings) == 1
    assert says in warnings[0]
    assert warnings[0].startswith("areas.geojson")
    assert area_m2(polygons) == pytest.approx(ring_area_m2(SQUARE), rel=1e-9)


def test_a_bow_tie_is_two_triangles(read):
    polygons, warnings = read(polygon([[-75, 37], [-74, 38], [-74, 37], [-75, 38], [-75, 37]]))
    assert warnings == (
        "areas.geojson: the polygon crosses or touches itself at 37.5000 N, 74.5000 W; read as 2 polygons",
    )
    assert len(polygons) == 2
    assert area_m2(polygons) == pytest.approx(ring_area_m2(SQUARE) / 2, rel=1e-3)
    assert contains(polygons, [37.5, 37.5, 37.8], [-74.9, -74.1, -74.5]).tolist() == [True, True, False]


def test_a_pentagram_has_two_readings_and_is_refused(read):
    star = [[math.cos(4 * math.pi * k / 5), math.sin(4 * math.pi * k / 5)] for k in range(5)]
    with pytest.raises(
        BadInputError, match=r"crosses itself at 0\.\d+ [NS], 0\.\d+ [EW] and goes round a part of itself twice"
    ):
        read(polygon([*star, star[0]]))


BAD = {
    "latitude 91": (polygon([[0, 91], [1, 0], [2, 2], [0, 91]]), "point 1: latitude 91 lies beyond 90"),
    "swapped": (polygon([[37, -100], [37, -101], [38, -101], [37, -100]]), "are latitude and longitude swapped?"),
    "metres": (polygon([[-8e6, 4.4e6], [-8e6, 4.5e6], [-7e6, 4.5e6], [-8e6, 4.4e6]]), "are these metres of a projection?"),
    "longitude 700": (polygon([[700, 1], [701, 1], [701, 2], [700, 1]]), "longitude 700 lies beyond 540"),
    "no area": (polygon([[0, 0], [1, 0], [2, 0], [0, 0]]), "the polygon has no area"),
    "two points": (polygon([[0, 0], [1, 0], [0, 0]]), "three different points, here are 2"),
    "one place": (polygon([[1, 1], [1, 1], [1, 1], [1, 1]]), "three different points, here are 1"),
    "empty polygon": (polygon(), "the Polygon is empty"),
    "empty ring": (polygon([]), "the ring is empty"),
    "NaN": ('{"type": "Polygon", "coordinates": [[[NaN, 1], [1, 1], [1, 2], [0, 1]]]}', "NaN is not a number in JSON"),
    "infinite": ('{"type": "Polygon", "coordinates": [[[1e999, 1], [1, 1], [1, 2], [0, 1]]]}', "is not a position"),
    "huge whole number": (polygon([[10**400, 1], [1, 1], [1, 2], [0, 1]]), "is not a position"),
    "text for a number": (polygon([["1", 1], [1, 1], [1, 2], [0, 1]]), "is not a position [longitude, latitude]"),
    "flat list": (polygon([1, 2, 3, 4]), "point 1: 1 is not a position"),
    "a point": ({"type": "Point", "coordinates": [1, 2]}, "'Point' is not a polygon"),
    "a list": ([1, 2], "GeoJSON is an object with a `type`"),
    "null": ("null", "GeoJSON is an object with a `type`"),
    "not JSON": ("{", "not valid JSON"),
    "nested": ("[" * 500_000, "nested too deeply"),
    "brackets": ("[" + "[]," * 1_600_000, "more than 1500000 lists"),
    "other system": ({**polygon(SQUARE), "crs": {"properties": {"name": "EPSG:3857"}}}, "in another system"),
    "no features": ({"type": "FeatureCollection"}, "has a list `features`"),
    "empty collection": ({"type": "FeatureCollection", "features": []}, "there is no polygon in it"),
    "not a feature": ({"type": "FeatureCollection", "features": [3]}, "features[0]: this is not a Feature"),
    "hole eats all": (polygon(SQUARE, SQUARE[::-1]), "nothing is left of the polygon"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_earn_their_message(read, name):
    data, says = BAD[name]
    with pytest.raises(BadInputError) as caught:
        read(data)
    assert says in str(caught.value)
    assert str(caught.value).startswith("areas.geojson")


def test_all_problems_come_in_one_pass(read):
    parts = [[[[0, 91], [1, 0], [2, 2], [0, 91]]], [[[0, 0], [1, 0], [2, 0], [0, 0]]], []]
    with pytest.raises(BadInputError) as caught:
        read({"type": "MultiPolygon", "coordinates": parts})
    assert len(caught.value.problems) == 3


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.geojson"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadInputError, match="16 MB is the most"):
        read_polygons(path)
    with pytest.raises(BadInputError, match="can't be read"):
        read_polygons(tmp_path / "missing.geojson")


NAMED = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "north"}, "geometry": polygon(SQUARE)},
        {"type": "Feature", "id": 7, "properties": None, "geometry": polygon([[x + 3, y] for x, y in SQUARE])},
        {"type": "Feature", "properties": {"name": "buoy"}, "geometry": {"type": "Point", "coordinates": [0, 0]}},
        {"type": "Feature", "properties": {"name": "nothing"}, "geometry": None},
    ],
}


def test_a_feature_is_chosen_by_name_or_id(read):
    assert (37.0, -75.0) in read(NAMED, "north")[0][0].outer
    assert (37.0, -72.0) in read(NAMED, "7")[0][0].outer
    everything, warnings = read(NAMED)
    assert len(everything) == 2
    assert warnings == ("areas.geojson: 1 features that are not polygons left out",)
    with pytest.raises(BadInputError, match=r"no feature is called 'nroth'(.|\n)*did you mean 'north'\?"):
        read(NAMED, "nroth")
    with pytest.raises(BadInputError, match="'Point' is not a polygon"):
        read(NAMED, "buoy")
    twice = {**NAMED, "features": NAMED["features"][:1] * 2}
    with pytest.raises(BadInputError, match="2 features are called 'north'"):
        read(twice, "north")


def test_holes_and_overlaps(read):
    hole = [[-74.7, 37.2], [-74.7, 37.5], [-74.3, 37.5], [-74.3, 37.2], [-74.7, 37.2]]
    polygons, warnings = read(polygon(SQUARE, hole))
    assert warnings == ()
    assert area_m2(polygons) == pytest.approx(ring_area_m2(SQUARE) - ring_area_m2(hole), rel=1e-9)
    outside = [[x + 0.5, y] for x, y in hole]
    polygons, warnings = read(polygon(SQUARE, outside))
    assert any("a hole reaches beyond the polygon" in text for text in warnings)
    assert not contains(polygons, 37.3, -74.1)
    assert not contains(polygons, 37.3, -73.9)
    shifted = [[x + 0.5, y] for x, y in SQUARE]
    polygons, warnings = read({"type": "MultiPolygon", "coordinates": [[SQUARE], [shifted]]})
    assert any("overlap; their common part counts once" in text for text in warnings)
    assert area_m2(polygons) == pytest.approx(1.5 * ring_area_m2(SQUARE), rel=1e-3)


ACROSS = [[178, 10], [182, 10], [182, 12], [178, 12], [178, 10]]


@pytest.mark.parametrize(
    "coordinates",
    [
        [[ACROSS]],
        [[[[x - 360, y] for x, y in ACROSS]]],
        [[[[x if x <= 180 else x - 360, y] for x, y in ACROSS]]],
        [
            [[[178, 10], [180, 10], [180, 12], [178, 12], [178, 10]]],
            [[[-180, 10], [-178, 10], [-178, 12], [-180, 12], [-180, 10]]],
        ],
    ],
    ids=["beyond 180", "a turn lower", "a jump", "cut"],
)
def test_every_spelling_of_180_is_the_same_area(read, coordinates):
    polygons, warnings = read({"type": "MultiPolygon", "coordinates": coordinates})
    assert len(polygons) == 1
    assert area_m2(polygons) == pytest.approx(ring_area_m2(ACROSS), rel=1e-9)
    assert contains(polygons, [11.0, 11.0, 11.0], [179.0, -179.0, 177.0]).tolist() == [True, True, False]
    assert len(warnings) == (1 if coordinates[0][0][0][0] - coordinates[0][0][1][0] > 180 else 0)  # the jump is said


def test_a_box_round_the_pole_is_the_cap(read):
    corners = [[-180, 60], [180, 60], [180, 90], [-180, 90], [-180, 60]]
    polygons, _ = read(polygon(corners))
    ring = [[x, 60] for x in range(-180, 180)]
    assert area_m2(polygons) == pytest.approx(ring_area_m2(ring), rel=1e-9)
    assert contains(polygons, [89.0, 61.0, 59.0], [100.0, -179.0, 0.0]).tolist() == [True, True, False]


def test_long_edges_are_mentioned(read):
    _, warnings = read(polygon([[-80, 40], [-60, 40], [-60, 50], [-80, 50], [-80, 40]]))
    assert len(warnings) == 1
    assert "edges are geodesics; one runs" in warnings[0]


def test_written_polygons_come_back(tmp_path):
    area = (
        Polygon(((37.0, -75.0), (37.0, -74.0), (38.0, -74.0)), ()),
        Polygon(((10.0, 178.0), (10.0, 182.0), (12.0, 180.5))),
    )
    path = tmp_path / "out.geojson"
    text = write_geojson(path, [feature(polygon_geometry(area), {"name": "both"})])
    assert path.read_text() == text
    again, warnings = read_polygons(path, "both")
    assert warnings == ()
    assert len(again) == 2
    assert area_m2(again) == pytest.approx(area_m2(area), rel=1e-4)  # the cut puts two points on the edges at 180


def longitudes(geometry):
    def walk(part):
        if isinstance(part[0], int | float):
            yield part[0]
        else:
            for one in part:
                yield from walk(one)

    return list(walk(geometry["coordinates"]))


RING = st.tuples(st.floats(-60, 60), st.floats(-180, 180), st.floats(0.5, 20), st.integers(3, 12))


@settings(max_examples=60, deadline=None)
@given(RING)
def test_the_cut_agrees_with_the_antimeridian_package(ring):
    lat, lon, radius, n = ring
    points = [
        (lat + radius * math.sin(2 * math.pi * k / n), lon + radius * math.cos(2 * math.pi * k / n)) for k in range(n)
    ]
    geometry = polygon_geometry((Polygon(tuple(points)),))
    assert all(-180.0 <= x <= 180.0 for x in longitudes(geometry))
    raw = shapely.Polygon([(x, y) for y, x in points])
    oracle = antimeridian.fix_shape(raw, great_circle=False)
    ours, theirs = (shapely.from_geojson(json.dumps(g)) for g in (geometry, oracle))
    assert ours.is_valid
    assert shapely.symmetric_difference(ours, theirs).area < 1e-4 * ours.area


def test_lines_are_cut_and_points_turned():
    line = line_geometry([(10.0, 170.0), (20.0, -170.0)])
    assert line["type"] == "MultiLineString"
    assert sorted(longitudes(line)) == [-180.0, -170.0, 170.0, 180.0]
    assert line_geometry([(10.0, 190.0), (20.0, 200.0)])["coordinates"] == [[-170.0, 10.0], [-160.0, 20.0]]
    assert point_geometry(5.0, 190.0) == {"type": "Point", "coordinates": [-170.0, 5.0]}
    cap = polygon_geometry((Polygon(tuple((60.0, float(x)) for x in range(0, 360, 10))),))
    assert all(-180.0 <= x <= 180.0 for x in longitudes(cap))
    assert shapely.from_geojson(json.dumps(cap)).area == pytest.approx(360.0 * 30.0)


def test_nan_is_not_written():
    with pytest.raises(ValueError):
        write_geojson(None, [feature(point_geometry(1.0, 2.0), {"gap_s": float("nan")})])
    with pytest.raises(ValueError):
        polygon_geometry(())


COORDINATE = st.one_of(st.floats(-90, 90), st.integers(-4, 4).map(float))


@settings(max_examples=150, deadline=None)
@example([(1.0, 1e-15), (0.0, -16.0), (1.0, 0.0), (0.0, -1.0)])  # distances far below a millimetre upset GEOS
@given(st.lists(st.tuples(COORDINATE, COORDINATE), max_size=9))
def test_any_ring_is_repaired_or_refused(points):
    try:
        polygons, _ = repair_ring(points, "here")
    except BadInputError:
        return
    assert polygons
    assert area_m2(polygons) >= 1.0
    assert all(shape_of(p, geodesic_edges=False).is_valid for p in polygons)


def test_typed_points_may_be_closed_or_not_and_run_either_way():
    ring = [(37.0, -75.0), (37.0, -74.0), (38.0, -74.0)]
    plain = repair_ring(ring, "area")
    assert plain[1] == ()
    for other in ([*ring, ring[0]], ring[::-1]):
        polygons, warnings = repair_ring(other, "area")
        assert warnings == ()
        assert area_m2(polygons) == pytest.approx(area_m2(plain[0]), rel=1e-12)
    with pytest.raises(BadInputError):
        repair_ring([(float("nan"), 1.0), (1.0, 1.0), (2.0, 3.0)], "area")
    with pytest.raises(BadInputError):
        repair_ring([], "area")


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "features", "geometry", "properties", "crs", "id"]), inner
        )
        | st.builds(lambda c: {"type": "Polygon", "coordinates": c}, inner)
        | st.builds(lambda g: {"type": "Feature", "geometry": g, "properties": {}}, inner)
        | st.builds(lambda f: {"type": "FeatureCollection", "features": [f]}, inner)
    ),
    max_leaves=12,
)


def fuzz(read_it, data):
    try:
        polygons, _ = read_it(data)
    except BadInputError:
        return
    assert polygons


@settings(max_examples=150, deadline=None)
@given(data=JUNK)
def test_junk_is_never_a_crash(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "junk.geojson"
    path.write_text(json.dumps(data))
    fuzz(read_polygons, path)


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=60))
def test_bytes_are_never_a_crash(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "bytes.geojson"
    path.write_bytes(raw)
    fuzz(read_polygons, path)


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None)
@given(data=JUNK)
def test_much_junk_is_never_a_crash(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "much_junk.geojson"
    path.write_text(json.dumps(data))
    fuzz(read_polygons, path)
