// The page's end of the worker.

import type { Bytes } from "../engine/bytes.ts";
import type { Derive, KeyFile } from "../engine/keybox.ts";
import { CrewError } from "../engine/phone.ts";
import type { Asked, Question, Told } from "./protocol.ts";

export interface Keys {
  readonly file: KeyFile;
  readonly derive: Derive;
}

/** Start the worker at `address`. What it cannot do throws CrewError `file`. */
export function startKeys(address: string): Keys {
  const worker = new Worker(address, { type: "module" });
  const waiting = new Map<number, { done: (data: Bytes | null) => void; failed: (error: Error) => void }>();
  let count = 0;
  worker.addEventListener("message", (event: MessageEvent<Told>) => {
    const { number, data, error } = event.data;
    const asked = waiting.get(number);
    waiting.delete(number);
    if (error) asked?.failed(new CrewError("file"));
    else asked?.done(data ?? null);
  });
  worker.addEventListener("error", () => {
    for (const asked of waiting.values()) asked.failed(new CrewError("file"));
    waiting.clear();
  });
  const ask = (question: Question) =>
    new Promise<Bytes | null>((done, failed) => {
      const asked: Asked = { number: (count += 1), question };
      waiting.set(asked.number, { done, failed });
      worker.postMessage(asked);
    });
  return {
    file: {
      read: () => ask({ what: "read" }),
      write: async (data, at) => void (await ask({ what: "write", data, at })),
      destroy: async () => void (await ask({ what: "destroy" })),
    },
    derive: async (passphrase, salt) => (await ask({ what: "derive", passphrase, salt })) as Bytes,
  };
}
