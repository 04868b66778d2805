"""A small town as an operation folder, and the command line as a person uses it."""

from __future__ import annotations

import json

import pytest

from corridor.cli import app as application

SETTINGS = """name = "Town"
timezone = "Europe/Kyiv"
day = 2023-02-14
as_of = 2023-02-14T05:00:00+02:00
roads = "town.osm"
"""
FILES = {
    "operation.toml": SETTINGS,
    "depots.csv": "id,lon,lat\nd1,38.000,48.600\n",
    "centres.csv": "id,lon,lat,capacity\nc1,38.020,48.600,100\n",
    "shelters.csv": "id,name,lon,lat,people\ns1,North,38.010,48.600,12\ns2,South,38.010,48.610,5\n",
    "households.csv": "id,shelter_id,people,decision\nh1,s1,3,leave\nh2,s2,2,stay\n",
    "items.csv": "id,kg,litres,per_person_day\nwater,1,1,4\n",
    "stocks.csv": "shelter_id,item_id,amount,counted\ns1,water,20,2023-02-13T12:00+02:00\n",
    "needs.csv": "id,shelter_id,item_id,amount\nn1,s1,water,50\n",
    "crews.csv": "id,risk_budget\nk1,0.5\nk2,0.5\n",
    "vehicles.csv": "id,profile,depot_id,crew_id,seats,load_kg,load_litres,width_m\nv1,minibus,d1,k1,8,800,3000,\n",
    "incidents/own.csv": "time,lat,lon,kind\n2023-02-12T10:00+02:00,48.605,38.005,shelling\n",
}


def osm_town() -> str:
    """Three by two junctions a kilometre apart, residential streets, as OpenStreetMap XML."""
    nodes = {(x, y): 1 + x + 3 * y for x in range(3) for y in range(2)}
    lines = ['<osm version="0.6">']
    lines += [f'<node id="{i}" lat="{48.6 + y * 0.01}" lon="{38 + x * 0.01}"/>' for (x, y), i in nodes.items()]
    streets = [[(0, 0), (1, 0), (2, 0)], [(0, 1), (1, 1), (2, 1)], [(0, 0), (0, 1)], [(1, 0), (1, 1)]]
    for number, street in enumerate(streets, 1):
        refs = "".join(f'<nd ref="{nodes[place]}"/>' for place in street)
        lines.append(f'<way id="{number}">{refs}<tag k="highway" v="residential"/><tag k="maxwidth" v="3"/></way>')
    return "\n".join([*lines, "</osm>"])


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "op"
    (made / "incidents").mkdir(parents=True)
    for name, content in (FILES | {"town.osm": osm_town()}).items():
        (made / name).write_text(content, encoding="utf-8")
    return made


@pytest.fixture
def corridor(monkeypatch, capsys):
    """Run one command as a person does; gives the exit code, the figures, and all that was shown."""
    monkeypatch.setenv("COLUMNS", "400")

    def run(*arguments: object, figures=None):
        command = str(arguments[0])
        monkeypatch.setattr(application, "COMMANDS", (command,))
        words = [str(word) for word in arguments] + (["--json", str(figures)] if figures else [])
        code = 0
        try:
            application.run(words)
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capsys.readouterr()
        shown = captured.out + captured.err
        told = json.loads(figures.read_text(encoding="utf-8")) if figures and figures.exists() else {}
        return code, told, shown

    return run
