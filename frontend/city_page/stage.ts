// What the map shows at a moment; pure but for the canvas.

type Timed = readonly (readonly [number, number, number])[];
type BusTrip = readonly [zone: string, people: number, setsOff: number, wayThere: number, leaves: number, wayOut: number, arrives: number];
type CarWindow = readonly [zone: string, people: number, from: number, until: number, arrives: number, way: number];

export interface CityPayload {
  readonly start: number;
  readonly timezone: string;
  readonly last: number;
  readonly out: string;
  readonly roads: readonly (readonly number[])[];
  readonly zones: readonly (readonly [id: string, name: string, lon: number, lat: number, people: number])[];
  readonly centres: readonly (readonly [name: string, lon: number, lat: number])[];
  readonly ways: readonly Timed[];
  readonly buses: readonly (readonly BusTrip[])[];
  readonly cars: readonly CarWindow[];
  readonly tight: readonly (readonly (readonly [number, number])[])[][];
  readonly curve: readonly (readonly [number, number])[];
}

export interface City {
  readonly payload: CityPayload;
  readonly people: number;
  readonly box: readonly [number, number, number, number];
}

const CAR_DOTS = 24;

export function readCity(payload: CityPayload): City {
  const lon = [...payload.zones.map((z) => z[2]), ...payload.centres.map((c) => c[1])];
  const lat = [...payload.zones.map((z) => z[3]), ...payload.centres.map((c) => c[2])];
  const people = payload.zones.reduce((sum, zone) => sum + zone[4], 0);
  return { payload, people, box: [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)] };
}

/** Where a vehicle is so many seconds after setting off; null before and after. */
export function placeOn(way: Timed | undefined, seconds: number): readonly [number, number] | null {
  const last = way?.at(-1);
  if (!way || !last || seconds < 0 || seconds > last[2]) return null;
  let low = 0;
  let high = way.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((way[middle]?.[2] ?? 0) <= seconds) low = middle;
    else high = middle;
  }
  const from = way[low];
  const to = way[high];
  if (!from || !to) return null;
  const share = to[2] > from[2] ? (seconds - from[2]) / (to[2] - from[2]) : 0;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** People still in each zone, by id. */
export function waiting(payload: CityPayload, seconds: number): Map<string, number> {
  const left = new Map(payload.zones.map((zone) => [zone[0], zone[4]]));
  const take = (zone: string, people: number): void => void left.set(zone, (left.get(zone) ?? 0) - people);
  for (const trips of payload.buses) for (const trip of trips) if (trip[4] <= seconds) take(trip[0], trip[1]);
  for (const [zone, people, from, until] of payload.cars) {
    take(zone, people * Math.min(Math.max((seconds - from) / Math.max(until - from, 1e-9), 0), 1));
  }
  return left;
}

/** People out by then. */
export function outBy(payload: CityPayload, seconds: number): number {
  let out = 0;
  for (const [moment, people] of payload.curve) {
    if (moment > seconds + 1e-6) break;
    out = people;
  }
  return out;
}

/** Draws the moment; returns how many are out. */
export function drawCity(canvas: HTMLCanvasElement, city: City, seconds: number): number {
  const { payload, box } = city;
  const pen = canvas.getContext("2d");
  const wide = canvas.clientWidth;
  const high = canvas.clientHeight;
  if (!pen || !wide || !high) return outBy(payload, seconds);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round(high * ratio);
  pen.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const squeeze = Math.cos((((box[1] + box[3]) / 2) * Math.PI) / 180);
  const scale = Math.min((wide - 60) / Math.max((box[2] - box[0]) * squeeze, 1e-6), (high - 60) / Math.max(box[3] - box[1], 1e-6));
  const x = (lon: number): number => wide / 2 + (lon - (box[0] + box[2]) / 2) * squeeze * scale;
  const y = (lat: number): number => high / 2 - (lat - (box[1] + box[3]) / 2) * scale;
  const stroke = (points: readonly (readonly [number, number])[]): void => {
    pen.beginPath();
    points.forEach(([lon, lat], k) => (k ? pen.lineTo(x(lon), y(lat)) : pen.moveTo(x(lon), y(lat))));
    pen.stroke();
  };
  const dot = (at: readonly [number, number], radius: number): void => {
    pen.beginPath();
    pen.arc(x(at[0]), y(at[1]), radius, 0, 2 * Math.PI);
    pen.fill();
  };
  pen.fillStyle = colour("sunken");
  pen.fillRect(0, 0, wide, high);
  pen.strokeStyle = colour("line-strong");
  for (const road of payload.roads) {
    pen.lineWidth = (road[0] ?? 9) <= 3 ? 1.6 : (road[0] ?? 9) <= 4 ? 1 : 0.4;
    const points: [number, number][] = [];
    for (let k = 1; k + 1 < road.length; k += 2) points.push([road[k] ?? 0, road[k + 1] ?? 0]);
    stroke(points);
  }
  pen.strokeStyle = colour("danger-3");
  pen.lineWidth = 4;
  for (const part of payload.tight) for (const line of part) stroke(line);
  pen.fillStyle = colour("accent");
  pen.globalAlpha = 0.55;
  const left = waiting(payload, seconds);
  for (const zone of payload.zones) dot([zone[2], zone[3]], Math.sqrt(Math.max(left.get(zone[0]) ?? 0, 0)) / 4.5);
  pen.globalAlpha = 1;
  pen.fillStyle = colour("ink");
  for (const trips of payload.buses) {
    for (const trip of trips) {
      const there = seconds < trip[4] ? placeOn(payload.ways[trip[3]], seconds - trip[2]) : null;
      const out = placeOn(payload.ways[trip[5]], seconds - trip[4]);
      if (out) dot(out, 2.6);
      else if (there) dot(there, 1.5);
    }
  }
  pen.fillStyle = colour("symbol-depot");
  for (const [, , from, until, , way] of payload.cars) {
    for (let k = 0; k < CAR_DOTS; k++) {
      const at = placeOn(payload.ways[way], seconds - (from + ((until - from) * (k + 0.5)) / CAR_DOTS));
      if (at) dot(at, 1.2);
    }
  }
  pen.font = "12px system-ui, sans-serif";
  for (const [name, lon, lat] of payload.centres) {
    pen.fillStyle = colour("symbol-centre");
    pen.fillRect(x(lon) - 6, y(lat) - 6, 12, 12);
    pen.fillStyle = colour("ink");
    pen.textAlign = x(lon) > wide / 2 ? "right" : "left";
    pen.fillText(name, x(lon) + (x(lon) > wide / 2 ? -10 : 10), y(lat) - 8);
  }
  return outBy(payload, seconds);
}
