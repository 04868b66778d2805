"""Model fields for what must not be read without the keys, and for finding it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from corridor_server.store.cells import DIGEST_HEX, blind, bound_to, open_sealed, seal

if TYPE_CHECKING:
    from collections.abc import Callable


class Sealed(bytes):
    """An encrypted cell as it lies in the store; its words say nothing."""

    def __str__(self) -> str:
        return "—"

    __repr__ = __str__


class _Cell:
    """Decrypts when the attribute is first read, since only the record knows the row that the cell is bound to."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, record: models.Model | None, owner: type | None = None) -> Any:
        if record is None:
            return self
        held, name = record.__dict__, self.field.attname
        if name not in held:
            record.refresh_from_db(fields=[name])
        if isinstance(held[name], Sealed):
            held[name] = open_sealed(settings.DESK_KEYS.fields, held[name], self.field.place(record))
        return held[name]

    def __set__(self, record: models.Model, value: Any) -> None:
        record.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text under AES-256-GCM, bound to table, column and row id; ``""`` and None are stored as they are.

    Reads and writes through records work as for a ``TextField`` (forms too). Filters, ``update()``, ``bulk_update()``
    and sorting cannot: filter by a ``BlindIndexField``, write by ``save()`` or ``bulk_create()``. ``values()`` gives
    ``Sealed``. The record's primary key must be known before saving, as ``Record``'s is.
    """

    def get_internal_type(self) -> str:
        """Stored as bytes."""
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the decrypting attribute on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Cell(self))

    def place(self, record: models.Model) -> bytes:
        """What the cell of ``record`` is bound to."""
        if not record.pk:
            raise TypeError("a record needs its id before its encrypted fields are stored")
        return bound_to(record._meta.db_table, str(self.column), str(record.pk))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Keep the cell closed until it is read."""
        del expression, connection
        return Sealed(value) if value else value if value is None else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The cell to store."""
        del add
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) or not value:
            return value
        return Sealed(seal(settings.DESK_KEYS.fields, str(value), self.place(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only closed cells reach the database."""
        del prepared
        if value is None:
            return None
        if isinstance(value, Sealed) or value == "":
            return connection.Database.Binary(bytes(value) if value else b"")
        raise TypeError(f"{self.name} is encrypted: save the record; filter by a blind index")

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """The same as for lookups."""
        return self.get_db_prep_value(value, connection)


class Digest(str):
    """A value that is a blind index already."""

    __slots__ = ()


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """HMAC of another field's normalised value, kept beside it on each save, so that equal values can be found.

    ``filter(phone_index="+380 50 …")`` hashes what it is given; ``__in`` too. Fields of one ``purpose`` share indexes
    across tables. An empty value has the index ``""``, and ``filter(phone_index="")`` finds those.

    Args:
        source: attribute that holds the plain value.
        normalise: module-level function from what people write to what is compared, such as ``digits``.
        purpose: keeps the indexes of phones apart from those of passports; the source's name by default.
    """

    def __init__(
        self, source: str = "", normalise: Callable[[str], str] | None = None, purpose: str = "", **options: Any
    ) -> None:
        self.source, self.normalise, self.purpose = source, normalise, purpose or source
        options.update({"max_length": DIGEST_HEX, "editable": False, "blank": True})
        options.setdefault("db_index", True)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """For migrations: how to make it again."""
        name, path, args, options = super().deconstruct()
        for ours in ("max_length", "editable", "blank"):
            options.pop(ours, None)
        if "db_index" not in options:
            options["db_index"] = False
        return name, path, args, options | {"source": self.source, "normalise": self.normalise, "purpose": self.purpose}

    def index_of(self, value: Any, key: bytes | None = None) -> Digest:
        """The blind index of a plain value, under the store's key or another ``key``."""
        text = str(value or "")
        normal = self.normalise(text) if self.normalise else text.strip().casefold()
        return Digest(blind(key or settings.DESK_KEYS.index, self.purpose, normal)) if normal else Digest("")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The index of what the source holds now."""
        del add
        value = self.index_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Mark as hashed."""
        del expression, connection
        return None if value is None else Digest(value)

    def get_prep_value(self, value: Any) -> Any:
        """Hash what is plain."""
        return value if value is None or isinstance(value, Digest) else self.index_of(value)


def digits(text: str) -> str:
    """Digits of a phone number for comparing: the last nine, so that +380 50…, 0 50… and 50… are one."""
    return "".join(one for one in text if one.isdigit())[-9:]
