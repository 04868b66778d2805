"""The store key as three shares of which any two open it: SLIP-39 (https://github.com/satoshilabs/slips, slip-0039).

Shamir's scheme over words that a person can write down and read out; each share carries a checksum, so a misread word
is noticed. One share alone says nothing about the key.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from corridor.errors import InputRefused
from corridor_server.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor_server.store.keyring import Keyring

HOLDERS, NEEDED = 3, 2


def make(ring: Keyring, store_key: bytes) -> tuple[tuple[str, ...], Keyring]:
    """Three shares, and the keyring that remembers which set they are; older sets go on opening this store key."""
    shares = tuple(generate_mnemonics(1, [(NEEDED, HOLDERS)], store_key)[0])
    return shares, replace(ring, shares=Share.from_mnemonic(shares[0]).identifier)


def combine(shares: Sequence[str]) -> bytes:
    """The store key from two different shares.

    Raises:
        InputRefused: ``store.shares_few`` or ``store.share_wrong``.
    """
    words = [" ".join(one.lower().split()) for one in shares]
    if len({*words} - {""}) < NEEDED:
        raise InputRefused(
            "store.shares_few",
            _("Two different shares are needed: two people open the store together."),
            "",
            _("Ask a second holder for their share."),
        )
    try:
        return bytes(combine_mnemonics(words[:NEEDED]))
    except MnemonicError as error:
        raise InputRefused(
            "store.share_wrong",
            _("These shares do not fit together: a word is wrong, or they belong to different sets."),
            "",
            _("Compare every word with the paper; take both shares from the same set."),
        ) from error


def number_of(share: str) -> int:
    """Which of the three it is, from 1."""
    return int(Share.from_mnemonic(" ".join(share.lower().split())).index) + 1
