// One exchange with the desk that served the page.

import type { Network } from "../engine/requests.ts";

const PATIENCE_MS = 30_000;

export const network: Network = async (method, path, headers, body) => {
  const answer = await fetch(path, {
    method, body, headers: { ...headers, ...(body ? { "Content-Type": "application/json" } : {}) },
    credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const said: unknown = await answer.json();
  if (typeof said !== "object" || said === null) throw new Error("no answer of a desk");
  return { status: answer.status, said: said as Record<string, unknown> };
};
