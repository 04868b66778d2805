// Locks the desk when nobody has touched it for a while: what a page shows must not outlive its reader's presence.
// Other open pages of the desk are told, so that one left in the background does not lock the one in use. While somebody
// types into a long form, the server hears of it, so that it does not lock under their hands.

const LOOK_EVERY_MS = 5_000;
const TELL_PAGES_EVERY_MS = 10_000;
const TELL_SERVER_EVERY_MS = 120_000;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

interface Lock {
  readonly idleMs: number;
  readonly lock: string;
  readonly unlock: string;
  readonly awake: string;
  readonly token: string;
}

/** The page's lock, from the attributes of its body; null before the login and on the lock itself. */
function lockOf(body: HTMLElement): Lock | null {
  const { idleSeconds, lock, unlock, awake } = body.dataset;
  const headers = body.getAttribute("hx-headers");
  if (!idleSeconds || !lock || !unlock || !awake || !headers) return null;
  const token = (JSON.parse(headers) as Record<string, string>)["X-CSRFToken"] ?? "";
  return { idleMs: Number(idleSeconds) * 1000, lock, unlock, awake, token };
}

function send(address: string, token: string): Promise<Response> {
  return fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
}

async function close(lock: Lock): Promise<void> {
  const way = new URLSearchParams({ next: location.pathname + location.search });
  document.body.replaceChildren(); // nothing stays on the screen, whether or not the desk answers
  try {
    await send(lock.lock, lock.token);
  } finally {
    location.replace(`${lock.unlock}?${way.toString()}`);
  }
}

export function watchIdle(): void {
  const lock = lockOf(document.body);
  if (!lock) return;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("desk:awake") : null;
  let last = Date.now();
  let toldPages = last;
  let toldServer = last;
  const awake = (): void => {
    last = Date.now();
    if (last - toldPages > TELL_PAGES_EVERY_MS) {
      toldPages = last;
      others?.postMessage("awake");
    }
    if (last - toldServer > TELL_SERVER_EVERY_MS) {
      toldServer = last;
      send(lock.awake, lock.token).catch(() => undefined); // an unreachable desk is told of elsewhere
    }
  };
  others?.addEventListener("message", () => (last = Date.now()));
  for (const sign of SIGNS) document.addEventListener(sign, awake, { passive: true, capture: true });
  // A timer that slept with the machine fires late: the clock, not the count of ticks, says how long it was.
  const timer = window.setInterval(() => {
    if (Date.now() - last < lock.idleMs) return;
    window.clearInterval(timer);
    void close(lock);
  }, LOOK_EVERY_MS);
}
