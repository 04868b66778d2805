"""What a crew's phone loses when it dies, what it tells whoever takes it, and how quick it is.

A desk is served by ``corridor serve`` with one crew's mission, whose every word is a mark. A real Chromium with a
profile on disk is paired as the phone. Then:

- marks: looked for in every file of the profile while the app is in use, locked, after the day's 24 hours, and after it
  was erased; before, the search must find what is left open on purpose; after erasing, no part of the old keys is left;
- cold start: the desk stopped, the browser started anew, seconds until the mission is there, passphrase included;
- kills: records are made by tapping, without a network, and the whole browser is killed at a random moment; what the
  app had confirmed must be there after each start, and in the end reach the desk exactly once;
- slowed: Chromium's throttle of the page's thread by 6. It does not slow workers, where the passphrase is hashed:
  six times the unslowed time to unlock is told beside it, and counts.

    python benchmarks/phone.py [--kills 100] [--json FILE]

Exit status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from handset.profile import Handset
from playwright.sync_api import Error, sync_playwright
from rows import add_json, screen, write_rows

from corridor_server.config import DeskConfig
from corridor_server.trial.served import certificate_pin, free_port, served

WORDS = "quiet copper lantern river"
SLOWER = 6
TAPS = 10
COUNTS_WITHIN_S = 10.0
HOURS_LATER = "const own = Date.now; Date.now = () => own() + 25 * 3600e3;"
CHIP = "header .chip"
BARS = {"cold_start_s": 5.0, "unlock_ms": 4000.0, "tap_ms": 100.0}
TAP = """
name => new Promise(done => {
  document.querySelector('#told').replaceChildren();
  const since = performance.now();
  new MutationObserver((_, self) => {
    if (!document.querySelector('#told .good')) return;
    self.disconnect();
    requestAnimationFrame(() => done(performance.now() - since));
  }).observe(document.querySelector('#told'), { childList: true, subtree: true });
  [...document.querySelectorAll('button')].find(one => one.innerText.trim() === name).click();
})
"""
TURN = """
() => new Promise(done => {
  const since = performance.now();
  document.querySelectorAll('nav .place')[2].click();
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - since)));
})
"""


def plant(what: str, *words: object) -> dict[str, Any]:
    """``handset.plant`` in a process of its own."""
    script = Path(__file__).parent / "handset" / "plant.py"
    done = subprocess.run(
        [sys.executable, str(script), what, *map(str, words)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return dict(json.loads(done.stdout))


def enrol(phone: Handset, code: str) -> None:
    """Pair, choose a passphrase, wait for the day and for the app to lie on the phone."""
    page = phone.start(f"{phone.url}/crew/#enrol={code}")
    page.fill("#first", WORDS)
    page.fill("#again", WORDS)
    page.click("main .primary")
    page.wait_for_selector(".rows .row")
    page.wait_for_selector(f"{CHIP}.good")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then(all => all.length > 0)")


def unlock(phone: Handset) -> float:
    """Seconds from the tap on "Unlock" to the mission."""
    phone.page.fill("#secret", WORDS)
    begun = time.perf_counter()
    phone.page.click("main .primary")
    phone.page.wait_for_selector(".rows .row")
    return time.perf_counter() - begun


def unsent(phone: Handset, known: int) -> int:
    """Records that the phone says it still has; it counts them after it is unlocked, so ``known`` are waited for."""
    until, found = time.monotonic() + COUNTS_WITHIN_S, -1
    while found < known and time.monotonic() < until:
        waiting = phone.page.query_selector(f"{CHIP}.warn")
        found = int("".join(one for one in waiting.inner_text() if one.isdigit()) or 0) if waiting else 0
        phone.page.wait_for_timeout(50)
    return found


def control(phone: Handset, mark: str) -> int:
    """Marks found where one is left open on purpose, in the browser's two sorts of store."""
    page = phone.start()
    page.evaluate("mark => localStorage.setItem('control', mark)", mark)
    page.wait_for_timeout(1500)
    phone.close()
    return phone.found([mark.encode()])


def cold_start(phone: Handset) -> float:
    """Seconds from the start of the browser to the mission, the desk being down."""
    begun = time.perf_counter()
    phone.start()
    phone.page.wait_for_selector("#secret")
    unlock(phone)
    took = time.perf_counter() - begun
    phone.close()
    return took


def killed(phone: Handset, known: int, kills: int, rng: random.Random) -> dict[str, int]:
    """``kills`` times: tap, and die at any moment. Records lost are those confirmed but not there at the next start."""
    confirmed = attempted = lost = opened = 0
    for number in range(kills):
        phone.start()
        phone.page.wait_for_selector("#secret")
        unlock(phone)
        opened += 1
        here = unsent(phone, known)
        lost += max(known - here, 0)
        known = here
        until = time.monotonic() + rng.random() * 1.5
        with suppress(Error):
            while time.monotonic() < until:
                attempted += 1
                phone.page.evaluate(TAP, "Check in")
                confirmed += 1
                known += 1
            attempted += 1
            phone.page.evaluate(f"({TAP})('Check in'); null")  # and die while it is being written
            time.sleep(rng.random() * 0.03)
        phone.kill()
        if number % 10 == 9:
            print(f"{number + 1} kills, {confirmed} records confirmed", file=sys.stderr)
    return {"kills": kills, "confirmed": confirmed, "attempted": attempted, "lost": lost, "opened": opened}


def hand_in(phone: Handset) -> None:
    """What the phone still has goes to the desk."""
    phone.start()
    phone.page.wait_for_selector("#secret")
    unlock(phone)
    phone.page.wait_for_selector(f"{CHIP}.good", timeout=180_000)
    phone.close()


