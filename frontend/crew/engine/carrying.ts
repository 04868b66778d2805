// Two phones without the desk: what one has not handed in goes to the other as a file, sealed to the desk as it is, and
// whichever meets the desk first hands in both.

import { hex, random } from "./bytes.ts";
import type { Phone } from "./phone.ts";
import type { Envelope } from "./sealing.ts";
import { closed, opened } from "./shelf.ts";

const FORM = "corridor crew v1";
const FIELDS = ["id", "device", "hlc", "sealed", "signature"] as const;

/** The file's text: every envelope that this phone holds for the desk; null where there is none. */
export async function packed(phone: Phone): Promise<string | null> {
  const { shelf } = phone.tools;
  const names = [...(await shelf.names("out/")), ...(await shelf.names("carry/"))];
  const all = await Promise.all(names.map((name) => opened<Envelope>(shelf, phone.key, name)));
  const envelopes = all.filter((one) => one !== null);
  return envelopes.length ? JSON.stringify({ form: FORM, envelopes }) : null;
}

/** Take in another phone's file: how many records were new here; null where it is no such file. */
export function takenIn(phone: Phone, text: string): Promise<number | null> {
  return phone.alone(async () => {
    const rows = envelopesIn(text);
    if (!rows) return null;
    const { shelf } = phone.tools;
    const names = [...(await shelf.names("out/")), ...(await shelf.names("carry/"))];
    const held = await Promise.all(names.map((name) => opened<Envelope>(shelf, phone.key, name)));
    const known = new Set(held.map((one) => one?.id));
    const fresh = rows.filter((one) => !known.has(one.id));
    const put = await Promise.all(fresh.map((one) => closed(phone.key, `carry/${hex(random(8))}`, one)));
    await phone.keep(put, [], phone.state, phone.ledger);
    return fresh.length;
  });
}

function envelopesIn(text: string): Envelope[] | null {
  try {
    const { form, envelopes } = JSON.parse(text) as { form: unknown; envelopes: Record<string, unknown>[] };
    if (form !== FORM) return null;
    const whole = envelopes.every((one) => FIELDS.every((name) => typeof one[name] === "string"));
    if (!whole) return null;
    return envelopes.map((one) => Object.fromEntries(FIELDS.map((name) => [name, one[name]])) as unknown as Envelope);
  } catch {
    return null;
  }
}
