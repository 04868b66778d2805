// The open app: which screen stands, what is under way with the desk, and when it locks itself.

import { type Child, el } from "../../design/dom.ts";
import { CrewError, erase, type Phone, type Tools } from "../engine/phone.ts";
import { record, waiting } from "../engine/recording.ts";
import type { Draft } from "../engine/records.ts";
import { sync } from "../engine/syncing.ts";
import type { Change, Mission } from "../engine/today.ts";
import { forgetLooks } from "./looks.ts";
import { say } from "./words.ts";

export interface Screen {
  readonly name: string;
  readonly title: () => string;
  readonly body: () => Child[];
  /** Drawn anew when the desk has told something; never where somebody is writing. */
  readonly live?: boolean;
}

export interface Link {
  readonly state: "offline" | "busy" | "done";
  readonly out: number;
  readonly refused: number;
  readonly at: number | null;
}

/** What the app shows, handed in so that screens may know the app and not the other way round. */
export interface Faces {
  readonly draw: (app: App, screen: Screen) => void;
  readonly redrawLink: (app: App) => void;
  /** The first screen of an unlocked phone. */
  readonly home: (app: App) => Screen;
  /** What stands before it: pairing, the lock, or why neither can be. */
  readonly door: (app: App) => Promise<Screen>;
}

const LOCKS_AFTER_MS = 5 * 60_000;
const EVERY_MS = 60_000;
const TODAY_EVERY_MS = 30 * 60_000;

export class App {
  readonly tools: Tools;
  phone: Phone | null = null;
  link: Link = { state: "offline", out: 0, refused: 0, at: null };
  changes: readonly Change[] = [];
  readonly place: HTMLElement;
  private readonly draw: (app: App, screen: Screen) => void;
  private readonly redrawLink: (app: App) => void;
  private readonly home: (app: App) => Screen;
  private readonly door: (app: App) => Promise<Screen>;
  private screens: Screen[] = [];
  private touched = Date.now();
  private asked = 0;
  private syncing: Promise<void> | null = null;
  private more = false;

  constructor(tools: Tools, place: HTMLElement, faces: Faces) {
    this.tools = tools;
    this.place = place;
    this.draw = faces.draw;
    this.redrawLink = faces.redrawLink;
    this.home = faces.home;
    this.door = faces.door;
  }

  get screen(): Screen | undefined {
    return this.screens.at(-1);
  }

  get depth(): number {
    return this.screens.length;
  }

  get missions(): readonly Mission[] {
    return this.phone?.today?.missions ?? [];
  }

  async start(): Promise<void> {
    addEventListener("popstate", () => this.closeTop());
    addEventListener("online", () => void this.sync());
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (this.touched = Date.now()));
    document.addEventListener("visibilitychange", () => void this.tick());
    setInterval(() => void this.tick(), EVERY_MS);
    await this.lock();
  }

  /** Let go of every key; whatever stands on the screen goes with it. */
  async lock(): Promise<void> {
    this.phone = null;
    this.changes = [];
    this.link = { state: "offline", out: 0, refused: 0, at: null };
    this.screens = [await this.door(this)];
    this.render();
  }

  enter(phone: Phone): void {
    this.phone = phone;
    this.touched = Date.now();
    this.screens = [this.home(this)];
    this.render();
    void this.sync(true);
  }

  go(screen: Screen): void {
    this.screens.push(screen);
    history.pushState(null, "");
    this.render();
  }

  /** One of the four places at the foot: nothing lies under it. */
  turn(screen: Screen): void {
    this.screens = [screen];
    this.render();
  }

  back(): void {
    if (this.screens.length > 1) history.back();
  }

  render(): void {
    const screen = this.screen;
    if (screen) this.draw(this, screen);
  }

  private closeTop(): void {
    if (this.screens.length < 2) return;
    this.screens.pop();
    this.render();
  }

  /** Write something down and say so; true where it is kept. */
  async keep(draft: Draft, said: string): Promise<boolean> {
    const phone = this.phone;
    if (!phone) return false;
    try {
      await record(phone, draft);
    } catch (error) {
      this.tell(say(error instanceof CrewError && error.code === "full" ? "crew.full" : "crew.not_kept"), "stop");
      return false;
    }
    await this.count();
    this.tell(said, "good");
    void this.sync();
    return true;
  }

  tell(text: string, kind: "good" | "warn" | "stop"): void {
    document.querySelector("#told")?.replaceChildren(el("p", { class: `told ${kind}` }, text));
    if (kind !== "stop") setTimeout(() => document.querySelector("#told > .told")?.remove(), 6_000);
  }

  /** Exchange with the desk, one at a time; `today` asks for the plan as well. */
  sync(today = false): Promise<void> {
    if (this.syncing) {
      this.more = true;
      return this.syncing;
    }
    this.syncing = this.exchange(today).finally(() => {
      this.syncing = null;
      if (this.more && this.link.state === "done") void this.sync();
      this.more = false;
    });
    return this.syncing;
  }

  private async exchange(today: boolean): Promise<void> {
    const phone = this.phone;
    if (!phone) return;
    this.link = { ...this.link, state: "busy" };
    this.redraw();
    const wanted = today || Date.now() - this.asked > TODAY_EVERY_MS;
    try {
      const done = await sync(phone, { today: wanted });
      if (phone !== this.phone) return;
      if (done.state === "wiped") return await this.gone();
      this.link = { ...this.link, state: done.state, at: done.state === "done" ? Date.now() : this.link.at };
      if (done.state === "done") {
        if (wanted) this.asked = Date.now();
        this.changes = [...done.changes, ...this.changes].slice(0, 20);
      }
    } catch {
      this.link = { ...this.link, state: "offline" };
      this.tell(say("crew.full"), "stop");
    }
    await this.count();
  }

  async count(): Promise<void> {
    if (!this.phone) return;
    const { out, carried, refused } = await waiting(this.phone);
    this.link = { ...this.link, out: out + carried, refused };
    this.redraw();
  }

  private redraw(): void {
    const writing = document.activeElement?.matches("input, textarea") ?? false;
    if (this.screen?.live && !writing) this.render();
    else this.redrawLink(this);
  }

  private async tick(): Promise<void> {
    if (!this.phone) return;
    if (Date.now() - this.touched > LOCKS_AFTER_MS) return this.lock();
    if (await this.phone.dayOver()) this.turn(this.home(this));
    if (document.visibilityState === "visible") await this.sync();
  }

  /** Everything goes, as if the app had never been used. */
  async gone(): Promise<void> {
    const phone = this.phone;
    this.phone = null;
    this.place.replaceChildren();
    await phone?.alone(async () => undefined); // what is being written ends before it is erased
    await erase(this.tools);
    forgetLooks();
    await fetch("/crew/cleared", { method: "POST", headers: { "X-Erase": "1" } }).catch(() => undefined);
    location.replace("/crew/");
  }
}
