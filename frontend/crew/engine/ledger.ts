// What a phone remembers of the day beside the plan: that something was recorded, never what; and what others recorded.

import { type Operation, subjects } from "./merge.ts";

/** One record of this phone's own, of which it keeps no content: it cannot read what it wrote. */
export interface Mark {
  readonly id: string;
  /** Subjects as the merge names them. */
  readonly about: readonly string[];
  readonly depends: readonly string[];
  /** Ids of the stop, household or centre that it ticks off. */
  readonly place: string;
  readonly at: number;
}

export interface Ledger {
  readonly marks: readonly Mark[];
  readonly others: readonly Operation[];
  readonly cursor: string;
}

export const EMPTY: Ledger = { marks: [], others: [], cursor: "0" };

/** The newest records about `about` that this phone knows, none of which another known one already knew. */
export function heads(ledger: Ledger, about: readonly string[]): string[] {
  const wanted = new Set(about);
  const known = [
    ...ledger.marks.map((one) => ({ id: one.id, about: one.about, past: one.depends })),
    ...ledger.others.map((one) => ({
      id: one.id, about: subjects(one), past: [...(one.depends ?? []), ...(one.replaces ? [one.replaces] : [])],
    })),
  ];
  const past = new Set(known.flatMap((one) => one.past));
  const left = known.filter((one) => !past.has(one.id) && one.about.some((subject) => wanted.has(subject)));
  return [...new Set(left.map((one) => one.id))].sort();
}

/** `ledger` with one's own record, in the place of the one that it corrects. */
export function marked(ledger: Ledger, mark: Mark): Ledger {
  return { ...ledger, marks: [...ledger.marks, mark] };
}

/** `ledger` with what others recorded, each once. */
export function heard(ledger: Ledger, found: readonly Operation[], cursor: string): Ledger {
  const known = new Set(ledger.others.map((one) => one.id));
  const fresh = found.filter((one) => !known.has(one.id));
  return { ...ledger, others: [...ledger.others, ...fresh], cursor };
}

/** The last own record for each stop, household or centre. */
export function lastMarks(ledger: Ledger): ReadonlyMap<string, Mark> {
  return new Map(ledger.marks.filter((one) => one.place).map((one) => [one.place, one]));
}
