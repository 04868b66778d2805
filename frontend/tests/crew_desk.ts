// A small desk in memory that keeps the wire's promises with real keys, and a network as bad as it gets.

import { type Bytes, decoded, encoded, joined, utf8 } from "../crew/engine/bytes.ts";
import type { Derive, KeyFile } from "../crew/engine/keybox.ts";
import type { Tools } from "../crew/engine/phone.ts";
import type { Answer, Network } from "../crew/engine/requests.ts";
import type { Envelope } from "../crew/engine/sealing.ts";
import type { Shelf } from "../crew/engine/shelf.ts";
import type { Today } from "../crew/engine/today.ts";

const ECDH = { name: "ECDH", namedCurve: "P-256" } as const;

export class MemoryFile implements KeyFile {
  bytes: Bytes | null = null;

  async read(): Promise<Bytes | null> {
    return this.bytes && this.bytes.slice();
  }

  async write(data: Bytes, at: number): Promise<void> {
    const size = Math.max(this.bytes?.length ?? 0, at + data.length);
    const next = new Uint8Array(size);
    next.set(this.bytes ?? new Uint8Array(0));
    next.set(data, at);
    this.bytes = next;
  }

  async destroy(): Promise<void> {
    this.bytes = null;
  }
}

export class MemoryShelf implements Shelf {
  readonly kept = new Map<string, Bytes>();
  full = false;

  async read(name: string): Promise<Bytes | undefined> {
    return this.kept.get(name);
  }

  async names(start: string): Promise<string[]> {
    return [...this.kept.keys()].filter((name) => name.startsWith(start)).sort();
  }

  async write(put: readonly (readonly [string, Bytes])[], drop: readonly string[]): Promise<void> {
    if (this.full && put.length) throw new Error("QuotaExceededError");
    for (const [name, value] of put) this.kept.set(name, value);
    for (const name of drop) this.kept.delete(name);
  }

  async clear(): Promise<void> {
    this.kept.clear();
  }
}

/** Fast, for tests that are about something else. */
export const quick: Derive = async (passphrase, salt) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", joined(utf8(passphrase), salt)));

export class Desk {
  readonly records: { id: string; device: string; content: Record<string, unknown> }[] = [];
  readonly phones = new Map<string, Bytes>();
  readonly revoked = new Set<string>();
  readonly codes = new Set(["good"]);
  changes: { seq: number; op: Record<string, unknown> }[] = [];
  today: Today | null = null;
  now = 1_790_000_000_000;
  refuse: string | null = null;
  private readonly nonces = new Set<string>();
  private readonly keys: CryptoKeyPair;

  private constructor(keys: CryptoKeyPair) {
    this.keys = keys;
  }

  static async open(): Promise<Desk> {
    return new Desk((await crypto.subtle.generateKey(ECDH, true, ["deriveBits"])) as CryptoKeyPair);
  }

  readonly network: Network = async (method, path, headers, body) => {
    if (path.endsWith("/enrol")) return this.enrol(JSON.parse(body ?? "{}"));
    const device = headers["X-Device"] ?? "";
    const text = [method, path, headers["X-Time"], headers["X-Nonce"], await sha(utf8(body ?? ""))].join("\n");
    const key = this.phones.get(device);
    const fresh = !this.nonces.has(headers["X-Nonce"] ?? "");
    if (!key || !fresh || !(await signed(key, headers["X-Signature"] ?? "", text))) return this.answer(401, {});
    this.nonces.add(headers["X-Nonce"] as string);
    const wipe = this.revoked.has(device);
    if (path.endsWith("/ops") || path.endsWith("/carried")) {
      const { envelopes } = JSON.parse(body ?? "{}") as { envelopes: Envelope[] };
      const results = [];
      for (const one of envelopes) results.push(await this.take(one));
      return this.answer(200, { wipe, results });
    }
    if (wipe) return this.answer(200, { wipe });
    if (path.endsWith("/today")) return this.today ? this.answer(200, { ...this.today }) : this.answer(404, {});
    const after = Number(new URL(path, "https://desk").searchParams.get("after"));
    const changes = this.changes.filter((one) => one.seq > after);
    return this.answer(200, { wipe, changes, cursor: String(changes.at(-1)?.seq ?? after), more: false });
  };

