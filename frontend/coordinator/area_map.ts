// The map that pages draw on: WebGL where the browser has it, a plain canvas where it has not.

import type { MapData, Spot } from "./page_data.ts";

export interface RoadAt {
  readonly line: number;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
}

export interface AreaMap {
  /** Draw every road in its class; unknown ones grey and dashed. */
  recolour(classes: Uint8Array): void;
  show(spots: readonly Spot[]): void;
  /** Called with the road nearest to a press. */
  onRoad(press: (road: RoadAt) => void): void;
  choose(line: number | null): void;
  go(lon: number, lat: number, zoom?: number): void;
  middle(): { lon: number; lat: number };
  /** The road nearest to a point of the map as it is drawn, within reach of a press; null where there is none. */
  roadNear(lon: number, lat: number): RoadAt | null;
  repaint(): void;
}

function hasWebGL2(): boolean {
  if (new URLSearchParams(location.search).has("canvas")) return false;
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export async function openMap(place: HTMLElement, data: MapData): Promise<AreaMap> {
  const drawn = hasWebGL2() ? await import("./map_gl.ts") : await import("./map_canvas.ts");
  const map = await drawn.open(place, data);
  place.dataset["ready"] = "true";
  return map;
}
