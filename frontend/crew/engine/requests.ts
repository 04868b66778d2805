// What this phone asks of the desk: signed, with a nonce that serves once. The network itself is handed in.

import { digest, encoded, random, utf8 } from "./bytes.ts";
import { signature } from "./sealing.ts";

export interface Answer {
  readonly status: number;
  readonly said: Readonly<Record<string, unknown>>;
}

/** One exchange with the desk. Throws where the network gives no whole answer. */
export type Network = (
  method: "GET" | "POST", path: string, headers: Readonly<Record<string, string>>, body: string | null,
) => Promise<Answer>;

export interface Caller {
  readonly device: string;
  readonly key: CryptoKey;
}

export async function signedHeaders(
  caller: Caller, method: string, path: string, body: string, now: number,
): Promise<Record<string, string>> {
  const time = String(now);
  const nonce = encoded(random(16));
  const text = [method, path, time, nonce, await digest(utf8(body))].join("\n");
  return { "X-Device": caller.device, "X-Time": time, "X-Nonce": nonce, "X-Signature": await signature(caller.key, text) };
}

/** Ask signed; once more with a new nonce where the desk did not take the first, as after an answer that was lost. */
export async function ask(
  network: Network, caller: Caller, method: "GET" | "POST", path: string, content: object | null, now: () => number,
): Promise<Answer> {
  const body = content === null ? null : JSON.stringify(content);
  const once = async () => network(method, path, await signedHeaders(caller, method, path, body ?? "", now()), body);
  const first = await once();
  return first.status === 401 ? once() : first;
}
