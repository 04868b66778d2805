"""The choices of the registry, in words."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShelterKind(TextChoices):
    """What kind of place people stay in."""

    CELLAR = "cellar", _("Cellar")
    FLAT = "flat", _("Flat")
    HOUSE = "house", _("House")
    SCHOOL = "school", _("School")
    CHURCH = "church", _("Church")
    CLINIC = "clinic", _("Clinic")
    PUBLIC = "public", _("Public building")
    OTHER = "other", _("Other place")


class Utility(TextChoices):
    """Whether power, water or heating work."""

    UNKNOWN = "unknown", _("Not known")
    WORKS = "works", _("Works")
    HOURS = "hours", _("Some hours a day")
    OWN = "own", _("Own: generator, well, stove")
    NONE = "none", pgettext_lazy("power, water, heating", "None")


class AgeGroup(TextChoices):
    """Age, as needs differ by it."""

    UNKNOWN = "unknown", _("Not known")
    INFANT = "infant", _("Under 2")
    SMALL = "small", _("2 to 5")
    CHILD = "child", _("6 to 17")
    ADULT = "adult", _("18 to 59")
    ELDER = "elder", _("60 and over")


class Sex(TextChoices):
    """As said; helps to tell people apart."""

    UNKNOWN = "unknown", _("Not known")
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Mobility(TextChoices):
    """How a person gets to the vehicle and sits in it."""

    WALKS = "walks", _("Walks")
    HELPED = "helped", _("Walks with help")
    WHEELCHAIR = "wheelchair", _("Wheelchair")
    STRETCHER = "stretcher", _("Lying, stretcher")


class PersonState(TextChoices):
    """Where a person stands with us."""

    HERE = "here", _("Here")
    LEFT = "left", _("Has left")
    MISSING = "missing", _("Nobody knows where")
    DIED = "died", _("Has died")


class Document(TextChoices):
    """Papers that people lack."""

    PASSPORT = "passport", _("Passport")
    BIRTH = "birth", _("Birth certificate")
    PENSION = "pension", _("Pension certificate")
    DISABILITY = "disability", _("Disability certificate")
    PROPERTY = "property", _("Papers of house or flat")
    MEDICAL = "medical", _("Medical papers")


class Choice(TextChoices):
    """What a household says about leaving; the engine's words."""

    UNDECIDED = "undecided", _("Undecided")
    LEAVE = "leave", _("Leaves")
    STAY = "stay", _("Stays")


class Reason(TextChoices):
    """Why people stay or hesitate; the codes are the engine's."""

    HOME = "home", _("House and belongings")
    PETS = "pets", _("Animals")
    CARING = "caring", _("Cares for somebody")
    ILL = "ill", _("Too ill for the road")
    NOWHERE = "nowhere_to_go", _("Nowhere to go")
    MONEY = "money", _("No money")
    DOCUMENTS = "documents", _("No papers")
    FAMILY = "family_elsewhere", _("Waits for family")
    FEAR = "fear_of_road", _("Afraid of the road")
    DISTRUST = "distrust", _("Does not trust us")
    NOT_ASKED = "not_asked", _("Not asked yet")


class OfferKind(TextChoices):
    """What can be offered at the door."""

    TRANSPORT = "transport", _("Transport")
    ONWARD = "onward", _("Onward travel")
    HOST = "host", _("A home to stay in")
    MONEY = "money", _("Money")
    DOCUMENTS = "documents", _("Help with papers")
    PETS = "pets", _("Place for animals")
    CARE = "care", _("Care for the ill and old")
    COMPANY = "company", _("Somebody they know comes along")


class Priority(IntegerChoices):
    """The engine's priorities."""

    LIFE = 1, _("Life-saving")
    NEEDED = 2, _("Needed")
    ROOM = 3, _("If there is room")


class RequestKind(TextChoices):
    """What a caller asks for."""

    EVACUATION = "evacuation", _("To be brought out")
    SUPPLIES = "supplies", _("Water, food, things")
    MEDICINE = "medicine", _("Medicine")
    MEDICAL = "medical", _("Medical help")
    SEARCH = "search", _("Looks for somebody")
    WORD = "word", _("Word of relatives, a visit")
    QUESTION = "question", _("Asks for information")
    OTHER = "other", _("Something else")


class RequestState(TextChoices):
    """How far a request is."""

    NEW = "new", pgettext_lazy("request", "New")
    ACCEPTED = "accepted", pgettext_lazy("request", "Accepted")
    WAITING = "waiting", pgettext_lazy("request", "Waits for the caller")
    DONE = "done", pgettext_lazy("request", "Done")
    REFUSED = "refused", pgettext_lazy("request", "Cannot be done")
    REPEATED = "repeated", pgettext_lazy("request", "Called before")

    @classmethod
    def open(cls) -> tuple[str, ...]:
        """States in which somebody waits for us."""
        return (cls.NEW, cls.ACCEPTED, cls.WAITING)


class NeedState(TextChoices):
    """How far a need is."""

    OPEN = "open", pgettext_lazy("need", "Open")
    PLANNED = "planned", pgettext_lazy("need", "In a plan")
    MET = "met", pgettext_lazy("need", "Met")
    DROPPED = "dropped", pgettext_lazy("need", "No longer needed")


class Purpose(TextChoices):
    """What somebody agrees to, each by itself."""

    AID = "aid", _("Keep my record to bring aid")
    EVACUATION = "evacuation", _("Pass my record to those who receive me")
    MEDICAL = "medical", _("Pass medical needs to medics")
    TRACING = "tracing", _("Let relatives ask about me")
    WORD = "word", _("Tell relatives that I live")


class Kinship(TextChoices):
    """What one person is to another."""

    SPOUSE = "spouse", _("Husband or wife")
    PARENT = "parent", _("Mother or father")
    CHILD = "child", _("Son or daughter")
    SIBLING = "sibling", _("Brother or sister")
    GRANDPARENT = "grandparent", _("Grandparent")
    GRANDCHILD = "grandchild", _("Grandchild")
    GUARDIAN = "guardian", _("Guardian")
    WARD = "ward", _("In the care of")
    OTHER = "other", _("Other relative or friend")


TURNED = {
    Kinship.PARENT: Kinship.CHILD,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.GRANDPARENT: Kinship.GRANDCHILD,
    Kinship.GRANDCHILD: Kinship.GRANDPARENT,
    Kinship.GUARDIAN: Kinship.WARD,
    Kinship.WARD: Kinship.GUARDIAN,
}
"""The same relation from the other side; those missing are the same from both."""


class Sureness(TextChoices):
    """How sure a said thing is."""

    SURE = "sure", _("Certainly")
    LIKELY = "likely", _("Probably")
    PERHAPS = "perhaps", _("Perhaps")
