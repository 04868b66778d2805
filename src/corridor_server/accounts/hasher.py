"""How passphrases are kept: Argon2id, RFC 9106's second recommended choice (64 MiB, three passes), with one lane."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Passphrase(Argon2PasswordHasher):
    """Argon2id; about a tenth of a second on a small laptop, which bounds what many logins at once can cost it."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1