def slowed(phone: Handset) -> dict[str, float]:
    """Milliseconds to unlock and from a tap to its answer, the page's thread slowed by 6; medians."""
    found: dict[str, list[float]] = {"unlock_page_slowed_ms": [], "unlock_ms": [], "tap_ms": [], "turn_ms": []}
    for _round in range(3):
        phone.start()
        phone.page.wait_for_selector("#secret")
        found["unlock_ms"].append(unlock(phone) * 1000 * SLOWER)
        phone.close()
        phone.start()
        phone.page.wait_for_selector("#secret")
        assert phone.context is not None
        phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        found["unlock_page_slowed_ms"].append(unlock(phone) * 1000)
        for _tap in range(TAPS):
            found["tap_ms"].append(float(phone.page.evaluate(TAP, "Check in")))
        found["turn_ms"].append(float(phone.page.evaluate(TURN)))
        phone.close()
    return {name: round(statistics.median(times), 1) for name, times in found.items()}


def marks_by_state(phone: Handset, code: str, marks: list[bytes]) -> dict[str, int]:
    """Marks found in the profile, by what state the app is in."""
    found: dict[str, int] = {}
    enrol(phone, code)
    page, note = phone.page, f"mark{os.urandom(8).hex()}"
    page.locator(".rows .row").first.click()
    page.get_by_role("button", name="Note for this door", exact=True).click()
    page.fill("textarea", note)
    page.click(".record")
    page.wait_for_selector("#told .good")
    page.wait_for_timeout(1500)
    wanted = [*marks, note.encode(), WORDS.encode()]
    found["in_use"] = phone.found(wanted)
    page.locator("nav .place").nth(3).click()
    page.get_by_role("button", name="Lock", exact=True).click()
    page.wait_for_selector("#secret")
    page.wait_for_timeout(1500)
    found["locked"] = phone.found(wanted)
    phone.close()
    found["closed"] = phone.found(wanted)
    day = phone.keys()[110:190]
    phone.start(script=HOURS_LATER).wait_for_selector("#secret")
    phone.close()
    found["after_its_time"] = phone.found([*wanted, day])
    keys = phone.keys()
    assert any(keys[50:110]), "the file of keys was found"
    found["keys_before"] = phone.found([keys[2:50], keys[50:110]])
    phone.start().wait_for_selector("#secret")
    unlock_for_menu(phone)
    phone.close()
    found["after_erasing"] = phone.found([*wanted, keys[2:50], keys[50:110]])
    return found


def unlock_for_menu(phone: Handset) -> None:
    """Unlock and erase by the menu; the day is over, so that no mission is shown."""
    page = phone.page
    page.fill("#secret", WORDS)
    page.click("main .primary")
    page.locator("nav .place").nth(3).click()
    page.get_by_role("button", name="Erase everything", exact=True).click()
    page.get_by_role("button", name="Erase now", exact=True).click()
    page.wait_for_selector("#code")
    page.wait_for_timeout(1500)


def measure(kills: int, folder: Path) -> dict[str, Any]:
    """Serve, search, stop, kill, serve again, count."""
    secret, data, port = folder / "passphrase", folder / "data", free_port()
    secret.write_text("quiet copper lantern meadow river\n", "utf-8")
    secret.chmod(0o600)
    first = plant("make", data, secret, port)
    config = DeskConfig(folder=data, port=port, language="en")
    chromium = os.environ.get("CORRIDOR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    with sync_playwright() as playwright:

        def handset(name: str, pin: str) -> Handset:
            return Handset(playwright, chromium, folder / name, f"https://localhost:{port}", pin)

        with served(config, secret):
            pin = certificate_pin(port)
            controls = control(handset("control", pin), f"mark{os.urandom(8).hex()}")
            marks = [one.encode() for one in first["marks"]]
            found = marks_by_state(handset("searched", pin), first["code"], marks)
        before = plant("count", data, secret, port)["checkins"]
        code = plant("make", folder / "data", secret, port)["code"]
        phone = handset("phone", pin)
        with served(config, secret):
            enrol(phone, code)
            phone.close()
        starts = [cold_start(phone) for _round in range(3)]
        slow, taps = slowed(phone), 3 * TAPS
        died = killed(phone, taps, kills, random.Random(1))
        with served(config, secret):
            hand_in(phone)
        arrived = plant("count", data, secret, port)["checkins"] - before
    return {
        "marks": len(marks) + 2, "control_found": controls, **{f"marks_{name}": one for name, one in found.items()},
        **died, "tapped_while_slowed": taps, "arrived": arrived,
        "not_arrived": max(died["confirmed"] + taps - arrived, 0),
        "cold_start_s": round(statistics.median(starts), 2), **slow, "processors": os.cpu_count(),
    }  # fmt: skip


def passed(row: dict[str, Any]) -> bool:
    """Whether every bar is kept."""
    states = ("in_use", "locked", "closed", "after_its_time", "after_erasing")
    quiet = all(row[f"marks_{name}"] == 0 for name in states) and row["control_found"] and row["marks_keys_before"] == 2
    whole = row["lost"] == row["not_arrived"] == 0 and row["opened"] == row["kills"]
    return bool(quiet and whole and all(row[name] < bar for name, bar in BARS.items()))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=100)
    add_json(options)
    args = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        row = measure(args.kills, Path(folder))
    for name, value in row.items():
        print(f"{name.replace('_', ' ')}: {value}", file=screen(args.json))
    good = passed(row)
    print("passed" if good else "FAILED", file=screen(args.json))
    write_rows([row | {"passed": good}], args.json)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
