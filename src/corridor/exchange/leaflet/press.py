"""The leaflet as PDF: A4, one page, black on white, the same bytes for the same words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from corridor.errors import InternalFault
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
FONTS = HERE.parent / "sheet" / "fonts"


def leaflet_pdf(words: Mapping[str, Any]) -> bytes:
    """Print what ``content`` said."""
    page = (HERE / "leaflet.typ").read_bytes()
    compiler = typst.Compiler(  # type: ignore[misc]  # its stub leaves a type variable open
        page, root=HERE, font_paths=[FONTS], ignore_system_fonts=True
    )
    try:
        printed: Any = compiler.compile(page, format="pdf", sys_inputs={"leaflet": json.dumps(words)})
    except typst.TypstError as error:
        raise InternalFault(
            "leaflet.not_printed", _("The leaflet could not be printed."), type(error).__name__,
            _("Please report this with the version of the program."),
        ) from None  # fmt: skip
    return bytes(printed)
