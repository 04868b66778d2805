"""How quick the registry's pages and searches are on a large store, through the real middleware and SQLCipher.

A store is made in a temporary folder with people drawn as for ``matching.py`` (no name belongs to anybody), shelters
with counts, and calls. A signed-in coordinator then opens lists and cards, filters, pages to the end, and searches by
name (whole, begun, in Latin letters, misspelt, swapped) and by phone; each answer is a whole page.

    python benchmarks/registry.py [--people 10000] [--shelters 100] [--asks 40] [--seed 1] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import django

sys.path.insert(0, str(Path(__file__).parent))

from matching import EVERYDAY, draw, latin, slip

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

CHUNK = 5000


def start() -> None:
    """Django over an empty store of its own, migrated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor_server.tool_settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DESK_FOLDER.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


def fill(count: int, places: int, seed: int) -> dict[str, Any]:
    """People, shelters, counts and calls; what searches may ask for."""
    from django.utils import timezone

    from corridor_server.registry import naming
    from corridor_server.registry.models import Household, Item, Person, Request, Shelter, Stock
    from corridor_server.registry.norms import ensure_items

    rng = random.Random(seed)
    people = draw(count, 0.05, seed).people
    ensure_items()
    shelters = [Shelter(name=f"Place {n}", lon=38 + n / 1e4, lat=48.5, headcount=80) for n in range(places)]
    Shelter.objects.bulk_create(shelters)
    items = list(Item.objects.filter(per_person_day__gt=0))
    Stock.objects.bulk_create(
        [Stock(shelter=one, item=item, amount=rng.randrange(10, 900), counted=timezone.now())
         for one in shelters for item in items for _day in range(30)]
    )  # fmt: skip
    numbers = {one.phone: f"+380 {rng.randrange(10**8, 10**9)}" for one in people if one.phone}
    homes = {
        one.household: Household(
            shelter=rng.choice(shelters), phone=numbers.get(one.phone, ""), choice=rng.choice(("leave", "stay"))
        )
        for one in people
    }
    records = [
        Person(household=homes[one.household], family_name=one.family, given_name=one.given,
               birth_year=one.year or None, patronymic=one.patronymic, sex=one.sex, phone=numbers.get(one.phone, ""))
        for one in people
    ]  # fmt: skip
    Household.objects.bulk_create(list(homes.values()), batch_size=CHUNK)
    for at in range(0, len(records), CHUNK):
        some = Person.objects.bulk_create(records[at : at + CHUNK])
        naming.index(some)
    Request.objects.bulk_create(
        [Request(caller_phone=numbers[one.phone], shelter=rng.choice(shelters), triage=rng.randint(1, 3))
         for one in people[: count // 10] if one.phone], batch_size=CHUNK,
    )  # fmt: skip
    return {"people": people, "phones": list(numbers.values()), "ids": [one.pk for one in records[:500]],
            "shelters": [one.pk for one in shelters], "homes": [one.pk for one in homes.values()][:500]}  # fmt: skip


def signed_in(known: dict[str, Any]) -> Client:
    """A coordinator past login, with reasons for the cards that will be opened."""
    from django.test import Client

    from corridor_server.accounts import sessions
    from corridor_server.accounts.models import User

    user = User(username="bench", full_name="Bench", roles="coordinator", is_active=True)
    user.set_password("quiet copper lantern meadow")
    user.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    sessions.bind(session, "", "127.0.0.1")
    for label, ids in (("registry.Person", known["ids"][:60]), ("registry.Household", known["homes"][:60])):
        for pk in ids:
            sessions.give_reason(session, label, pk, "check", time.time())
    session.save()
    return client


def asked(client: Client, known: dict[str, Any], asks: int, seed: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each kind of question: median, 95th percentile, most."""
    rng = random.Random(seed)
    find = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "table"}
    some = lambda: rng.choice(known["people"])  # noqa: E731

    def search(text: str) -> Any:
        return client.post("/people/", {"q": text}, **find)

    pages = len(known["people"]) // 50
    questions: dict[str, Callable[[], Any]] = {
        "search by whole name": lambda: search(f"{(one := some()).family} {one.given}"),
        "search while typing": lambda: search(some().family[: rng.randint(3, 5)]),
        "search in Latin letters": lambda: search(latin(some().family, EVERYDAY)),
        "search misspelt": lambda: search(slip(some(), rng).family),
        "search by given name": lambda: search(some().given),
        "search by phone": lambda: search(rng.choice(known["phones"])),
        "hotline": lambda: client.post("/requests/seen/", {"caller_phone": rng.choice(known["phones"]),
            "caller_name": some().family, "kind": "evacuation", "reasons": ["pets"], "people": "2"}),
        "people": lambda: client.get("/people/"),
        "people, filtered": lambda: client.post("/people/", {"choice": "stay", "sort": "-entered"}, **find),
        "people, any page": lambda: client.post("/people/", {"page": rng.randint(1, pages)}, **find),
        "people, by shelter": lambda: client.post("/people/", {"sort": "shelter"}, **find),
        "person": lambda: client.get(f"/people/{rng.choice(known['ids'][:60])}/"),
        "household": lambda: client.get(f"/households/{rng.choice(known['homes'][:60])}/"),
        "shelters": lambda: client.get("/shelters/"),
        "shelter": lambda: client.get(f"/shelters/{rng.choice(known['shelters'])}/"),
        "requests": lambda: client.get("/requests/"),
    }  # fmt: skip
    found = {}
    for name, ask in questions.items():
        ask()
        times = []
        for _one in range(asks):
            begun = perf_counter()
            answer = ask()
            times.append((perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
        times.sort()
        found[name] = {
            "median_ms": round(times[len(times) // 2], 1),
            "p95_ms": round(times[min(int(len(times) * 0.95), len(times) - 1)], 1), "most_ms": round(times[-1], 1),
        }  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--shelters", type=int, default=100)
    parser.add_argument("--asks", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", default="-")
    args = parser.parse_args()
    start()
    from django.conf import settings
    from django.db import connection

    try:
        begun = perf_counter()
        known = fill(args.people, args.shelters, args.seed)
        filled = perf_counter() - begun
        size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
        result = {
            "people": args.people, "shelters": args.shelters, "seed": args.seed, "asks": args.asks,
            "filled_s": round(filled, 1), "store_mb": round(size / 2**20, 1),
            "answers": asked(signed_in(known), known, args.asks, args.seed),
        }  # fmt: skip
    finally:
        connection.close()
        shutil.rmtree(settings.DESK_FOLDER, ignore_errors=True)
    text = json.dumps(result, indent=1)
    if args.json == "-":
        sys.stdout.write(text + "\n")
    else:
        Path(args.json).write_text(text + "\n")


if __name__ == "__main__":
    main()
