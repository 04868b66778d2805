from __future__ import annotations

import pytest

FILES = {
    "operation.toml": """name = "Test"
timezone = "Europe/Kyiv"
day = 2023-02-14
as_of = 2023-02-14T05:00:00+02:00

[plan]
day_starts = 06:00:00
day_ends = 18:00:00

[[hazard.hours]]
from_hour = 22
to_hour = 4
factor = 2.0
stated = 2023-02-01
""",
    "depots.csv": "id,name,lon,lat,opens,closes\nd1,Depot,37.60,48.60,05:00,20:00\n",
    "centres.csv": "id,lon,lat,capacity\nc1,37.55,48.73,100\n",
    "shelters.csv": "id,lon,lat,people\ns1,38.00,48.60,12\ns2,38.01,48.59,5\n",
    "households.csv": "id,shelter_id,people,decision\nh1,s1,3,leave\nh2,s2,2,stay\n",
    "items.csv": "id,name,unit,kg,litres,per_person_day\nwater,Water,litre,1,1,4\n",
    "stocks.csv": "shelter_id,item_id,amount,counted\ns1,water,20,2023-02-13T12:00+02:00\n",
    "needs.csv": "id,shelter_id,item_id,amount\nn1,s1,water,50\n",
    "crews.csv": "id,members,risk_budget\nk1,2,0.5\nk2,2,0.5\n",
    "vehicles.csv": "id,profile,depot_id,crew_id,seats,load_kg,load_litres\nv1,minibus,d1,k1,8,800,3000\n"
    "v2,car,d1,k2,3,300,600\n",
    "checkpoints.csv": "id,lon,lat,queue_minutes,checkin\np1,37.8,48.6,10,yes\n",
    "closures.csv": "id,lon,lat,reported,reporter\nr1,37.9,48.61,2023-02-13T17:00+02:00,a\n",
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "op"
    made.mkdir()
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made
