// Writing something down: sealed to the desk before it is kept, kept before anybody is told that it is.

import { hlcText, newId, tick } from "./clock.ts";
import { hex, random } from "./bytes.ts";
import { heads, type Mark, marked } from "./ledger.ts";
import { subjects } from "./merge.ts";
import type { Phone } from "./phone.ts";
import { type Draft, placeOf } from "./records.ts";
import { envelope } from "./sealing.ts";
import { closed } from "./shelf.ts";

/** Keep `draft`; the id of the record. Throws CrewError `full`: then nothing of it was kept. */
export function record(phone: Phone, draft: Draft): Promise<string> {
  return phone.alone(async () => {
    const now = phone.now();
    const clock = tick(phone.state.clock, now);
    const device = phone.state.device;
    const id = newId(now);
    const hlc = hlcText(clock, device);
    const about = subjects({ ...draft, id, device, hlc });
    const depends = heads(phone.ledger, about);
    const content = { v: 1, ...draft, depends };
    const sent = await envelope(id, device, hlc, content, phone.deskKey, phone.caller.key);
    const past = draft.replaces ? [...depends, draft.replaces] : depends;
    const mark: Mark = { id, about, depends: past, place: placeOf(draft), at: now };
    // A name by chance: ids tell when a record was made, to whoever reads the disk.
    const kept = await closed(phone.key, `out/${hex(random(8))}`, sent);
    await phone.keep([kept], [], { ...phone.state, clock }, marked(phone.ledger, mark));
    return id;
  });
}

/** How many records the desk has not had yet, and how many it would not take. */
export async function waiting(phone: Phone): Promise<{ out: number; carried: number; refused: number }> {
  const { shelf } = phone.tools;
  const [out, carried, refused] = await Promise.all([shelf.names("out/"), shelf.names("carry/"), shelf.names("refused/")]);
  return { out: out.length, carried: carried.length, refused: refused.length };
}
