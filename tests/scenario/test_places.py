"""Lines of keys, against texts whose lines are known and against tomllib for which keys there are."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scenario_tables import DATA, key_paths
from longwatch.scenario.new import STARTER
from longwatch.scenario.places import Places, format_key, places_of

TRICKY = '''\
# a comment [not a table]
schema = 1
a.b = 3 # after
[period]
start = 2026-01-01 00:00:00Z
text = """
[no]
k = 1 \\""" still inside
"""
raw = \'\'\'
x = "
\'\'\'
[[base]]
name = "A # [" # "
track = [
  { at = "x", time = "3 h" }, # c ]
  { at = "}", time = "4 h" },
]

[[base]]
"na me" = 'B'
[base.sub]
q = [1, [2, 3],
 4]
[faults . platform . "tb3"]
z = 1
'''
LINES = {
    ("schema",): 2,
    ("a", "b"): 3,
    ("period",): 4,
    ("period", "start"): 5,
    ("period", "text"): 6,
    ("period", "raw"): 10,
    ("base", 0): 13,
    ("base", 0, "name"): 14,
    ("base", 0, "track"): 15,
    ("base", 0, "track", 0, "time"): 16,
    ("base", 0, "track", 1, "at"): 17,
    ("base", 1): 20,
    ("base", 1, "na me"): 21,
    ("base", 1, "sub"): 22,
    ("base", 1, "sub", "q", 1, 0): 23,
    ("base", 1, "sub", "q", 2): 24,
    ("faults", "platform", "tb3"): 25,
    ("faults", "platform", "tb3", "z"): 26,
}


def test_lines_of_a_text_with_every_trick() -> None:
    found = places_of(TRICKY, "f")
    assert {key: found[key] for key in LINES} == {key: f"f:{line}" for key, line in LINES.items()}
    assert set(found) >= set(key_paths(tomllib.loads(TRICKY)))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_every_file_has_its_line(path) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except ValueError:
        pytest.skip("not TOML, on purpose")
    found = places_of(text, "f")
    lines = text.splitlines()
    for key in key_paths(table):
        written = lines[int(found[key][2:]) - 1]
        name = next(part for part in reversed(key) if isinstance(part, str))
        assert name in written or isinstance(key[-1], int)


def test_every_key_of_the_starter_has_its_line() -> None:
    assert set(places_of(STARTER, "f")) >= set(key_paths(tomllib.loads(STARTER)))


KEYS = st.text("abc_-1", min_size=1, max_size=3) | st.sampled_from(['"q q"', "'s.s'", '"e\\"e"'])
SCALARS = st.sampled_from(
    ['"x"', "'#'", "1", "-3.5e2", "true", "1979-05-27 07:32:00Z", '"""a\n"b\n"""', "'''\n]'''", '"\\""']
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: "[" + ", # c ]\n ".join(parts) + "\n]"),
    max_leaves=6,
)
LINE = st.one_of(
    st.tuples(st.lists(KEYS, min_size=1, max_size=3), VALUES).map(lambda kv: f"{' . '.join(kv[0])} = {kv[1]}"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: f"[{'.'.join(keys)}]"),
    st.lists(KEYS, min_size=1, max_size=2).map(lambda keys: f"[[{' .'.join(keys)}]] # x"),
    st.tuples(KEYS, KEYS, SCALARS).map(lambda k: f"{k[0]} = {{ {k[1]} = {k[2]}, z.y = [1, 2] }}"),
    st.just("# [a]"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=8))
def test_the_scanner_finds_the_keys_that_tomllib_finds(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        table = tomllib.loads(text)
    except ValueError:
        return
    assert set(places_of(text, "f")) == set(key_paths(table))


def test_a_missing_key_is_placed_at_its_table() -> None:
    places = Places({(): "f", ("base",): "f:3", ("base", 0): "f:3"})
    assert places.where(("base", 0, "at")) == "f:3: base[0].at"
    assert places.where(("period",)) == "f: period"
    assert Places().where(("run", "trials")) == "run.trials"


def test_a_key_is_written_as_in_messages() -> None:
    assert format_key(("faults", "platform", "a b", 0, "x")) == "faults.platform.'a b'[0].x"
