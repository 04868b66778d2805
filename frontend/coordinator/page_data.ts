// What the server wrote into the page for its map, and the binary of danger by hour that it names.

export type Box = readonly [west: number, south: number, east: number, north: number];

export interface Hour {
  readonly start_s: number;
  readonly factor: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Evidence {
  readonly name: string;
  readonly rows: number;
  readonly oldest_s: number;
  readonly newest_s: number;
  readonly silent: boolean;
}

export interface DangerFacts {
  readonly address: string;
  readonly as_of_s: number;
  readonly hours: readonly number[];
  readonly lines: number;
  /** First levels of guarded, raised, high and extreme. */
  readonly class_levels: readonly number[];
  /** Events an hour at which those classes begin. */
  readonly class_from: readonly number[];
  readonly rhythm: readonly Hour[];
  readonly rhythm_usable: boolean;
  readonly rests_on: readonly Evidence[];
}

/** Something at a place: what it is, its words, and how old; `tone` is one of the chips' tones. */
export interface Spot {
  readonly id: string;
  readonly kind: "shelter" | "incident" | "closure" | "report" | "mission" | "depot" | "centre";
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  readonly words: string;
  readonly tone: "good" | "warn" | "stop" | "unknown" | "info" | "";
  /** 1 for what is new, towards 0.25 for what is stale. */
  readonly fresh: number;
  readonly address: string;
  /** Short text beside the symbol, such as days of supply. */
  readonly label: string;
}

/** Incidents, thousands of them: each row points into the lists of words. */
interface Incidents {
  readonly kinds: readonly string[];
  readonly sources: readonly string[];
  /** In words, and as `Spot.fresh`. */
  readonly ages: readonly (readonly [string, number])[];
  readonly rows: readonly (readonly [lon: number, lat: number, kind: number, source: number, age: number])[];
}

export interface MapData {
  readonly tiles: string;
  readonly lines: string;
  readonly worker: string;
  readonly box: Box | null;
  readonly timezone: string;
  readonly now_s: number;
  readonly source: string;
  readonly danger: DangerFacts | null;
  readonly spots: readonly Spot[];
}

export function pageData(): MapData {
  const block = document.getElementById("map-data");
  if (!block) throw new Error("the page carries no data for its map");
  const { incidents, ...data } = JSON.parse(block.textContent) as MapData & { incidents: Incidents };
  return { ...data, spots: [...spotsOf(incidents), ...data.spots] };
}

function spotsOf({ kinds, sources, ages, rows }: Incidents): Spot[] {
  return rows.map(([lon, lat, kind, source, age], place) => {
    const [words, fresh] = ages[age] as readonly [string, number];
    const said = sources[source] ? `${words}, ${sources[source]}` : words;
    return { id: `incident-${place}`, kind: "incident", lon, lat, name: kinds[kind] as string, words: said, tone: "", fresh, address: "", label: "" };
  });
}
