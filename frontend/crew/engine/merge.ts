// Records made apart come together: the twin of corridor_server/fieldsync/merge.py, held to the same vectors.
// The rules and their reasons stand in docs/reference/crew-sync.md. No DOM, no I/O.

export interface Operation {
  id: string;
  device: string;
  hlc: string;
  kind: string;
  mission?: string;
  depends?: readonly string[];
  replaces?: string;
  digest?: string;
  readonly [field: string]: unknown;
}

export interface Conflict {
  id: string;
  about: string;
  versions: [string, string];
  chosen: string;
}

export interface Merged {
  standing: Record<string, string>;
  sums: Record<string, number>;
  entries: string[];
  conflicts: Conflict[];
  held: Record<string, string[]>;
}

/** Mission to the first and last millisecond in which its records can have been made. */
export type Windows = Readonly<Record<string, readonly [number, number]>>;
type Position = readonly [number, number, string, string];
type Past = ReadonlyMap<string, ReadonlySet<string>>;

const RANK: Readonly<Record<string, number>> = {
  not_found: 1, postponed: 2, refused: 3, moved: 4, taken: 5, open: 1, shut: 2,
};
const HOUSEHOLD = new Set(["not_found", "postponed", "refused", "moved", "taken"]);
const ENTRIES = new Set(["incident", "need", "household", "sos", "checkin"]);
const DESK = "desk-";
const VERSION: Readonly<Record<string, readonly string[]>> = {
  taken: ["people", "pets"], refused: ["reason", "help", "again"], postponed: ["reason", "help", "again"],
  moved: ["to"], road: ["state"], note: ["text"], seats: ["seats", "cages"], resolve: ["chosen"],
};

const text = (value: unknown): string => (value === undefined ? "" : String(value));
const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function compareAll(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let at = 0; at < a.length; at++) {
    const found = compare(a[at] as string, b[at] as string);
    if (found) return found;
  }
  return 0;
}

function needs(one: Operation): string[] {
  return [...new Set([...(one.depends ?? []), ...(one.replaces ? [one.replaces] : [])])].sort();
}

/** What a record says something about; of each, one version stands in the end. */
export function subjects(one: Operation): string[] {
  const found: string[] = [];
  if (HOUSEHOLD.has(one.kind)) found.push(`household/${text(one["household"])}`);
  else if (one.kind === "road") found.push(`road/${text(one["road"])}`);
  else if (one.kind === "note") found.push(`note/${text(one["household"] || one["stop"] || "")}`);
  else if (one.kind === "seats") found.push(`seats/${text(one.mission)}`);
  else if (one.kind === "resolve" && one.device.startsWith(DESK)) found.push(`resolve/${text(one["conflict"])}`);
  if (one.replaces) found.push(`replaces/${one.replaces}`);
  return found;
}

const rank = (one: Operation): number => RANK[one.kind === "road" ? text(one["state"]) : one.kind] ?? 0;

function version(one: Operation): string {
  return JSON.stringify([one.kind, ...(VERSION[one.kind] ?? []).map((name) => text(one[name]))]);
}

function amounts(one: Operation): [string, number][] {
  if (one.kind === "delivered") {
    const given = (one["amounts"] ?? {}) as Record<string, number>;
    return Object.entries(given).map(([item, amount]) => [`delivered/${text(one["stop"])}/${item}`, amount]);
  }
  if (one.kind === "taken") {
    return ["people", "pets"].map((what) => [`taken/${text(one["household"])}/${what}`, Number(one[what] ?? 0)]);
  }
  if (one.kind === "handover") return [[`handover/${text(one["centre"])}`, Number(one["people"] ?? 0)]];
  return [];
}

