// The crew's engine against a desk in memory: pairing, locking, erasing, recording, handing in over a bad network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { argon } from "../crew/engine/argon.ts";
import { asText, hex } from "../crew/engine/bytes.ts";
import { packed, takenIn } from "../crew/engine/carrying.ts";
import { hlcText, newId, tick } from "../crew/engine/clock.ts";
import { TRIES } from "../crew/engine/keybox.ts";
import { heads } from "../crew/engine/ledger.ts";
import { enrol, erase, open, Phone, standing, type Tools } from "../crew/engine/phone.ts";
import { record, waiting } from "../crew/engine/recording.ts";
import { opened as fromShelf } from "../crew/engine/shelf.ts";
import { sync } from "../crew/engine/syncing.ts";
import { changed, nextStop } from "../crew/engine/today.ts";
import { Desk, flaky, MemoryFile, MemoryShelf, tools, today } from "./crew_desk.ts";

const WORDS = "quiet copper lantern";

async function paired(): Promise<{ desk: Desk; kit: ReturnType<typeof tools>; phone: Phone }> {
  const desk = await Desk.open();
  desk.today = today(desk.now);
  const kit = tools(desk);
  const phone = await enrol(kit, "good", WORDS);
  assert.equal((await sync(phone, { today: true })).state, "done");
  return { desk, kit, phone };
}

async function again(kit: Tools): Promise<Phone> {
  const phone = await open(kit, WORDS);
  assert.ok(phone instanceof Phone);
  return phone;
}

test("Argon2id is the one that others compute", async () => {
  assert.equal(hex(await argon("тиха мідна лампа", Uint8Array.from({ length: 16 }, (_, at) => at))),
    "7ab2d48ef342cf3b0020c196380d26105df2388d99d7fa941348d14e22b89f55");
});

