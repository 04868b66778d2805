// The crew's app starts here: one window at a time, the service worker, and the first screen.

import { Database } from "../device/database.ts";
import { startKeys } from "../device/keys.ts";
import { network } from "../device/network.ts";
import { App } from "./app.ts";
import "./crew.css";
import { draw, redrawLink } from "./frame.ts";
import { applyLanguage, applyLook } from "./looks.ts";
import { door, elsewhere } from "./screens/door.ts";
import { today } from "./screens/today.ts";

async function start(): Promise<void> {
  applyLanguage();
  applyLook();
  const place = document.querySelector("#app") as HTMLElement;
  const { file, derive } = startKeys("/crew/worker.js");
  const tools = { file, derive, shelf: new Database(), network, now: () => Date.now() };
  const app = new App(tools, place, { draw, redrawLink, home: today, door });
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/crew/sw.js", { scope: "/crew/" }).catch(() => undefined);
  // Two windows would write with one clock and one count of wrong passphrases.
  const alone = await new Promise<boolean>((done) => {
    void navigator.locks.request("crew", { ifAvailable: true }, (lock) => {
      done(lock !== null);
      return lock ? new Promise(() => undefined) : undefined;
    });
  });
  if (alone) await app.start();
  else draw(app, elsewhere());
}

void start();
