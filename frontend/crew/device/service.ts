// The service worker: the app itself, kept for a start without a network. It keeps no data and answers nothing else.

declare const VERSION: string;
declare const SHELL: readonly string[];

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const NAME = `crew-${VERSION}`;
const HOME = "/crew/";

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
  };
  (event as Waiting).waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== NAME && name.startsWith("crew-")) await caches.delete(name);
    await (self as unknown as { clients: { claim(): Promise<void> } }).clients.claim();
  };
  (event as Waiting).waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request, respondWith } = event as Asked;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET" || !SHELL.includes(path)) return;
  const kept = async () => {
    const cache = await caches.open(NAME);
    return (await cache.match(path === HOME ? HOME : request, { ignoreVary: true, ignoreSearch: true })) ?? fetch(request);
  };
  respondWith.call(event, kept());
});