  private answer(status: number, said: Record<string, unknown>): Answer {
    return { status, said: { now: this.now, ...said } };
  }

  private async enrol(said: { code: string; sign_key: string }): Promise<Answer> {
    if (!this.codes.delete(said.code)) return this.answer(403, {});
    const device = `phone-${this.phones.size + 1}`;
    this.phones.set(device, decoded(said.sign_key));
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", this.keys.publicKey));
    return this.answer(200, { device, desk_key: encoded(point), operation: "Test", tz: "Europe/Kyiv" });
  }

  private async take(one: Envelope): Promise<Record<string, unknown>> {
    const box = decoded(one.sealed);
    const bound = `${one.id}|${one.device}|${one.hlc}`;
    const key = this.phones.get(one.device);
    if (this.refuse) return { id: one.id, state: "refused", code: this.refuse };
    if (!key || !(await signed(key, one.signature, `${bound}|${await sha(box)}`))) {
      return { id: one.id, state: "refused", code: "signature" };
    }
    if (this.records.some((known) => known.id === one.id)) return { id: one.id, state: "duplicate" };
    this.records.push({ id: one.id, device: one.device, content: await this.unsealed(box, bound) });
    return { id: one.id, state: this.revoked.has(one.device) ? "quarantined" : "acknowledged" };
  }

  private async unsealed(box: Bytes, bound: string): Promise<Record<string, unknown>> {
    const other = await crypto.subtle.importKey("raw", box.slice(0, 65), ECDH, false, []);
    const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, this.keys.privateKey, 256);
    const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8("corridor crew v1") };
    const key = await crypto.subtle.deriveKey(how, source, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: box.slice(65, 77), additionalData: utf8(bound) }, key, box.slice(77),
    );
    return JSON.parse(new TextDecoder().decode(plain)) as Record<string, unknown>;
  }
}

async function sha(data: Bytes): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", data)).toString("hex");
}

async function signed(point: Bytes, signature: string, text: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, decoded(signature), utf8(text));
}

/** `network` that loses requests, loses answers, and repeats; by a fixed sequence, so that a failure can be seen again. */
export function flaky(network: Network, seed: number): Network {
  let state = seed;
  const chance = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return async (method, path, headers, body) => {
    if (chance() < 0.3) throw new Error("lost on the way there");
    const answer = await network(method, path, headers, body);
    if (chance() < 0.2) await network(method, path, headers, body); // repeated by something on the way
    if (chance() < 0.3) throw new Error("lost on the way back");
    return answer;
  };
}

export function tools(desk: Desk, network: Network = desk.network, now = () => desk.now): Tools & {
  file: MemoryFile; shelf: MemoryShelf;
} {
  return { file: new MemoryFile(), shelf: new MemoryShelf(), derive: quick, network, now };
}

export function today(now: number): Today {
  const place = { name: "Підвал на Широкій", lon: 37.9, lat: 48.5 };
  const household = { id: "h1", people: 3, pets: 1, name: "Марія Коваленко", notes: "third bell", reasons: ["pets"] };
  const stop = { id: "s1", order: 1, kind: "shelter", place, arrives: now + 3_600_000, departs: now + 4_000_000,
    latest: now + 5_000_000, notes: "", load: [{ item: "w", name: "Water", amount: 40, unit: "l" }], households: [household] };
  const mission = { id: "m1", label: "M-1", vehicle: "bus", opens: now - 86_400_000, closes: now + 2 * 86_400_000, departs: now,
    returns: now + 9_000_000, latest_return: now + 9_900_000, trips: [{ number: 1, departs: now, legs: [], stops: [stop] }], rhythm: [] };
  return { now, expires: now + 86_400_000, cursor: "0", operation: "Test", tz: "Europe/Kyiv",
    crew: { id: "c1", name: "Crew 1" }, missions: [mission] };
}
