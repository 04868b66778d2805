// A record sealed to the desk and signed by this phone, as docs/reference/crew-sync.md names every field. The ephemeral
// private key lives only within `sealed`, so that the phone cannot read what it wrote.

import { type Bytes, digest, encoded, joined, random, utf8 } from "./bytes.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const SIGNS = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNED = { name: "ECDSA", hash: "SHA-256" } as const;
const INFO = utf8("corridor crew v1");

export interface Envelope {
  readonly id: string;
  readonly device: string;
  readonly hlc: string;
  readonly sealed: string;
  readonly signature: string;
}

/** The phone's own key pair as it is kept: PKCS 8 of the private key, raw point of the public one. */
export interface SignKeys {
  readonly secret: Bytes;
  readonly point: Bytes;
}

export async function newSignKeys(): Promise<SignKeys> {
  const made = await crypto.subtle.generateKey(SIGNS, true, ["sign", "verify"]);
  return {
    secret: new Uint8Array(await crypto.subtle.exportKey("pkcs8", made.privateKey)),
    point: new Uint8Array(await crypto.subtle.exportKey("raw", made.publicKey)),
  };
}

/** The key as the browser signs with it; from here on no script can read it. */
export function signKey(secret: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", secret, SIGNS, false, ["sign"]);
}

export async function signature(key: CryptoKey, text: string): Promise<string> {
  return encoded(new Uint8Array(await crypto.subtle.sign(SIGNED, key, utf8(text))));
}

/** Ephemeral point, IV, ciphertext with tag. */
export async function sealed(desk: Bytes, plain: Bytes, bound: string): Promise<Bytes> {
  const ephemeral = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const other = await crypto.subtle.importKey("raw", desk, CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, ephemeral.privateKey, 256);
  const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const derived = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO };
  const key = await crypto.subtle.deriveKey(derived, source, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = random(12);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(bound) }, key, plain);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", ephemeral.publicKey));
  return joined(point, iv, new Uint8Array(box));
}

/** `record` on its way: anybody may carry it, only the desk can read it. */
export async function envelope(
  id: string, device: string, hlc: string, record: object, desk: Bytes, key: CryptoKey,
): Promise<Envelope> {
  const bound = `${id}|${device}|${hlc}`;
  const box = await sealed(desk, utf8(JSON.stringify(record)), bound);
  return { id, device, hlc, sealed: encoded(box), signature: await signature(key, `${bound}|${await digest(box)}`) };
}
