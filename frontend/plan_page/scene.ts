// Everything the map may show, unpacked once: roads or cells with danger, land, places, routes.

import { classesAt, CLASSES, type DangerScale, dangerScale, GREY_FROM, shares, UNKNOWN } from "../design/danger.ts";
import { decodeShapes, lengths, mercatorX, mercatorY, type Shapes } from "./geometry.ts";
import { decodeLine, type Mission, type Payload, type Place, type Point, Sections, unpack } from "./payload.ts";

export interface Symbol {
  readonly x: number;
  readonly y: number;
  readonly id: string;
  readonly place: Place;
}

export interface Cells {
  readonly count: number;
  /** x0, y0, x1, y1 of each in the plane. */
  readonly boxes: Float64Array;
}

export interface Route {
  readonly chosen: readonly (readonly Point[])[];
  readonly second: readonly (readonly Point[])[];
  readonly stops: readonly { readonly at: Point; readonly label: string }[];
}

export interface Scene {
  readonly payload: Payload;
  readonly scale: DangerScale;
  readonly roads: Shapes;
  readonly roadClass: Uint8Array;
  readonly roadName: Int32Array;
  readonly land: Shapes;
  readonly landKind: Uint8Array;
  readonly cells: Cells | null;
  readonly symbols: readonly Symbol[];
  readonly levels: Uint8Array;
  readonly grey: Uint8Array;
  /** Class of each road (or cell) by hour. */
  readonly classes: readonly Uint8Array[];
  /** Share of road length (or of cells) in each of the six classes, by hour. */
  readonly shares: readonly (readonly number[])[];
}

function cellBoxes(payload: Payload, sections: Sections): Cells | null {
  const { cells, cell } = payload.map;
  if (cells === undefined || !cell) return null;
  const x = sections.i32("cell_x");
  const y = sections.i32("cell_y");
  const boxes = new Float64Array(cells * 4);
  for (let at = 0; at < cells; at += 1) {
    const west = (x[at] as number) * cell[0];
    const south = (y[at] as number) * cell[1];
    boxes.set([mercatorX(west), mercatorY(south + cell[1]), mercatorX(west + cell[0]), mercatorY(south)], at * 4);
  }
  return { count: cells, boxes };
}

function symbolsOf(payload: Payload): Symbol[] {
  const order = ["shelter", "checkin", "centre", "depot"];
  return Object.entries(payload.operation.places)
    .filter(([, place]) => place.at)
    .map(([id, place]) => {
      const [lon, lat] = place.at as Point;
      return { x: mercatorX(lon / 1e5), y: mercatorY(lat / 1e5), id, place };
    })
    .sort((a, b) => order.indexOf(a.place.kind) - order.indexOf(b.place.kind));
}

export async function buildScene(payload: Payload): Promise<Scene> {
  const sections = new Sections(await unpack(payload.map.block), payload.map.sections);
  const scale = dangerScale(payload.map.scale, payload.map.class_from);
  const roads = decodeShapes(sections, "road");
  const cells = cellBoxes(payload, sections);
  const levels = sections.u8("danger");
  const grey = cells ? sections.u8("cell_grey") : sections.u8("road_grey");
  const weights = cells ? new Float64Array(cells.count).fill(1) : lengths(roads);
  const classes = payload.map.hours.map((_, hour) => classesAt(scale, levels, grey, hour));
  return {
    payload,
    scale,
    roads,
    roadClass: sections.u8("road_class"),
    roadName: sections.i32("road_name"),
    land: decodeShapes(sections, "land"),
    landKind: sections.u8("land_kind"),
    cells,
    symbols: symbolsOf(payload),
    levels,
    grey,
    classes,
    shares: classes.map((danger) => shares(danger, weights)),
  };
}

/** Class that an unknown line is planned as: what its level says, silence included. */
export function plannedClass(scene: Scene, line: number, hour: number): number {
  const level = scene.levels[hour * scene.grey.length + line] as number;
  return scene.scale.from.reduce((found, from, danger) => (level >= from ? danger : found), 0);
}

export function isUnknown(scene: Scene, line: number): boolean {
  return (scene.grey[line] as number) >= GREY_FROM;
}

/** Share of road high or extreme, and share unknown, at an hour. */
export function highAndUnknown(scene: Scene, hour: number): [number, number] {
  const at = scene.shares[hour] ?? [];
  return [(at[CLASSES - 2] ?? 0) + (at[CLASSES - 1] ?? 0), at[UNKNOWN] ?? 0];
}

/** Lines without the stretches that an earlier one has already, either way round: dashes laid twice would close up. */
export function withoutRepeats(lines: readonly (readonly Point[])[]): Point[][] {
  const drawn = new Set<string>();
  const kept: Point[][] = [];
  for (const line of lines) {
    let run: Point[] = [];
    line.forEach((to, at) => {
      const from = line[at - 1];
      if (!from) return;
      const ends = [from.join(), to.join()].sort().join(" ");
      if (drawn.has(ends)) {
        run = [];
        return;
      }
      drawn.add(ends);
      if (!run.length) kept.push((run = [from]));
      run.push(to);
    });
  }
  return kept;
}

export function routeOf(mission: Mission): Route {
  const legs = mission.trips.flatMap((trip) => trip.legs);
  const stops: { at: Point; label: string }[] = [];
  let number = 0;
  for (const trip of mission.trips) {
    for (const stop of trip.stops) {
      if (stop.kind === "depot") continue;
      number += 1;
      if (stop.at) stops.push({ at: [stop.at[0] / 1e5, stop.at[1] / 1e5], label: String(number) });
    }
  }
  return {
    chosen: legs.map((leg) => decodeLine(leg.path.line)).filter((line) => line.length > 1),
    second: withoutRepeats(legs.map((leg) => decodeLine(leg.second?.line))),
    stops,
  };
}

/** West, south, east, north of everything a route touches; null where it has no places. */
export function boundsOf(points: readonly Point[]): [number, number, number, number] | null {
  if (!points.length) return null;
  const lon = points.map((point) => point[0]);
  const lat = points.map((point) => point[1]);
  return [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)];
}
