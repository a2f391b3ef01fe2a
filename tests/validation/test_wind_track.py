"""The wind triangle against worked examples."""

from __future__ import annotations

from longwatch.validation.wind_track import authority


def test_every_figure_holds() -> None:
    checks = authority().checks()
    assert [check.published for check in checks[:2]] == [58.79, 48.79]
    assert [check for check in checks if not check.holds] == []


def test_wind_along_the_track_alone_would_be_noticed() -> None:
    """Who forgets the part across flies 60 and 50 kt."""
    for check, naive in zip(authority().checks()[:2], (60.0, 50.0), strict=True):
        assert abs(naive - check.published) > 100.0 * check.tolerance
