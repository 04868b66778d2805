"""What the demonstration's people say, and what is offered to them; all fiction, in the language in force."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from corridor_server.registry.models import Offer, Request
from corridor_server.registry.models.words import OfferKind, Priority, RequestKind, RequestState

if TYPE_CHECKING:
    import random

    from corridor_server.registry.models import Shelter

LITERARY: dict[int, tuple[str, str, str, int]] = {
    20: ("Кайдаш", "Омелько", "", 1958), 21: ("Кайдаш", "Карпо", "Омелькович", 1986),
    22: ("Довбиш", "Мотря", "", 1988), 90: ("Джеря", "Микола", "Петрович", 1961),
    160: ("Dzheria", "Nikolay", "Petrovich", 1962), 130: ("Терпило", "Наталія", "", 1990),
    310: ("Терпило", "Наталка", "", 1990), 200: ("Голохвостий", "Свирид", "", 1984),
    420: ("Голохвостый", "Свирид", "", 1984), 260: ("Калитка", "Герасим", "Никодимович", 1955),
    510: ("Герасим", "Калитка", "", 1955), 350: ("Варениченко", "Чіпка", "", 1979),
    610: ("Varenychenko", "Chipka", "", 1979), 450: ("Щербина", "Марія", "Іванівна", 1949),
    700: ("Щербина", "Маруся", "Ивановна", 1948),
}  # fmt: skip
"""Number of the person to family name, given name, patronymic, year: figures of Nechui-Levytskyi, Kotliarevskyi,
Starytskyi, Karpenko-Karyi and Myrnyi, some of them twice."""


def medical_notes() -> tuple[str, ...]:
    """Notes as registrars write them."""
    return (
        _("Insulin, for two days left."), _("Dialysis twice a week."), _("Heart, cannot climb stairs."),
        _("Oxygen at night."), _("Eighth month of pregnancy."),
    )  # fmt: skip


def offers(today: date) -> list[Offer]:
    """Offers of every kind; one of them over already."""

    def one(kind: OfferKind, title: str, town: str, capacity: int | None, days: int | None, **more: object) -> Offer:
        expires = None if days is None else today + timedelta(days=days)
        return Offer(kind=kind, title=title, town=town, capacity=capacity, expires=expires, **more)

    both = {"pets_accepted": True, "wheelchairs": True}
    return [
        one(OfferKind.HOST, _("Rooms in a sanatorium, meals included"), _("Dnipro"), 40, 20, **both,
            words=_("Two people a room, one month free of charge, a doctor on the ground floor.")),
        one(OfferKind.HOST, _("A family takes a family"), _("Poltava"), 4, 30, pets_accepted=True,
            words=_("A house with a garden; the dog may come.")),
        one(OfferKind.HOST, _("Places in a school dormitory"), _("Dnipro"), 60, 6),
        one(OfferKind.ONWARD, _("Evacuation train, every day at 16:30"), _("Pokrovsk"), None, None, **both,
            words=_("A carriage for people lying; volunteers meet it at the other end.")),
        one(OfferKind.TRANSPORT, _("Ambulance from the reception centre"), _("Kramatorsk"), 6, 10, wheelchairs=True),
        one(OfferKind.MONEY, _("Cash on arrival, three months"), "", 300, 40,
            words=_("Paid at the reception centre on the same day; a passport is not needed.")),
        one(OfferKind.DOCUMENTS, _("Papers renewed in a week"), _("Kramatorsk"), None, 60,
            words=_("A lawyer sits at the reception centre on Tuesdays and Fridays.")),
        one(OfferKind.PETS, _("Shelter for dogs and cats"), _("Druzhkivka"), 25, 25, pets_accepted=True,
            words=_("They are fed and can be fetched later.")),
        one(OfferKind.CARE, _("Home for old people, with nurses"), _("Dnipro"), 12, 15, wheelchairs=True),
        one(OfferKind.COMPANY, _("The priest of their parish comes along"), "", None, 14),
        one(OfferKind.HOST, _("Summer camp, closed by now"), _("Sloviansk"), 30, -5, pets_accepted=True),
    ]  # fmt: skip


def calls(shelters: list[Shelter], moment: datetime, rng: random.Random) -> list[Request]:
    """Two dozen calls of the last days, some answered."""
    words = (
        (RequestKind.EVACUATION, _("Three of us want to leave tomorrow, grandmother walks badly.")),
        (RequestKind.SUPPLIES, _("No water since yesterday, the well is empty.")),
        (RequestKind.MEDICINE, _("Tablets for blood pressure run out.")),
        (RequestKind.MEDICAL, _("He does not get up any more, fever for three days.")),
        (RequestKind.WORD, _("My parents do not answer for a week, please look whether they live.")),
        (RequestKind.EVACUATION, _("A mother with two small children, they decided to go.")),
        (RequestKind.SEARCH, _("Looks for a brother who stayed in the next street.")),
        (RequestKind.QUESTION, _("Whether the train still goes, and what one may take along.")),
    )
    rows = []
    for number in range(24):
        kind, said = words[number % len(words)]
        closed = number > 16
        people = rng.randint(1, 5)
        urgent, dry = kind == RequestKind.MEDICAL, kind == RequestKind.SUPPLIES
        triage = Priority.LIFE if urgent or dry else Priority.NEEDED
        if kind in (RequestKind.QUESTION, RequestKind.SEARCH, RequestKind.WORD):
            triage = Priority.ROOM
        received = moment - timedelta(hours=2.5 * number + rng.random() * 2)
        rows.append(
            Request(
                received=received, kind=kind, triage=triage, medical=urgent, no_water=dry, words=said, people=people,
                state=RequestState.DONE if closed else RequestState.NEW if number < 9 else RequestState.ACCEPTED,
                closed=received + timedelta(hours=5) if closed else None,
                caller_name=_("Person {n}").format(n=950 + number), caller_phone=f"+380 99 000 00 {number:02}",
                shelter=rng.choice(shelters) if number % 6 else None,
                address=_("The third house after the bridge") if not number % 6 else "",
                elders=min(people, rng.randint(0, 2)), stretchers=int(urgent), by=received + timedelta(hours=20),
            )
        )  # fmt: skip
    return rows
