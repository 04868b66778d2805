// Leaflet on a plain canvas, where the browser has no WebGL 2: roads and names only, the same classes and widths.

import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { UNKNOWN } from "../design/danger.ts";
import type { AreaMap, RoadAt } from "./area_map.ts";
import { token } from "./map_style.ts";
import type { MapData, Spot } from "./page_data.ts";
import { spotMark } from "./spots.ts";
import { language, words } from "./words.ts";

/** A road as the desk sends it: line, class, name, then lon and lat in turn. */
type Line = readonly [line: number, road: number, name: string, ...points: number[]];

interface Lines {
  readonly roads: readonly Line[];
  readonly places: readonly (readonly [lon: number, lat: number, en: string, uk: string, rank: number])[];
}

const WIDTHS = [1.6, 2.4, 3.4, 4.8, 6.4, 1.8];
/** Smallest zoom at which each road class shows, motorway to ferry. */
const FROM_ZOOM = [6, 6, 6, 8, 9, 11, 12, 13, 13, 13, 14, 14, 8];

class CanvasAreaMap implements AreaMap {
  private readonly map: L.Map;
  private readonly roads = new Map<number, { shape: L.Polyline; road: number; name: string }>();
  private readonly marks = L.layerGroup();
  private classes: Uint8Array | null = null;
  private chosen: number | null = null;
  private press: ((road: RoadAt) => void) | null = null;

  constructor(map: L.Map, lines: Lines) {
    this.map = map;
    for (const [line, road, name, ...points] of lines.roads) {
      const path: L.LatLngTuple[] = [];
      for (let at = 0; at < points.length; at += 2) path.push([points[at + 1] as number, points[at] as number]);
      const shape = L.polyline(path, { weight: 2, lineCap: "round" });
      shape.on("click", (event) => this.press?.({ line, name, lon: event.latlng.lng, lat: event.latlng.lat }));
      this.roads.set(line, { shape, road, name });
    }
    this.marks.addTo(map);
    map.on("zoomend", () => this.sieve());
    this.sieve();
  }

  recolour(classes: Uint8Array): void {
    this.classes = classes;
    for (const [line, { shape, road }] of this.roads) {
      const danger = classes[line] ?? UNKNOWN;
      const unknown = danger === UNKNOWN;
      const narrow = road > 4 ? 0.75 : 1;
      shape.setStyle({
        color: line === this.chosen ? token("route") : token(unknown ? "unknown" : `danger-${danger}`),
        weight: (line === this.chosen ? 9 : (WIDTHS[danger] as number)) * narrow,
        ...(unknown ? { dashArray: "5 4" } : { dashArray: "" }),
      });
    }
  }

  show(spots: readonly Spot[]): void {
    this.marks.clearLayers();
    for (const spot of spots) {
      if (spot.kind === "incident") {
        L.circleMarker([spot.lat, spot.lon], {
          radius: 4, weight: 1, color: token("symbol-edge"), fillColor: token("danger-4"), fillOpacity: spot.fresh ** 2, opacity: spot.fresh ** 2,
        }).bindTooltip(`${spot.name}: ${spot.words}`).addTo(this.marks);
        continue;
      }
      const mark = L.divIcon({ html: spotMark(spot), className: "spot-holder", iconSize: [26, 26] });
      L.marker([spot.lat, spot.lon], { icon: mark, keyboard: false }).addTo(this.marks);
    }
  }

  onRoad(press: (road: RoadAt) => void): void {
    this.press = press;
  }

  choose(line: number | null): void {
    this.chosen = line;
    if (this.classes) this.recolour(this.classes);
  }

  go(lon: number, lat: number, zoom = 14): void {
    this.map.setView([lat, lon], Math.max(zoom, this.map.getZoom()));
  }

  middle(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  roadNear(lon: number, lat: number): RoadAt | null {
    const here = this.map.latLngToLayerPoint([lat, lon]);
    let best: RoadAt | null = null;
    let least = 30;
    for (const [line, { shape, name }] of this.roads) {
      const near = this.map.hasLayer(shape) ? shape.closestLayerPoint(here) : null;
      const distance = near ? here.distanceTo(near) : Infinity;
      if (distance >= least) continue;
      least = distance;
      best = { line, name, lon, lat };
    }
    return best;
  }

  repaint(): void {
    if (this.classes) this.recolour(this.classes);
  }

  private sieve(): void {
    const zoom = this.map.getZoom();
    for (const { shape, road } of this.roads.values()) {
      const wanted = zoom >= (FROM_ZOOM[road] ?? 14);
      if (wanted !== this.map.hasLayer(shape)) wanted ? shape.addTo(this.map) : shape.remove();
    }
  }
}

export async function open(place: HTMLElement, data: MapData): Promise<AreaMap> {
  const answer = await fetch(data.lines);
  if (!answer.ok) throw new Error(`roads: ${answer.status}`);
  const lines = (await answer.json()) as Lines;
  const map = L.map(place, { preferCanvas: true, zoomControl: false, attributionControl: true, zoomSnap: 0.5 });
  map.attributionControl.setPrefix(false).addAttribution(words("map.credit", { source: data.source }));
  L.control.zoom({ position: "topright", zoomInTitle: words("map.in"), zoomOutTitle: words("map.out") }).addTo(map);
  L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
  if (data.box) map.fitBounds([[data.box[1], data.box[0]], [data.box[3], data.box[2]]]);
  else map.setView([0, 0], 2);
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", words("map.label"));
  for (const [lon, lat, en, uk, rank] of lines.places) {
    if (rank < 500) continue;
    const name = document.createElement("span");
    name.textContent = language() === "uk" ? uk : en;
    L.marker([lat, lon], { icon: L.divIcon({ html: name, className: "place-name" }), interactive: false, keyboard: false }).addTo(map);
  }
  return new CanvasAreaMap(map, lines);
}
