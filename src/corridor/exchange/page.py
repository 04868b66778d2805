"""The self-contained page of a plan: one HTML file that works from a USB stick, with no network at all.

The built front end (``page/page.js`` and ``page/page.css``) is inlined together with the plan; the page's own
Content-Security-Policy admits exactly these two by their hashes and nothing from anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.errors import InternalFault
from corridor.exchange.page_payload import payload
from corridor.files import write_text
from corridor.i18n import LANGUAGES
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from corridor.domain.base_map import BaseMap
    from corridor.domain.danger import EdgeDanger
    from corridor.domain.network import RoadNetwork
    from corridor.domain.operation import Operation
    from corridor.domain.plan import Plan

ASSETS = Path(__file__).parent / "page"
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
TEMPLATE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div id="app"></div>
<noscript>{no_script}</noscript>
<script type="application/json" id="payload">{payload}</script>
<script>{script}</script>
</body>
</html>
"""


def asset(name: str) -> str:
    """A file of the built front end.

    Raises:
        InternalFault: ``page.not_built``.
    """
    path = ASSETS / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise InternalFault(
            "page.not_built",
            _("The page's front end has not been built."),
            name,
            _("Run “uv sync --reinstall-package corridor”, or install the wheel, which carries it."),
        ) from missing


def source_hash(text: str) -> str:
    """The Content-Security-Policy name of an inline script or style: ``sha256-...``."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def inline_json(value: object) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def write_page(
    path: Path,
    plan: Plan,
    operation: Operation,
    network: RoadNetwork,
    danger: EdgeDanger,
    base_map: BaseMap,
    *,
    coarse: bool,
    language: str,
) -> None:
    """Write the page of ``plan`` to ``path``, whole or not at all; the same inputs give the same bytes.

    Args:
        path: the HTML file to write.
        plan: what is shown. Its own texts are in the language that it was made in.
        operation: names of places, vehicles, crews and items.
        network: the placed network that ``danger`` belongs to.
        danger: upper exposure rates on its edges; the hours of the plan's local day are shown.
        base_map: water, woods, built-up land and place names.
        coarse: no routes, cells instead of shelters and roads, hours only.
        language: ``en`` or ``uk``, the language that the page opens in.

    Raises:
        InternalFault: ``page.not_built`` without the built front end; ``page.mismatch`` where danger and network
            differ.
        OSError: the file cannot be written.
    """
    if danger.upper.shape[1] != network.edge_count:
        raise InternalFault(
            "page.mismatch",
            _("The danger given to the page belongs to another road network."),
            f"{danger.upper.shape[1]} / {network.edge_count}",
        )
    style, script = asset("page.css"), asset("page.js")
    shown = payload(plan, operation, network, danger, base_map, coarse=coarse, language=language)
    policy = POLICY.format(script=source_hash(script), style=source_hash(style))
    html = TEMPLATE.format(
        language=language if language in LANGUAGES else "en",
        policy=policy,
        title=escape(f"{plan.operation} · {plan.day}"),
        style=style,
        no_script=escape(_("This page needs JavaScript to show the plan.")),
        payload=inline_json(shown),
        script=script,
    )
    write_text(path, html)
