// Handing in what was recorded and hearing what others did. Each step is kept before the next, so that a network that
// drops, delays, cuts or repeats costs time and nothing else: the desk takes each record once.

import { heard } from "./ledger.ts";
import type { Operation } from "./merge.ts";
import { CrewError, erase, type Phone } from "./phone.ts";
import { type Answer, ask } from "./requests.ts";
import type { Envelope } from "./sealing.ts";
import { closed, opened } from "./shelf.ts";
import { type Change, changed, type Today } from "./today.ts";

const PATH = "/crew/api";
const BATCH = 50;
const LAST_TRIES = 3;
/** Bytes of a request beside its envelopes, and the desk's limit. */
const MOST_BYTES = 900_000;

export type Synced =
  | { readonly state: "done"; readonly changes: readonly Change[]; readonly heard: number }
  | { readonly state: "offline" }
  | { readonly state: "wiped" };

interface Result {
  readonly id: string;
  readonly state: string;
  readonly code?: string;
}

/** Everything that is to be exchanged with the desk, in order; stops where the network does. Throws CrewError `full`. */
export async function sync(phone: Phone, wanted: { readonly today: boolean }): Promise<Synced> {
  try {
    await handIn(phone);
    if (!phone.revoked) {
      const changes = wanted.today || !phone.today ? await fetchToday(phone) : [];
      const count = phone.revoked ? 0 : await fetchChanges(phone);
      if (!phone.revoked) return { state: "done", changes, heard: count };
    }
  } catch (error) {
    if (error instanceof CrewError && error.code !== "network") throw error;
    if (!phone.revoked) return { state: "offline" };
  }
  await lastWords(phone);
  await erase(phone.tools);
  return { state: "wiped" };
}

async function handIn(phone: Phone): Promise<void> {
  await upload(phone, "out/", `${PATH}/ops`);
  await upload(phone, "carry/", `${PATH}/carried`);
}

/** A revoked phone forgot its day at once; what it wrote before still goes to a human at the desk, if the network lets it. */
async function lastWords(phone: Phone): Promise<void> {
  for (let tries = 0; tries < LAST_TRIES; tries += 1) {
    try {
      return await handIn(phone);
    } catch {
      // the next try; after the last one it is erased all the same
    }
  }
}

async function talk(phone: Phone, method: "GET" | "POST", path: string, content: object | null): Promise<Answer> {
  const { network, now } = phone.tools;
  const answer = await ask(network, phone.caller, method, path, content, now).catch(() => {
    throw new CrewError("network");
  });
  if (answer.status === 200 && answer.said["wipe"] === true && !phone.revoked) await phone.forget();
  if (answer.status >= 500) throw new CrewError("network");
  const told = Number(answer.said["now"]);
  if (Number.isFinite(told)) phone.state = { ...phone.state, offset: told - now() };
  return answer;
}

async function upload(phone: Phone, start: string, path: string): Promise<void> {
  let most = BATCH;
  for (;;) {
    const names = (await phone.tools.shelf.names(start)).slice(0, most);
    if (!names.length) return;
    const batch = await envelopes(phone, names);
    const answer = await talk(phone, "POST", path, { envelopes: batch.map(([, one]) => one) });
    if (answer.status === 200) {
      if (!(await settle(phone, batch, (answer.said["results"] ?? []) as Result[]))) return;
    } else if (batch.length > 1 && (answer.status === 400 || answer.status === 413)) {
      most = Math.ceil(batch.length / 2);
    } else if (answer.status === 400 || answer.status === 413) {
      const refused = batch.map(([, one]) => ({ id: one.id, state: "refused", code: "malformed" }));
      await settle(phone, batch, refused);
    } else {
      throw new CrewError("network");
    }
  }
}

async function envelopes(phone: Phone, names: readonly string[]): Promise<[string, Envelope][]> {
  const found: [string, Envelope][] = [];
  let size = 0;
  for (const name of names) {
    const one = await opened<Envelope>(phone.tools.shelf, phone.key, name);
    if (!one) continue;
    size += one.sealed.length + 400;
    if (found.length && size > MOST_BYTES) break;
    found.push([name, one]);
  }
  return found;
}

/** Drop what the desk has, set aside what it refuses; false where it said nothing of any. */
async function settle(phone: Phone, batch: readonly [string, Envelope][], results: readonly Result[]): Promise<boolean> {
  const told = new Map(results.map((one) => [one.id, one]));
  const drop: string[] = [];
  const aside: (readonly [string, Uint8Array<ArrayBuffer>])[] = [];
  for (const [name, one] of batch) {
    const result = told.get(one.id);
    if (!result) continue;
    drop.push(name);
    if (result.state !== "refused") continue;
    aside.push(await closed(phone.key, name.replace(/^\w+/, "refused"), { ...one, code: result.code ?? "" }));
  }
  await phone.tools.shelf.write(aside, drop);
  return drop.length > 0;
}

async function fetchToday(phone: Phone): Promise<readonly Change[]> {
  const answer = await talk(phone, "GET", `${PATH}/today`, null);
  if (answer.status !== 200 || phone.revoked) return [];
  const today = answer.said as unknown as Today;
  const before = phone.today;
  await phone.alone(() => phone.turnTo(today));
  return before ? changed(before, today) : [];
}

async function fetchChanges(phone: Phone): Promise<number> {
  let count = 0;
  for (;;) {
    const answer = await talk(phone, "GET", `${PATH}/changes?after=${phone.ledger.cursor}`, null);
    if (answer.status !== 200 || phone.revoked) return count;
    const found = ((answer.said["changes"] ?? []) as { op: Operation }[]).map((one) => one.op);
    const cursor = String(answer.said["cursor"] ?? phone.ledger.cursor);
    await phone.alone(() => phone.keep([], [], phone.state, heard(phone.ledger, found, cursor)));
    count += found.length;
    if (answer.said["more"] !== true) return count;
  }
}
