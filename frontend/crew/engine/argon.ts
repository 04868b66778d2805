// Argon2id with the second recommended choice of RFC 9106, section 4: 64 MiB, three passes, four lanes.

import { argon2id } from "hash-wasm";
import type { Bytes } from "./bytes.ts";

const CHOICE = { memorySize: 65_536, iterations: 3, parallelism: 4, hashLength: 32, outputType: "binary" } as const;

/** 32 bytes; `salt` has 16. Takes 64 MiB while it runs, so it belongs in a worker. */
export async function argon(passphrase: string, salt: Bytes): Promise<Bytes> {
  return new Uint8Array(await argon2id({ password: passphrase, salt, ...CHOICE }));
}
