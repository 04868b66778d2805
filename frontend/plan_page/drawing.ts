// Draws one picture of the map on a canvas: land, roads by danger, the chosen route, symbols, names.

import type { Language } from "../design/i18n.ts";
import { ICONS, type IconName } from "../design/icons.ts";
import { UNKNOWN } from "../design/danger.ts";
import { mercatorX, mercatorY, type Shapes } from "./geometry.ts";
import type { PlaceKind, Point } from "./payload.ts";
import type { Route, Scene } from "./scene.ts";

export interface View {
  /** Pixels of the whole world at this zoom. */
  readonly world: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
}

export interface Look {
  readonly colour: (name: string) => string;
  readonly language: Language;
  readonly hour: number;
  readonly route: Route | null;
  readonly visited: ReadonlySet<string>;
}

const LAND = ["water", "waterway", "wood", "built", "farm", "building"] as const;
const LAND_ORDER = [4, 2, 3, 0, 5];
const MAJOR_TO = 4;
const DANGER_WIDTH = [1.5, 2, 2.8, 3.7, 4.8, 1.7];
const DRAW_ORDER = [UNKNOWN, 0, 1, 2, 3, 4];
const FONT = '"Noto Sans", system-ui, sans-serif';
const PATHS = new Map<IconName, Path2D>();

function iconPath(name: IconName): Path2D {
  let path = PATHS.get(name);
  if (!path) PATHS.set(name, (path = new Path2D(ICONS[name])));
  return path;
}

type Context = CanvasRenderingContext2D;

function seen(shapes: Shapes, view: View): number[] {
  const x0 = view.left / view.world;
  const y0 = view.top / view.world;
  const x1 = (view.left + view.width) / view.world;
  const y1 = (view.top + view.height) / view.world;
  const found: number[] = [];
  for (let shape = 0, box = 0; shape < shapes.count; shape += 1, box += 4) {
    const b = shapes.boxes;
    if ((b[box] as number) > x1 || (b[box + 2] as number) < x0) continue;
    if ((b[box + 1] as number) > y1 || (b[box + 3] as number) < y0) continue;
    found.push(shape);
  }
  return found;
}

