// One phone of a crew: paired, locked, unlocked, erased; what it keeps and under which key. No DOM: the database, the
// file of keys, the network and the clock are handed in.
//
// Kept under the phone's key: `state` (who it is, the desk's key), `out/…` (records that the desk has not had),
// `carry/…` (those of other phones), `refused/…`. Under the day's key, which is overwritten when the day ends:
// `day/…` (today's missions) and `ledger/…`.

import { type Bytes, decoded, encoded } from "./bytes.ts";
import type { Clock } from "./clock.ts";
import {
  type Day, dayExpires, type Derive, forgetDay, hasKeybox, keepDay, type KeyFile, makeKeybox, newDay, unlock,
} from "./keybox.ts";
import { EMPTY, type Ledger } from "./ledger.ts";
import type { Caller, Network } from "./requests.ts";
import { newSignKeys, signKey } from "./sealing.ts";
import { closed, opened, type Shelf } from "./shelf.ts";
import type { Today } from "./today.ts";

export interface Tools {
  readonly file: KeyFile;
  readonly derive: Derive;
  readonly shelf: Shelf;
  readonly network: Network;
  /** The phone's clock, milliseconds. */
  readonly now: () => number;
}

/** Who this phone is; kept closed. */
export interface State {
  readonly device: string;
  readonly desk: string;
  readonly secret: string;
  readonly operation: string;
  readonly tz: string;
  /** The desk's clock less the phone's, at the last answer. */
  readonly offset: number;
  readonly clock: Clock;
}

export type Standing = "new" | "locked" | "evicted";

/** Why something could not be done; the words for it are the page's. */
export class CrewError extends Error {
  readonly code: "code" | "network" | "full" | "locked" | "file";

  constructor(code: CrewError["code"]) {
    super(code);
    this.code = code;
  }
}

const PATH = "/crew/api";

/** What there is before anybody unlocks anything; a day that has ended is overwritten first. */
export async function standing(tools: Tools): Promise<Standing> {
  if (!(await hasKeybox(tools.file))) return "new";
  await endDay(tools);
  return (await tools.shelf.read("state")) ? "locked" : "evicted";
}

/** Overwrite the day where it has ended; true where it was. Needs no passphrase. */
export async function endDay(tools: Tools): Promise<boolean> {
  const ends = await dayExpires(tools.file);
  if (!ends || tools.now() < ends) return false;
  await dropDay(tools);
  return true;
}

async function dropDay(tools: Tools): Promise<void> {
  await forgetDay(tools.file);
  const names = [...(await tools.shelf.names("day/")), ...(await tools.shelf.names("ledger/"))];
  await tools.shelf.write([], names);
}

/** Nothing that was kept can be read any more; as on a phone that never had the app. */
export async function erase(tools: Tools): Promise<void> {
  await tools.file.destroy(); // first: what follows only tidies
  await tools.shelf.clear();
}

/**
 * Pair this phone by a code from the desk, and close it with `passphrase`. Throws CrewError: `code` is not good (any
 * more), the `network` gave no answer.
 */
export async function enrol(tools: Tools, code: string, passphrase: string): Promise<Phone> {
  const { key } = await makeKeybox(tools.file, tools.derive, passphrase);
  const pair = await newSignKeys();
  try {
    const body = JSON.stringify({ code, sign_key: encoded(pair.point) });
    const { status, said } = await tools.network("POST", `${PATH}/enrol`, {}, body).catch(() => {
      throw new CrewError("network");
    });
    if (status !== 200) throw new CrewError(status === 403 ? "code" : "network");
    const state: State = {
      device: String(said["device"]), desk: String(said["desk_key"]), secret: encoded(pair.secret),
      operation: String(said["operation"]), tz: String(said["tz"]),
      offset: Number(said["now"]) - tools.now(), clock: { ms: 0, counter: 0 },
    };
    await tools.shelf.write([await closed(key, "state", state)], []);
    return new Phone(tools, key, state, await signKey(pair.secret));
  } catch (error) {
    await erase(tools);
    throw error;
  } finally {
    pair.secret.fill(0);
  }
}

