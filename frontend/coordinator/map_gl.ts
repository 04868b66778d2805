// MapLibre: vector tiles out of one PMTiles file, danger as the state of each road, names drawn from the page's own font.

import {
  addProtocol, AttributionControl, type GeoJSONFeature, type GeoJSONSource, Map as GlMap, Marker, NavigationControl, Popup,
  ScaleControl, setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { Protocol } from "pmtiles";
import { UNKNOWN } from "../design/danger.ts";
import type { AreaMap, RoadAt } from "./area_map.ts";
import { incidentImage, mapStyle, NEAR_ZOOM } from "./map_style.ts";
import type { MapData, Spot } from "./page_data.ts";
import { spotMark } from "./spots.ts";
import { language, words } from "./words.ts";

const REACH_PX = 9;
const PRESSED = ["road-high", "road", "road-unknown"];
const ROAD = { source: "area", sourceLayer: "roads" } as const;
const FONTS = ["400 12px 'Noto Sans'", "600 12px 'Noto Sans'"];
const SAMPLE = "Aa Її";

class GlAreaMap implements AreaMap {
  private readonly map: GlMap;
  private readonly data: MapData;
  private classes: Uint8Array | null = null;
  private painted: Uint8Array | null = null;
  private chosen: number | null = null;
  private marks: Marker[] = [];
  private incidents: readonly Spot[] = [];

  constructor(map: GlMap, data: MapData) {
    this.map = map;
    this.data = data;
    map.addImage("incident", incidentImage(), { pixelRatio: 2 });
    map.on("click", ["incident", "incident-far"], (event) => {
      const found = event.features?.[0];
      if (!found) return;
      event.preventDefault();
      const { name, words: said } = found.properties as { name: string; words: string };
      const text = document.createElement("p");
      text.append(Object.assign(document.createElement("strong"), { textContent: name }), document.createElement("br"), said);
      new Popup({ closeButton: false, maxWidth: "240px" }).setLngLat(event.lngLat).setDOMContent(text).addTo(map);
    });
  }

  recolour(classes: Uint8Array): void {
    this.classes = classes;
    const before = this.painted;
    for (let line = 0; line < classes.length; line += 1) {
      const danger = classes[line] as number;
      if (danger !== (before ? before[line] : UNKNOWN)) this.map.setFeatureState({ ...ROAD, id: line }, { danger });
    }
    this.painted = classes;
  }

  show(spots: readonly Spot[]): void {
    for (const mark of this.marks) mark.remove();
    this.incidents = spots.filter((spot) => spot.kind === "incident");
    this.drawIncidents();
    // Later ones lie on top: what is urgent goes last.
    this.marks = spots.filter((spot) => spot.kind !== "incident").map((spot) =>
      new Marker({ element: spotMark(spot) }).setLngLat([spot.lon, spot.lat]).addTo(this.map));
  }

  onRoad(press: (road: RoadAt) => void): void {
    this.map.on("click", (event) => {
      if (event.defaultPrevented) return;
      const road = this.nearest(event.point.x, event.point.y, event.lngLat.lng, event.lngLat.lat);
      if (road) press(road);
    });
    this.map.on("mousemove", (event) => {
      const found = this.nearest(event.point.x, event.point.y, 0, 0);
      this.map.getCanvas().style.cursor = found ? "pointer" : "";
    });
  }

  choose(line: number | null): void {
    if (this.chosen !== null) this.map.setFeatureState({ ...ROAD, id: this.chosen }, { chosen: false });
    if (line !== null) this.map.setFeatureState({ ...ROAD, id: line }, { chosen: true });
    this.chosen = line;
  }

  go(lon: number, lat: number, zoom = 14): void {
    this.map.easeTo({ center: [lon, lat], zoom: Math.max(zoom, this.map.getZoom()) });
  }

  middle(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  roadNear(lon: number, lat: number): RoadAt | null {
    const { x, y } = this.map.project([lon, lat]);
    return this.nearest(x, y, lon, lat, 3 * REACH_PX);
  }

  repaint(): void {
    this.map.setStyle(mapStyle(this.data.tiles, language()), { diff: false });
    this.map.once("idle", () => {
      this.painted = null;
      if (!this.map.hasImage("incident")) this.map.addImage("incident", incidentImage(), { pixelRatio: 2 });
      this.drawIncidents();
      if (this.classes) this.recolour(this.classes);
      if (this.chosen !== null) this.choose(this.chosen);
    });
  }

  /** Incidents are many: one layer draws them all, fainter with age. */
  private drawIncidents(): void {
    this.map.getSource<GeoJSONSource>("incidents")?.setData({
      type: "FeatureCollection",
      features: this.incidents.map(({ lon, lat, name, words: said, fresh }) => ({
        type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: { name, words: said, fresh },
      })),
    });
  }

  private nearest(x: number, y: number, lon: number, lat: number, reach = REACH_PX): RoadAt | null {
    const found: GeoJSONFeature[] = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: PRESSED });
    const road = found.find((feature) => feature.id !== undefined);
    return road ? { line: Number(road.id), name: String(road.properties["name"] ?? ""), lon, lat } : null;
  }
}

export async function open(place: HTMLElement, data: MapData): Promise<AreaMap> {
  setWorkerUrl(data.worker);
  addProtocol("pmtiles", new Protocol().tile);
  await Promise.all(FONTS.map((font) => document.fonts.load(font, SAMPLE)));
  const map = new GlMap({
    container: place,
    style: mapStyle(data.tiles, language()),
    ...(data.box ? { bounds: [...data.box] as [number, number, number, number], fitBoundsOptions: { padding: 30 } } : {}),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 18,
    minZoom: 6,
    locale: {
      "Map.Title": words("map.label"),
      "NavigationControl.ZoomIn": words("map.in"),
      "NavigationControl.ZoomOut": words("map.out"),
      "ScaleControl.Meters": words("map.metres"),
      "ScaleControl.Kilometers": words("map.kilometres"),
      "AttributionControl.ToggleAttribution": words("map.credit_toggle"),
    },
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-left");
  const credit = words("map.credit", { source: data.source });
  map.addControl(new AttributionControl({ compact: false, customAttribution: credit }), "bottom-right");
  const nearness = (): void => void place.classList.toggle("far", map.getZoom() < NEAR_ZOOM);
  map.on("zoom", nearness);
  nearness();
  await new Promise<void>((ready) => map.once("load", () => ready()));
  return new GlAreaMap(map, data);
}