/** State, conflicts and held records of a set of operations; order and repeats do not matter. */
export function merge(operations: Iterable<Operation>, windows: Windows): Merged {
  const known = new Map<string, Operation>();
  for (const one of operations) {
    const other = known.get(one.id);
    const claim = (op: Operation) => [text(op.digest), op.hlc, op.device];
    if (!other || compareAll(claim(one), claim(other)) < 0) known.set(one.id, one);
  }
  const { ready, past } = inOrder(known);
  const held: Record<string, string[]> = {};
  for (const [id, one] of known) if (!past.has(id)) held[id] = needs(one).filter((need) => !past.has(need));
  const position = positions(ready, windows);

  const about = new Map<string, Operation[]>();
  for (const one of ready) {
    for (const subject of subjects(one)) about.set(subject, [...(about.get(subject) ?? []), one]);
  }
  const out = new Set(ready.flatMap((one) => (one.replaces ? [one.replaces] : [])));
  const standing: Record<string, string> = {};
  const conflicts: Conflict[] = [];
  // Choices about choices first: what a human decided there decides which choice counts here.
  const order = [...about.keys()].sort((a, b) => depth(b) - depth(a) || compare(a, b));
  for (const subject of order) {
    const said = about.get(subject) as Operation[];
    for (const pair of contradictions(subject, said, past)) {
      const id = `${subject}:${pair[0]}+${pair[1]}`;
      const choice = standing[`resolve/${id}`];
      const chosen = choice ? text(known.get(choice)?.["chosen"]) : "";
      if (chosen === pair[0] || chosen === pair[1]) out.add(chosen === pair[0] ? pair[1] : pair[0]);
      conflicts.push({ id, about: subject, versions: pair, chosen });
    }
    const best = depth(subject) ? bestOf(said, out, past, position) : undefined;
    if (best) standing[subject] = best.id;
  }

  for (const subject of [...about.keys()].sort()) {
    if (!subject.startsWith("replaces/")) continue;
    const said = about.get(subject) as Operation[];
    const best = bestOf(said, out, past, position);
    if (best) for (const one of said) if (one !== best) out.add(one.id);
  }
  for (const [subject, said] of about) {
    const best = bestOf(said, out, past, position);
    if (best) standing[subject] = best.id;
  }
  const sums: Record<string, number> = {};
  for (const one of ready) {
    if (out.has(one.id)) continue;
    for (const [name, amount] of amounts(one)) sums[name] = (sums[name] ?? 0) + amount;
  }
  const place = (id: string) => position.get(id) as Position;
  const entries = ready
    .filter((one) => ENTRIES.has(one.kind) && !out.has(one.id))
    .map((one) => one.id)
    .sort((a, b) => compareAll(place(a), place(b)));
  conflicts.sort((a, b) => compare(a.id, b.id));
  return { standing, sums, entries, conflicts, held };
}

function depth(subject: string): number {
  let found = 0;
  while (subject.startsWith("resolve/", found * 8)) found++;
  return found;
}

function inOrder(known: ReadonlyMap<string, Operation>): { ready: Operation[]; past: Past } {
  const waits = new Map([...known].map(([id, one]) => [id, new Set(needs(one))]));
  const follows = new Map<string, string[]>();
  for (const [id, wanted] of waits) {
    for (const need of wanted) follows.set(need, [...(follows.get(need) ?? []), id]);
  }
  const ready: Operation[] = [];
  const past = new Map<string, ReadonlySet<string>>();
  const free = [...waits].filter(([, wanted]) => !wanted.size).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    const one = known.get(id) as Operation;
    past.set(id, new Set(needs(one).flatMap((need) => [need, ...(past.get(need) as ReadonlySet<string>)])));
    ready.push(one);
    for (const after of follows.get(id) ?? []) {
      const left = waits.get(after) as Set<string>;
      left.delete(id);
      if (!left.size) free.push(after);
    }
  }
  return { ready, past };
}

function positions(ready: readonly Operation[], windows: Windows): ReadonlyMap<string, Position> {
  const found = new Map<string, Position>();
  for (const one of ready) {
    const [opens, closes] = windows[text(one.mission)] ?? [0, -1];
    let [ms, counter] = [opens, -1];
    const causes = needs(one).map((need) => found.get(need) as Position);
    if (causes.length) {
      [ms, counter] = causes.reduce((a, b) => (compareAll([a[0], a[1]], [b[0], b[1]]) < 0 ? b : a));
    }
    const [clock, count] = one.hlc.split(".", 2) as [string, string];
    const told = [Number(clock), parseInt(count, 16)] as const;
    const believed = opens <= told[0] && told[0] <= closes && compareAll(told, [ms, counter]) > 0;
    found.set(one.id, [believed ? told[0] : ms, believed ? told[1] : counter + 1, one.hlc, one.id]);
  }
  return found;
}

function knew(later: Operation, earlier: Operation, past: Past): boolean {
  if (past.get(later.id)?.has(earlier.id)) return true;
  if (later.device !== earlier.device || past.get(earlier.id)?.has(later.id)) return false;
  return compareAll([earlier.hlc, earlier.id], [later.hlc, later.id]) < 0;
}

function contradictions(subject: string, said: readonly Operation[], past: Past): [string, string][] {
  const found: [string, string][] = [];
  const sorted = [...said].sort((a, b) => compare(a.id, b.id));
  sorted.forEach((one, at) => {
    for (const other of sorted.slice(at + 1)) {
      if (knew(one, other, past) || knew(other, one, past)) continue;
      const always = subject.startsWith("replaces/") || one.kind === "taken";
      if (always || version(one) !== version(other)) found.push([one.id, other.id]);
    }
  });
  return found;
}

function bestOf(
  said: readonly Operation[], out: ReadonlySet<string>, past: Past, position: ReadonlyMap<string, Position>,
): Operation | undefined {
  const left = said.filter((one) => !out.has(one.id));
  const heads = left.filter((one) => !left.some((other) => other !== one && knew(other, one, past)));
  const order = (a: Operation, b: Operation) =>
    rank(a) - rank(b) || compareAll(position.get(a.id) as Position, position.get(b.id) as Position);
  return heads.reduce<Operation | undefined>((best, one) => (!best || order(one, best) > 0 ? one : best), undefined);
}