/** The phone, or how many tries are left: at none, everything is erased. */
export async function open(tools: Tools, passphrase: string): Promise<Phone | { left: number }> {
  await endDay(tools);
  const found = await unlock(tools.file, tools.derive, passphrase);
  if ("left" in found) {
    if (!found.left) await erase(tools);
    return found;
  }
  const { key, day } = found.opened;
  const state = await opened<State>(tools.shelf, key, "state");
  if (!state) throw new CrewError("locked");
  const secret = decoded(state.secret);
  const phone = new Phone(tools, key, state, await signKey(secret));
  secret.fill(0);
  if (day) await phone.takeUp(day);
  return phone;
}

/** An unlocked phone. Whoever lets go of it has locked it: the keys are nowhere else. */
export class Phone {
  readonly tools: Tools;
  readonly caller: Caller;
  /** The phone's own key. */
  readonly key: CryptoKey;
  state: State;
  ledger: Ledger = EMPTY;
  today: Today | null = null;
  revoked = false;
  private day: Day | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(tools: Tools, key: CryptoKey, state: State, sign: CryptoKey) {
    this.tools = tools;
    this.key = key;
    this.state = state;
    this.caller = { device: state.device, key: sign };
  }

  /** The desk's time as far as this phone knows. */
  now(): number {
    return this.tools.now() + this.state.offset;
  }

  get deskKey(): Bytes {
    return decoded(this.state.desk);
  }

  /** One change of what is kept at a time. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  /** Keep documents and the phone's new memory of them: all or nothing. Throws CrewError `full`. */
  async keep(
    put: readonly (readonly [string, Bytes])[], drop: readonly string[], state: State, ledger: Ledger,
  ): Promise<void> {
    const own = [...put, await closed(this.key, "state", state)];
    if (this.day) own.push(await closed(this.day.key, `ledger/${this.day.name}`, ledger));
    try {
      await this.tools.shelf.write(own, drop);
    } catch {
      throw new CrewError("full");
    }
    this.state = state;
    this.ledger = ledger;
  }

  /** The day's missions as they lie on the phone. */
  async takeUp(day: Day): Promise<void> {
    this.day = day;
    this.today = await opened<Today>(this.tools.shelf, day.key, `day/${day.name}`);
    this.ledger = (await opened<Ledger>(this.tools.shelf, day.key, `ledger/${day.name}`)) ?? EMPTY;
  }

  /** `today` takes the place of the day before, under a key of its own; the key of the one before is overwritten. */
  async turnTo(today: Today): Promise<void> {
    const { day, raw } = await newDay();
    const missions = new Set(today.missions.map((one) => one.id));
    const others = this.ledger.others.filter((one) => missions.has(String(one.mission)));
    const ledger = { ...this.ledger, others };
    const fresh = [
      await closed(day.key, `day/${day.name}`, today), await closed(day.key, `ledger/${day.name}`, ledger),
    ];
    try {
      await this.tools.shelf.write(fresh, []);
    } catch {
      throw new CrewError("full");
    }
    await keepDay(this.tools.file, this.key, day, raw, today.expires - this.state.offset);
    const names = [...(await this.tools.shelf.names("day/")), ...(await this.tools.shelf.names("ledger/"))];
    await this.tools.shelf.write([], names.filter((name) => !name.endsWith(day.name)));
    this.day = day;
    this.today = today;
    this.ledger = ledger;
  }

  /** Let go of a day that has ended; true where it had. */
  async dayOver(): Promise<boolean> {
    if (!(await endDay(this.tools))) return false;
    this.letGo();
    return true;
  }

  /** The desk has revoked this phone: the day is gone at once. */
  async forget(): Promise<void> {
    this.revoked = true;
    this.letGo();
    await dropDay(this.tools);
  }

  private letGo(): void {
    this.day = null;
    this.today = null;
    this.ledger = EMPTY;
  }
}
