// What the page asks of its worker, where files can be written in place and Argon2id does not hold up the screen.

import type { Bytes } from "../engine/bytes.ts";

export type Question =
  | { readonly what: "read" }
  | { readonly what: "write"; readonly data: Bytes; readonly at: number }
  | { readonly what: "destroy" }
  | { readonly what: "derive"; readonly passphrase: string; readonly salt: Bytes };

export interface Asked {
  readonly number: number;
  readonly question: Question;
}

export interface Told {
  readonly number: number;
  readonly data?: Bytes | null;
  readonly error?: string;
}
