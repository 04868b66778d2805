// Where documents lie, each closed by AES-256-GCM under a key from the keybox and bound to its name. No DOM: the
// browser's database is one shelf, a Map in the tests another.

import { asText, type Bytes, joined, random, utf8 } from "./bytes.ts";

export interface Shelf {
  read(name: string): Promise<Bytes | undefined>;
  /** Names that begin with `start`, sorted. */
  names(start: string): Promise<string[]>;
  /** All or nothing, on the disk before it returns. Throws where the phone has no room. */
  write(put: readonly (readonly [string, Bytes])[], drop: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

export async function closed(key: CryptoKey, name: string, value: unknown): Promise<readonly [string, Bytes]> {
  const iv = random(12);
  const plain = utf8(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(name) }, key, plain);
  return [name, joined(iv, new Uint8Array(box))];
}

/** What lies under `name`; null where nothing does or the key is another. */
export async function opened<Kind>(shelf: Shelf, key: CryptoKey, name: string): Promise<Kind | null> {
  const kept = await shelf.read(name);
  if (!kept) return null;
  try {
    const algorithm = { name: "AES-GCM", iv: kept.slice(0, 12), additionalData: utf8(name) };
    return JSON.parse(asText(new Uint8Array(await crypto.subtle.decrypt(algorithm, key, kept.slice(12))))) as Kind;
  } catch {
    return null;
  }
}
