// The keys of the store in one small file that is overwritten in place. What lies on disk opens only with a passphrase:
// Argon2id (RFC 9106, 64 MiB) of it, joined by HKDF with a secret of the file, wraps a random key; that one wraps the key
// of the day. Overwriting the file makes all that was ever kept unreadable, remnants of a database included.

import { type Bytes, hex, joined, random, utf8 } from "./bytes.ts";

/** The file, in place and flushed to the disk before a call returns. */
export interface KeyFile {
  read(): Promise<Bytes | null>;
  write(data: Bytes, at: number): Promise<void>;
  /** Overwrite every byte, then remove. */
  destroy(): Promise<void>;
}

/** Argon2id: 32 bytes of a passphrase. */
export type Derive = (passphrase: string, salt: Bytes) => Promise<Bytes>;

export interface Opened {
  readonly key: CryptoKey;
  readonly day: Day | null;
}

export interface Day {
  /** Tells the day's documents from those of an earlier key. */
  readonly name: string;
  readonly key: CryptoKey;
}

export type Unlocked = { readonly opened: Opened } | { readonly left: number };

export const TRIES = 10;
const VERSION = 1;
const SIZE = 4096;
/** Where each part of the file begins. */
const AT = { version: 0, tries: 1, salt: 2, secret: 18, key: 50, day: 110, end: 190 } as const;
const WRAPPED = 60;
const INFO = utf8("corridor keybox v1");
const AES = { name: "AES-GCM", length: 256 } as const;

async function wrapper(passphrase: string, file: Bytes, derive: Derive): Promise<CryptoKey> {
  const slow = await derive(passphrase.normalize("NFC"), file.slice(AT.salt, AT.secret));
  const secret = joined(slow, file.slice(AT.secret, AT.key));
  const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  slow.fill(0);
  secret.fill(0);
  const derived = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO };
  return crypto.subtle.deriveKey(derived, source, AES, false, ["encrypt", "decrypt"]);
}

async function wrapped(raw: Bytes, key: CryptoKey): Promise<Bytes> {
  const iv = random(12);
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, raw)));
}

async function unwrapped(box: Bytes, key: CryptoKey): Promise<CryptoKey | null> {
  try {
    const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.slice(0, 12) }, key, box.slice(12));
    return await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
  } catch {
    return null; // the tag does not fit: another key
  }
}

/** A fresh file, closed by `passphrase`. */
export async function makeKeybox(file: KeyFile, derive: Derive, passphrase: string): Promise<Opened> {
  const bytes = random(SIZE);
  bytes[AT.version] = VERSION;
  bytes[AT.tries] = 0;
  bytes.fill(0, AT.day, AT.end);
  const raw = random(32);
  bytes.set(await wrapped(raw, await wrapper(passphrase, bytes, derive)), AT.key);
  await file.write(bytes, 0);
  const key = await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return { key, day: null };
}

/** Whether there is a file to unlock. */
export async function hasKeybox(file: KeyFile): Promise<boolean> {
  const bytes = await file.read();
  return bytes !== null && bytes.length === SIZE && bytes[AT.version] === VERSION;
}

/** The keys, or how many tries are left; none left: the file is gone. A try counts on the disk before it is made. */
export async function unlock(file: KeyFile, derive: Derive, passphrase: string): Promise<Unlocked> {
  const bytes = await file.read();
  if (!bytes || bytes.length !== SIZE) return { left: 0 };
  const tries = (bytes[AT.tries] as number) + 1;
  if (tries <= TRIES) {
    await file.write(Uint8Array.of(tries), AT.tries);
    const key = await unwrapped(bytes.slice(AT.key, AT.key + WRAPPED), await wrapper(passphrase, bytes, derive));
    if (key) {
      await file.write(Uint8Array.of(0), AT.tries);
      return { opened: { key, day: await dayOf(bytes, key) } };
    }
  }
  if (tries >= TRIES) await file.destroy();
  return { left: Math.max(TRIES - tries, 0) };
}

async function dayOf(bytes: Bytes, key: CryptoKey): Promise<Day | null> {
  if (!expiresIn(bytes)) return null;
  const found = await unwrapped(bytes.slice(AT.day + 16, AT.day + 16 + WRAPPED), key);
  return found && { name: hex(bytes.slice(AT.day + 8, AT.day + 16)), key: found };
}

function expiresIn(bytes: Bytes): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(AT.day));
}

/** When the day ends by this phone's clock, in milliseconds; 0 where there is none. Needs no passphrase. */
export async function dayExpires(file: KeyFile): Promise<number> {
  const bytes = await file.read();
  return bytes && bytes.length === SIZE ? expiresIn(bytes) : 0;
}

/** A new key for a new day; it holds once `keepDay` has written it. */
export async function newDay(): Promise<{ day: Day; raw: Bytes }> {
  const raw = random(32);
  const key = await crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
  return { day: { name: hex(random(8)), key }, raw };
}

/** From now on `day` is the day; the key of the one before is overwritten by it. */
export async function keepDay(file: KeyFile, opened: CryptoKey, day: Day, raw: Bytes, expires: number): Promise<void> {
  const slot = new Uint8Array(16);
  new DataView(slot.buffer).setBigUint64(0, BigInt(Math.floor(expires)));
  slot.set((day.name.match(/../g) ?? []).map((pair) => parseInt(pair, 16)), 8);
  await file.write(joined(slot, await wrapped(raw, opened)), AT.day);
  raw.fill(0);
}

/** The day's key is overwritten: what it closed can never be read again. */
export async function forgetDay(file: KeyFile): Promise<void> {
  await file.write(random(AT.end - AT.day), AT.day);
  await file.write(new Uint8Array(AT.end - AT.day), AT.day);
}