function trace(context: Context, shapes: Shapes, shape: number, view: View): void {
  const first = shapes.start[shape] as number;
  const last = shapes.start[shape + 1] as number;
  for (let at = first; at < last; at += 1) {
    const x = (shapes.xy[2 * at] as number) * view.world - view.left;
    const y = (shapes.xy[2 * at + 1] as number) * view.world - view.top;
    if (at === first) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

function drawLand(context: Context, scene: Scene, view: View, look: Look): void {
  const inView = seen(scene.land, view);
  for (const layer of LAND_ORDER) {
    if (layer === 5 && view.zoom < 13) continue;
    context.fillStyle = look.colour(`map-${LAND[layer] as string}`);
    let open = false;
    for (const shape of inView) {
      const kind = scene.landKind[shape] as number;
      if ((kind & 15) !== layer || kind & 32) continue;
      if (kind & 16) {
        if (open) context.fill("evenodd");
        context.beginPath();
        open = true;
      }
      if (!open) continue;
      trace(context, scene.land, shape, view);
      context.closePath();
    }
    if (open) context.fill("evenodd");
  }
  context.strokeStyle = look.colour("map-waterway");
  context.lineWidth = view.zoom < 12 ? 1 : 1.6;
  context.beginPath();
  for (const shape of inView) if ((scene.landKind[shape] as number) & 32) trace(context, scene.land, shape, view);
  context.stroke();
}

function growth(zoom: number): number {
  return Math.max(0.75, Math.min(3.2, 0.75 * 1.22 ** (zoom - 10.5)));
}

function strokeAll(context: Context, scene: Scene, view: View, lines: readonly number[]): void {
  context.beginPath();
  for (const line of lines) trace(context, scene.roads, line, view);
  context.stroke();
}

function drawCasing(context: Context, scene: Scene, view: View, look: Look, lines: readonly number[]): void {
  const major = lines.filter((line) => (scene.roadClass[line] as number) <= MAJOR_TO);
  const minor = lines.filter((line) => (scene.roadClass[line] as number) > MAJOR_TO);
  const grown = growth(view.zoom);
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [group, width] of [[minor, 2.6], [major, 4.4]] as const) {
    context.strokeStyle = look.colour("map-casing");
    context.lineWidth = width * grown + 1.4;
    strokeAll(context, scene, view, group);
    context.strokeStyle = look.colour("map-road");
    context.lineWidth = width * grown;
    strokeAll(context, scene, view, group);
  }
}

function drawDanger(context: Context, scene: Scene, view: View, look: Look, lines: readonly number[]): void {
  const classes = scene.classes[look.hour] as Uint8Array;
  const grown = growth(view.zoom);
  for (const danger of DRAW_ORDER) {
    for (const major of [false, true]) {
      const group = lines.filter(
        (line) => classes[line] === danger && (scene.roadClass[line] as number) <= MAJOR_TO === major,
      );
      if (!group.length) continue;
      context.strokeStyle = look.colour(danger === UNKNOWN ? "unknown" : `danger-${danger}`);
      context.lineWidth = (DANGER_WIDTH[danger] as number) * grown * (major ? 1 : 0.72);
      context.lineCap = danger === UNKNOWN ? "butt" : "round";
      context.setLineDash(danger === UNKNOWN ? [4.5, 3.5] : []);
      strokeAll(context, scene, view, group);
    }
  }
  context.setLineDash([]);
}

function hatch(context: Context, x: number, y: number, width: number, height: number, gap: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + width; at += gap) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

function drawCells(context: Context, scene: Scene, view: View, look: Look): void {
  const { cells } = scene;
  const classes = scene.classes[look.hour];
  if (!cells || !classes) return;
  for (let cell = 0; cell < cells.count; cell += 1) {
    const x = (cells.boxes[cell * 4] as number) * view.world - view.left;
    const y = (cells.boxes[cell * 4 + 1] as number) * view.world - view.top;
    const width = (cells.boxes[cell * 4 + 2] as number) * view.world - view.left - x;
    const height = (cells.boxes[cell * 4 + 3] as number) * view.world - view.top - y;
    const danger = classes[cell] as number;
    const colour = look.colour(danger === UNKNOWN ? "unknown" : `danger-${danger}`);
    context.globalAlpha = danger === UNKNOWN ? 0.1 : [0.22, 0.3, 0.42, 0.52, 0.62][danger] as number;
    context.fillStyle = colour;
    context.fillRect(x + 0.5, y + 0.5, width - 1, height - 1);
    context.globalAlpha = 0.75;
    context.strokeStyle = colour;
    context.lineWidth = danger === UNKNOWN ? 1 : 1 + danger * 0.5;
    if (danger === UNKNOWN) hatch(context, x + 1, y + 1, width - 2, height - 2, 8);
    else context.strokeRect(x + 1.5, y + 1.5, width - 3, height - 3);
  }
  context.globalAlpha = 1;
}

function tracePoints(context: Context, points: readonly Point[], view: View): void {
  points.forEach(([lon, lat], at) => {
    const x = mercatorX(lon) * view.world - view.left;
    const y = mercatorY(lat) * view.world - view.top;
    if (at === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
}

function strokeRoute(context: Context, lines: Route["chosen"], view: View, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (const line of lines) tracePoints(context, line, view);
  context.stroke();
}

function drawArrows(context: Context, line: readonly Point[], view: View, colour: string): void {
  let since = 45;
  let before: [number, number] | null = null;
  context.fillStyle = colour;
  for (const [lon, lat] of line) {
    const x = mercatorX(lon) * view.world - view.left;
    const y = mercatorY(lat) * view.world - view.top;
    if (before) {
      const [px, py] = before;
      const length = Math.hypot(x - px, y - py);
      for (; length > 0 && since < length; since += 90) {
        const share = since / length;
        context.save();
        context.translate(px + (x - px) * share, py + (y - py) * share);
        context.rotate(Math.atan2(y - py, x - px));
        context.beginPath();
        context.moveTo(6, 0);
        context.lineTo(-5, 4.8);
        context.lineTo(-2.4, 0);
        context.lineTo(-5, -4.8);
        context.fill();
        context.restore();
      }
      since -= length;
    }
    before = [x, y];
  }
}

function symbolColour(kind: PlaceKind): string {
  return kind === "shelter" ? "symbol-shelter" : kind === "centre" ? "symbol-centre" : `symbol-${kind}`;
}

function drawSymbol(context: Context, kind: PlaceKind, x: number, y: number, size: number, look: Look, hollow: boolean): void {
  const half = size / 2;
  context.beginPath();
  context.roundRect(x - half, y - half, size, size, size * 0.26);
  context.fillStyle = look.colour(hollow ? "symbol-back" : symbolColour(kind));
  context.strokeStyle = look.colour(hollow ? symbolColour(kind) : "symbol-edge");
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  if (size < 10) return;
  context.save();
  const inner = size * 0.72;
  context.translate(x - inner / 2, y - inner / 2);
  context.scale(inner / 24, inner / 24);
  context.fillStyle = look.colour(hollow ? symbolColour(kind) : "symbol-ink");
  context.fill(iconPath(kind), "evenodd");
  context.restore();
}

/** Below this zoom shelters are marks without a picture: a town of them stays readable. */
const PICTURED_FROM = 11.6;

export function symbolSize(kind: PlaceKind, zoom: number): number {
  if (kind === "shelter" && zoom < PICTURED_FROM) return 8;
  const grown = Math.max(0.55, Math.min(1.1, 0.55 + (zoom - 9) * 0.1));
  return (kind === "shelter" || kind === "checkin" ? 19 : 24) * grown;
}

function drawSymbols(context: Context, scene: Scene, view: View, look: Look): void {
  for (const symbol of scene.symbols) {
    const x = symbol.x * view.world - view.left;
    const y = symbol.y * view.world - view.top;
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    const { kind } = symbol.place;
    const left = kind === "shelter" && !look.visited.has(symbol.id);
    context.globalAlpha = look.route && !look.visited.has(symbol.id) ? 0.45 : 1;
    drawSymbol(context, kind, x, y, symbolSize(kind, view.zoom), look, left);
  }
  context.globalAlpha = 1;
}

function drawStops(context: Context, view: View, look: Look): void {
  const drawn: [number, number][] = [];
  context.font = `600 11px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const stop of look.route?.stops ?? []) {
    const x = mercatorX(stop.at[0]) * view.world - view.left + 9;
    let y = mercatorY(stop.at[1]) * view.world - view.top - 9;
    while (drawn.some(([ox, oy]) => Math.abs(ox - x) < 15 && Math.abs(oy - y) < 15)) y -= 15;
    drawn.push([x, y]);
    context.beginPath();
    context.arc(x, y, 8.5, 0, 7);
    context.fillStyle = look.colour("route");
    context.strokeStyle = look.colour("symbol-edge");
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
    context.fillStyle = look.colour("route-ink");
    context.fillText(stop.label, x, y + 0.5);
  }
}

type Box = readonly [number, number, number, number];

function meets(box: Box, others: readonly Box[]): boolean {
  return others.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]);
}

/** Room taken by the symbols that a name must not cover; marks of shelters are small enough to be crossed. */
function symbolBoxes(scene: Scene, view: View): Box[] {
  return scene.symbols.filter((symbol) => symbol.place.kind !== "shelter").map((symbol) => {
    const x = symbol.x * view.world - view.left;
    const y = symbol.y * view.world - view.top;
    const half = symbolSize(symbol.place.kind, view.zoom) / 2;
    return [x - half, y - half, x + half, y + half];
  });
}

function drawNames(context: Context, scene: Scene, view: View, look: Look): void {
  const taken = symbolBoxes(scene, view);
  const crowded = scene.payload.map.places.length > 60;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const [lon, lat, en, uk, rank] of scene.payload.map.places) {
    const x = mercatorX(lon / 1e5) * view.world - view.left;
    const y = mercatorY(lat / 1e5) * view.world - view.top;
    if (x < -60 || y < -20 || x > view.width + 60 || y > view.height + 20) continue;
    if (rank < 300 && view.zoom < 12 && crowded) continue;
    const large = rank >= 5_000;
    const size = rank >= 50_000 ? 15 : large ? 13.5 : 12;
    const text = look.language === "uk" ? uk : en;
    context.font = `${large ? 600 : 400} ${size}px ${FONT}`;
    const half = context.measureText(text).width / 2 + 3;
    const boxAt = (shift: number): Box => [x - half, y + shift - size * 0.7, x + half, y + shift + size * 0.7];
    const shift = [-14, 17, -30, 32].find((one) => !meets(boxAt(one), taken)) ?? (large ? -14 : null);
    if (shift === null) continue;
    taken.push(boxAt(shift));
    context.strokeStyle = look.colour("map-halo");
    context.lineWidth = 3.5;
    context.strokeText(text, x, y + shift);
    context.fillStyle = look.colour(large ? "map-name" : "map-name-small");
    context.fillText(text, x, y + shift);
  }
}

/** The whole picture; the context is scaled to CSS pixels. */
export function draw(context: Context, scene: Scene, view: View, look: Look): void {
  context.fillStyle = look.colour("map-land");
  context.fillRect(0, 0, view.width, view.height);
  drawLand(context, scene, view, look);
  const lines = seen(scene.roads, view);
  drawCasing(context, scene, view, look, lines);
  if (scene.cells) drawCells(context, scene, view, look);
  const { route } = look;
  if (route) {
    strokeRoute(context, route.chosen, view, look.colour("route"), 10.5);
    strokeRoute(context, route.chosen, view, look.colour("route-core"), 7);
  }
  if (!scene.cells) drawDanger(context, scene, view, look, lines);
  if (route) {
    context.setLineDash([7, 6]);
    context.lineCap = "butt";
    strokeRoute(context, route.second, view, look.colour("route-second"), 3);
    context.setLineDash([]);
    for (const line of route.chosen) drawArrows(context, line, view, look.colour("route"));
  }
  drawSymbols(context, scene, view, look);
  drawNames(context, scene, view, look);
  drawStops(context, view, look);
}

