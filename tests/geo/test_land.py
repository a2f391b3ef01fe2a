import numpy as np
import pytest
import shapely

from longwatch.geo.area import area_m2
from longwatch.geo.land import crosses_land, is_land, land_fraction, load_land, outline
from longwatch.geo.plane import shape_of
from longwatch.geo.polygon import Polygon

LAND_PLACES = {
    "Tokyo": (35.68, 139.75), "Madrid": (40.42, -3.70), "Washington": (38.90, -77.02), "Ankara": (39.93, 32.86),
    "Nairobi": (-1.29, 36.82), "South Pole": (-90.0, 0.0), "Chukotka, beyond 180": (66.0, -175.0),
    "Viti Levu": (-17.8, 178.0), "Okinawa": (26.5, 127.95), "Dover, Delaware": (39.16, -75.52),
}  # fmt: skip
SEA_PLACES = {
    "middle of the Atlantic": (30.0, -40.0), "Null Island": (0.0, 0.0), "Caspian Sea": (42.0, 50.5),
    "Black Sea": (43.0, 34.0), "Tokyo Bay": (35.5, 139.85), "Strait of Gibraltar": (35.95, -5.5),
    "Chesapeake Bay mouth": (36.98, -76.02), "Delaware Bay mouth": (38.86, -75.0), "Hampton Roads": (36.97, -76.35),
    "Bosporus": (41.085, 29.062), "Dardanelles": (40.15, 26.39), "North Pole": (90.0, 0.0),
    "Koro Sea, at 180": (-18.0, 180.0), "Kanmon Strait": (33.965, 130.96),
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return load_land(-90.0, -180.0, 90.0, 180.0)


@pytest.mark.parametrize("name", LAND_PLACES)
def test_well_known_land(world, name):
    assert is_land(world, *LAND_PLACES[name])


@pytest.mark.parametrize("name", SEA_PLACES)
def test_well_known_sea(world, name):
    assert not is_land(world, *SEA_PLACES[name])


def test_land_covers_29_percent_of_the_earth(world):
    # CIA World Factbook: land 148.94 million km², 29.2 % of the Earth, with ice shelves and lakes.
    assert sum(area_m2((p,)) for p in world) / 1e12 == pytest.approx(148.94, rel=0.02)


# Areas of islands: Encyclopaedia Britannica, in km²; the coastline is coarse, hence 2 %.
@pytest.mark.parametrize(
    ("place", "km2"),
    [((-42.0, 146.6), 64_519), ((53.0, -8.0), 84_421), ((7.5, 80.8), 65_610), ((64.9, -18.5), 101_826)],
)
def test_islands_have_their_area(world, place, km2):
    points = np.array(place)
    near = [p for p in world if np.all(np.abs(np.mean(p.outer, axis=0) - points) < 3.0)]
    (island,) = [p for p in near if is_land((p,), *place)]
    assert area_m2((island,)) / 1e6 == pytest.approx(km2, rel=0.02)


def test_a_box_gives_the_same_land_as_the_world(world):
    rng = np.random.default_rng(1)
    for south, west, north, east in [(34, -77, 42, -69), (-20, 170, -10, 190), (-80, 100, -60, 260), (40, 20, 46, 36)]:
        land = load_land(south, west, north, east)
        lat, lon = rng.uniform(south, north, 3_000), rng.uniform(west, east, 3_000)
        assert np.array_equal(is_land(land, lat, lon), is_land(world, lat, lon))
        for polygon in land:
            ring = np.array(polygon.outer)
            assert ring[:, 0].min() >= south
            assert ring[:, 0].max() <= north
            assert ring[:, 1].min() >= west - 1e-9
            assert ring[:, 1].max() <= east + 1e-9
            assert shape_of(polygon, geodesic_edges=False).is_valid


def test_a_box_across_180_can_be_written_in_two_ways():
    assert load_land(-20.0, 170.0, -10.0, -170.0) == load_land(-20.0, 170.0, -10.0, 190.0)
    assert load_land(0.0, -40.0, 1.0, -39.0) == ()


def test_lines_and_land():
    land = load_land(33.0, -79.0, 43.0, -67.0)
    assert crosses_land(land, 37.5, -77.0, 37.5, -74.0)  # over Virginia
    assert not crosses_land(land, 36.97, -76.1, 36.9, -75.0)  # out of the Chesapeake
    assert not crosses_land(land, 38.8, -75.08, 38.9, -74.98)  # along the Delaware's mouth
    assert crosses_land(land, 39.0, -76.3, 39.0, -74.5)  # over the Delmarva peninsula
    assert not crosses_land((), 37.5, -77.0, 37.5, -74.0)


def test_lines_run_on_the_geodesic_not_on_the_parallel():
    spot = (Polygon(((40.0, -50.2), (40.0, -49.8), (41.0, -49.8), (41.0, -50.2))),)
    assert not crosses_land(spot, 40.0, -70.0, 40.0, -30.0)  # it passes north of it: tan 40° / cos 20° is tan 41.76°
    north = (Polygon(((41.7, -50.2), (41.7, -49.8), (41.9, -49.8), (41.9, -50.2))),)
    assert crosses_land(north, 40.0, -70.0, 40.0, -30.0)


def test_lines_across_180_in_any_turn():
    spot = (Polygon(((-0.5, 179.5), (-0.5, 180.5), (0.5, 180.5), (0.5, 179.5))),)
    for lon1, lon2 in [(178.0, -178.0), (-178.0, 178.0), (-182.0, -178.0), (178.0, 182.0)]:
        assert crosses_land(spot, 0.1, lon1, 0.1, lon2)
        assert not crosses_land(spot, 1.1, lon1, 1.1, lon2)


def test_land_fraction():
    land = load_land(33.0, -79.0, 43.0, -67.0)
    sea = (Polygon(((36.0, -74.0), (36.0, -73.0), (37.0, -73.0), (37.0, -74.0))),)
    inland = (Polygon(((39.0, -78.0), (39.0, -77.5), (39.5, -77.5), (39.5, -78.0))),)
    coast = (Polygon(((38.0, -76.0), (38.0, -74.0), (39.0, -74.0), (39.0, -76.0))),)
    assert land_fraction(land, sea) == 0.0
    assert land_fraction(land, inland) == pytest.approx(1.0, abs=1e-6)
    lat, lon = (g.ravel() for g in np.meshgrid(np.linspace(38, 39, 201), np.linspace(-76, -74, 201)))
    assert land_fraction(land, coast) == pytest.approx(is_land(land, lat, lon).mean(), abs=0.01)


def test_outline_is_light_and_near():
    land, drawn = load_land(34.0, -77.5, 42.0, -69.0), outline(34.0, -77.5, 42.0, -69.0, 0.02)
    n, n_drawn = (sum(len(p.outer) for p in polygons) for polygons in (land, drawn))
    assert n_drawn < n / 4
    edge = shapely.union_all([shape_of(p, geodesic_edges=False).boundary for p in land])
    corners = shapely.points(np.concatenate([np.array(p.outer)[:, ::-1] for p in drawn]))
    assert shapely.distance(edge, corners).max() < 0.02
    assert all(shape_of(p, geodesic_edges=False).is_valid for p in drawn)


POLE_RINGS = {
    "a spike to the pole": ((38.9, -73.6), (38.9, -73.2), (39.2, -73.2), (39.2, -73.6), (90.0, -180.0)),
    "a wedge": ((70.0, 0.0), (70.0, 40.0), (90.0, 0.0)),
    "a wedge that begins at the pole": ((90.0, -180.0), (70.0, -100.0), (70.0, -60.0)),
    "a wedge of the south": ((-90.0, 0.0), (-70.0, 10.0), (-70.0, 50.0)),
}


@pytest.mark.parametrize("name", POLE_RINGS)
def test_a_pole_as_a_corner_leaves_few_points_and_the_right_area(world, name):
    polygon = Polygon(POLE_RINGS[name])
    shape = shape_of(polygon, geodesic_edges=True)
    assert shape.is_valid
    assert shape.geom_type in ("Polygon", "MultiPolygon")
    assert shapely.get_num_coordinates(shape) < 2000
    # The sphere of the plane against Karney's area on the ellipsoid: they differ by less than 1 %.
    equal = shapely.transform(shape, lambda xy: np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))]))
    assert equal.area * 6371_007.2**2 == pytest.approx(area_m2((polygon,)), rel=0.01)
    north, arctic_canada = 0.0, 0.4
    share = {"a wedge of the south": 1.0, "a wedge that begins at the pole": arctic_canada}.get(name, north)
    assert land_fraction(world, (polygon,)) == pytest.approx(share, abs=0.05)