test("clocks never go back and sort as text", () => {
  const far = tick({ ms: 0, counter: 0 }, 2_000);
  const back = tick(far, 1_000);
  assert.ok(hlcText(far, "d") < hlcText(back, "d"));
  assert.deepEqual(tick({ ms: 5, counter: 0xffff }, 1), { ms: 6, counter: 0 });
  assert.match(newId(1_790_000_000_000), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(newId(1_000_000) < newId(2_000_000));
});

test("a code pairs once; a bad one leaves no trace", async () => {
  const desk = await Desk.open();
  const kit = tools(desk);
  await assert.rejects(enrol(kit, "bad", WORDS), { code: "code" });
  assert.equal(await standing(kit), "new");
  assert.equal(kit.file.bytes, null);
  assert.equal(kit.shelf.kept.size, 0);
  await enrol(kit, "good", WORDS);
  assert.equal(await standing(kit), "locked");
  await assert.rejects(enrol(tools(desk), "good", WORDS), { code: "code" });
});

test("a day is there after a restart without a network, and only with the passphrase", async () => {
  const { kit } = await paired();
  const cold = { ...kit, network: async () => Promise.reject(new Error("no network")) };
  assert.deepEqual(await open(cold, "wrong"), { left: TRIES - 1 });
  const phone = await again(cold);
  assert.equal(phone.today?.missions[0]?.trips[0]?.stops[0]?.households[0]?.name, "Марія Коваленко");
});

test("nothing that lies on the phone can be read, names and records least of all", async () => {
  const { kit, phone } = await paired();
  await record(phone, { kind: "refused", mission: "m1", household: "h1", reason: "pets", help: "мітка", again: null });
  const disk = Buffer.concat([kit.file.bytes as Uint8Array, ...kit.shelf.kept.values()]);
  const names = [...kit.shelf.kept.keys()].join();
  for (const marker of ["Коваленко", "мітка", "third bell", phone.state.device, "h1\"", WORDS]) {
    assert.equal(disk.includes(Buffer.from(marker)), false, marker);
    assert.equal(names.includes(marker), false, marker);
  }
});

test("the phone cannot read even its own records: opened with its keys, no content is there", async () => {
  const { kit, phone } = await paired();
  await record(phone, { kind: "refused", mission: "m1", household: "h1", reason: "pets", help: "мітка", again: null });
  const found = [];
  for (const name of kit.shelf.kept.keys()) found.push(JSON.stringify(await fromShelf(kit.shelf, phone.key, name)));
  found.push(JSON.stringify(phone.ledger), JSON.stringify(phone.state));
  assert.equal(found.join().includes("мітка"), false);
  assert.equal(found.join().includes("refused\""), false);
  assert.equal((await waiting(phone)).out, 1);
});

test("ten wrong passphrases erase; nine do not, and the right one starts the count anew", async () => {
  const { kit } = await paired();
  for (let tries = 1; tries < TRIES; tries += 1) assert.deepEqual(await open(kit, "wrong"), { left: TRIES - tries });
  await again(kit);
  for (let tries = 1; tries < TRIES; tries += 1) await open(kit, "wrong");
  assert.deepEqual(await open(kit, "wrong"), { left: 0 });
  assert.equal(await standing(kit), "new");
  assert.equal(kit.shelf.kept.size, 0);
});

test("a copy of the database is nothing without the file of keys", async () => {
  const { kit } = await paired();
  const copy = new Map(kit.shelf.kept);
  await erase(kit);
  for (const [name, value] of copy) kit.shelf.kept.set(name, value);
  assert.equal(await standing(kit), "new");
  assert.deepEqual(await open(kit, WORDS), { left: 0 });
});

test("a day ends after its 24 hours without a passphrase; unsent records outlive it", async () => {
  const { desk, kit, phone } = await paired();
  await record(phone, { kind: "delivered", mission: "m1", stop: "s1", amounts: { w: 4 } });
  const before = (kit.file.bytes as Uint8Array).slice();
  desk.now += 86_400_001;
  assert.equal(await standing(kit), "locked");
  assert.deepEqual(await kit.shelf.names("day/"), []);
  assert.deepEqual(await kit.shelf.names("ledger/"), []);
  assert.notDeepEqual(kit.file.bytes, before);
  const late = await again(kit);
  assert.equal(late.today, null);
  assert.equal((await sync(late, { today: false })).state, "done");
  assert.equal(desk.records.length, 1);
});

test("another day replaces the one before, key and all", async () => {
  const { desk, kit, phone } = await paired();
  const first = await kit.shelf.names("day/");
  desk.today = { ...today(desk.now), crew: { id: "c1", name: "Crew 1, later" } };
  await sync(phone, { today: true });
  const second = await kit.shelf.names("day/");
  assert.equal(second.length, 1);
  assert.notDeepEqual(second, first);
  assert.equal((await again(kit)).today?.crew.name, "Crew 1, later");
});

test("killed between any two writes, the phone opens again and has all that it said was kept", async () => {
  for (let left = 0; left < 24; left += 1) {
    const desk = await Desk.open();
    desk.today = today(desk.now);
    const kit = tools(desk);
    const phone = await enrol(kit, "good", WORDS);
    await sync(phone, { today: true });
    let writes = left;
    const dying = (work: () => Promise<void>) => {
      if (writes-- <= 0) throw new Error("killed");
      return work();
    };
    const file = Object.assign(new MemoryFile(), { bytes: kit.file.bytes });
    const shelf = new MemoryShelf();
    for (const [name, value] of kit.shelf.kept) shelf.kept.set(name, value);
    const mortal = {
      ...kit,
      file: { read: () => file.read(), destroy: () => file.destroy(), write: (data, at) => dying(() => file.write(data, at)) },
      shelf: {
        read: (name) => shelf.read(name), names: (start) => shelf.names(start), clear: () => shelf.clear(),
        write: (put, drop) => dying(() => shelf.write(put, drop)),
      },
    } satisfies Tools;
    const kept: string[] = [];
    try {
      const running = await open(mortal, WORDS);
      assert.ok(running instanceof Phone);
      kept.push(await record(running, { kind: "delivered", mission: "m1", stop: "s1", amounts: { w: 1 } }));
      await sync(running, { today: true });
      kept.push(await record(running, { kind: "note", mission: "m1", stop: "s1", text: "x" }));
      desk.today = { ...today(desk.now) };
      await sync(running, { today: true });
    } catch (error) {
      assert.match(String(error), /killed|full/);
    }
    const after = await again({ ...kit, file, shelf });
    assert.ok(after.today, `no day after ${left} writes`);
    await sync(after, { today: false });
    const there = new Set(desk.records.map((one) => one.id));
    assert.deepEqual(kept.filter((id) => !there.has(id)), [], `lost after ${left} writes`);
    assert.equal(there.size, desk.records.length);
  }
});

test("a day of 500 records over a network that loses and repeats arrives exactly once", async () => {
  const { desk, kit, phone } = await paired();
  const ids = [];
  for (let at = 0; at < 500; at += 1) {
    ids.push(await record(phone, { kind: "delivered", mission: "m1", stop: "s1", amounts: { w: at } }));
  }
  const bad = await again({ ...kit, network: flaky(desk.network, 7) });
  let rounds = 0;
  while ((await waiting(bad)).out && rounds < 300) {
    await sync(bad, { today: false });
    rounds += 1;
  }
  assert.ok(rounds > 3, "the network was bad");
  assert.deepEqual(desk.records.map((one) => one.id).sort(), ids.sort());
});

test("what was known is what is replaced: records depend on the newest that the phone knew", async () => {
  const { desk, phone } = await paired();
  const first = await record(phone, { kind: "refused", mission: "m1", household: "h1", reason: "fear_of_road" });
  desk.changes = [{ seq: 4, op: { id: "o1", device: "other", hlc: "0", kind: "not_found", mission: "m1", household: "h1", depends: [first] } }];
  await sync(phone, { today: false });
  assert.equal(phone.ledger.cursor, "4");
  assert.deepEqual(heads(phone.ledger, ["household/h1"]), ["o1"]);
  const last = await record(phone, { kind: "taken", mission: "m1", household: "h1", people: 3, pets: 1 });
  await sync(phone, { today: false });
  assert.deepEqual(desk.records.find((one) => one.id === last)?.content["depends"], ["o1"]);
  const content = desk.records.find((one) => one.id === last)?.content;
  assert.deepEqual([content?.["kind"], content?.["people"], content?.["v"]], ["taken", 3, 1]);
});

test("a revoked phone forgets its day at once, hands in what it wrote, and is erased", async () => {
  const { desk, kit, phone } = await paired();
  for (let at = 0; at < 120; at += 1) await record(phone, { kind: "delivered", mission: "m1", stop: "s1", amounts: { w: at } });
  desk.revoked.add(phone.state.device);
  assert.equal((await sync(phone, { today: false })).state, "wiped");
  assert.equal(desk.records.length, 120);
  assert.equal(phone.today, null);
  assert.equal(await standing(kit), "new");
  assert.equal(kit.shelf.kept.size, 0);
});

test("a full phone says so and keeps what it had; what the desk refuses stays and is counted", async () => {
  const { desk, kit, phone } = await paired();
  await record(phone, { kind: "seats", mission: "m1", seats: 4, cages: 1 });
  kit.shelf.full = true;
  await assert.rejects(record(phone, { kind: "seats", mission: "m1", seats: 3, cages: 1 }), { code: "full" });
  kit.shelf.full = false;
  assert.equal((await waiting(phone)).out, 1);
  assert.equal(phone.ledger.marks.length, 1);
  desk.refuse = "record";
  await sync(phone, { today: false });
  assert.deepEqual(await waiting(phone), { out: 0, carried: 0, refused: 1 });
});

test("what the browser threw away is said", async () => {
  const { kit } = await paired();
  kit.shelf.kept.clear();
  assert.equal(await standing(kit), "evicted");
});

test("records go over another phone, sealed, and count once", async () => {
  const { desk, phone } = await paired();
  desk.codes.add("second");
  const other = await enrol(tools(desk), "second", WORDS);
  assert.equal(await packed(phone), null);
  await record(phone, { kind: "incident", mission: "m1", text: "мітка", lon: 1, lat: 2 });
  const file = (await packed(phone)) as string;
  assert.equal(file.includes("мітка"), false);
  assert.equal(await takenIn(other, file), 1);
  assert.equal(await takenIn(other, file), 0);
  assert.equal(await takenIn(other, "{}"), null);
  await sync(other, { today: false });
  await sync(phone, { today: false });
  assert.deepEqual(desk.records.map((one) => one.device), [phone.state.device]);
  assert.deepEqual(await waiting(other), { out: 0, carried: 0, refused: 0 });
});

test("the next stop and what changed in the plan", () => {
  const day = today(1_790_000_000_000);
  const mission = day.missions[0] as (typeof day.missions)[number];
  assert.equal(nextStop(mission, new Set())?.id, "s1");
  assert.equal(nextStop(mission, new Set(["s1"]))?.id, "s1");
  assert.equal(nextStop(mission, new Set(["s1", "h1"])), null);
  const moved = structuredClone(day) as typeof day;
  const stop = moved.missions[0]?.trips[0]?.stops[0] as { arrives: number };
  stop.arrives += 600_000;
  assert.deepEqual(changed(day, moved), [{ what: "stop_time", place: "Підвал на Широкій", at: stop.arrives }]);
  assert.deepEqual(changed(day, { ...day, missions: [] }), [{ what: "mission_gone", place: "M-1" }]);
  assert.deepEqual(changed(day, day), []);
  assert.equal(asText(new Uint8Array([65])), "A");
});
