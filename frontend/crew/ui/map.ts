// The map without a network and without WebGL: Leaflet on a canvas, the mission's own lines and places, by danger.

import L from "leaflet";
import "leaflet/dist/leaflet.css";
import { legsOf, type Mission, type Point, stopsOf } from "../engine/today.ts";
import { say } from "./words.ts";

export interface CrewMap {
  readonly element: HTMLElement;
  /** To be called once the element stands in the page. */
  show(): void;
  pin(at: Point | null): void;
  here(at: Point): void;
  alternative(leg: number | null): void;
}

/** Widths by class of danger, so that colour is never alone. */
const WIDTHS = [4, 5, 6, 8, 10] as const;

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const turned = ([lon, lat]: Point): L.LatLngTuple => [lat, lon];

/** Class of each leg, 0 to 4, by its share of the worst one; null where nothing was heard there. */
export function classes(mission: Mission): (number | null)[] {
  const legs = legsOf(mission);
  const worst = Math.max(...legs.map((leg) => leg.exposure), 0);
  return legs.map((leg) => (!leg.heard ? null : worst > 0 ? Math.min(Math.floor((leg.exposure / worst) * 5), 4) : 0));
}

export function openMap(mission: Mission | undefined, pressed: ((at: Point) => void) | null): CrewMap {
  const element = document.createElement("div");
  element.className = "map";
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", say("crew.map"));
  let map: L.Map | null = null;
  let mark: L.CircleMarker | null = null;
  let own: L.CircleMarker | null = null;
  let other: L.Polyline | null = null;

  const show = () => {
    map = L.map(element, { preferCanvas: true, zoomControl: false, attributionControl: false, zoomSnap: 0.5 });
    L.control.zoom({ position: "topright", zoomInTitle: say("crew.map.in"), zoomOutTitle: say("crew.map.out") }).addTo(map);
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const box = mission ? drawn(map, mission) : null;
    if (box?.isValid()) map.fitBounds(box, { padding: [24, 24] });
    else map.setView([0, 0], 2);
    map.on("click", (event) => pressed?.([event.latlng.lng, event.latlng.lat]));
  };
  const dot = (at: Point, colour: string, radius: number) =>
    L.circleMarker(turned(at), { radius, color: token("symbol-edge"), weight: 3, fillColor: token(colour), fillOpacity: 1, interactive: false });
  return {
    element, show,
    pin: (at) => {
      mark?.remove();
      mark = at && map ? dot(at, "danger-3", 11).addTo(map) : null;
    },
    here: (at) => {
      own?.remove();
      if (!map) return;
      own = dot(at, "accent", 9).addTo(map);
      map.panTo(turned(at));
    },
    alternative: (leg) => {
      other?.remove();
      const line = leg === null || !mission ? undefined : legsOf(mission)[leg]?.alternative?.line;
      if (!line || !map) return;
      other = L.polyline(line.map(turned), { color: token("route-second"), weight: 6, dashArray: "2 10", interactive: false }).addTo(map);
      map.fitBounds(other.getBounds(), { padding: [32, 32] });
    },
  };
}

function drawn(map: L.Map, mission: Mission): L.LatLngBounds {
  const box = L.latLngBounds([]);
  const found = classes(mission);
  legsOf(mission).forEach((leg, at) => {
    const line = leg.line.map(turned);
    const danger = found[at];
    const unknown = danger === null || danger === undefined;
    const weight = unknown ? 5 : (WIDTHS[danger] as number);
    L.polyline(line, { color: token("map-casing"), weight: weight + 4, interactive: false }).addTo(map);
    L.polyline(line, {
      color: token(unknown ? "unknown" : `danger-${danger}`), weight, ...(unknown ? { dashArray: "6 6" } : {}), interactive: false,
    }).addTo(map);
    for (const one of line) box.extend(one);
  });
  let number = 0;
  for (const stop of stopsOf(mission)) {
    const at: Point = [stop.place.lon, stop.place.lat];
    const sign = document.createElement("span");
    sign.textContent = stop.kind === "shelter" ? String((number += 1)) : stop.kind === "centre" ? "+" : "•";
    L.marker(turned(at), { icon: L.divIcon({ html: sign, className: `sign ${stop.kind}`, iconSize: [28, 28] }), interactive: false, keyboard: false }).addTo(map);
    box.extend(turned(at));
  }
  return box;
}
