// The map's style from the page's own colours: land below, roads by danger above, wider as danger grows.

import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import { UNKNOWN } from "../design/danger.ts";
import { ICONS } from "../design/icons.ts";

const WIDTHS = [1.6, 2.4, 3.4, 4.8, 6.4];
/** Road classes from motorway to ferry: how wide against a main road. */
const BY_CLASS: ExpressionSpecification = ["interpolate", ["linear"], ["get", "class"], 0, 1.15, 4, 0.9, 6, 0.7, 9, 0.5];

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const state: ExpressionSpecification = ["coalesce", ["feature-state", "danger"], UNKNOWN];

function byClass(values: readonly (string | number)[], unknown: string | number): ExpressionSpecification {
  return ["match", state, ...values.flatMap((value, danger) => [danger, value]), unknown] as unknown as ExpressionSpecification;
}

/** Widths grow with zoom; every stop multiplies danger's width by the road's own. */
function widths(values: readonly number[], unknown: number, more = 0): ExpressionSpecification {
  const at = (factor: number): ExpressionSpecification =>
    ["+", more * factor, ["*", factor, BY_CLASS, byClass(values, unknown)]] as ExpressionSpecification;
  return ["interpolate", ["exponential", 1.4], ["zoom"], 7, at(0.45), 10, at(0.8), 13, at(1.15), 16, at(2.2), 18, at(3.6)];
}

const shownIf = (classes: readonly number[]): ExpressionSpecification =>
  ["match", state, [...classes], 1, 0] as ExpressionSpecification;

/** From here on marks have room for their words, and incidents for their picture. */
export const NEAR_ZOOM = 11.5;
/** Old incidents are faint, so that what is new stands out among hundreds. */
const FADING: ExpressionSpecification = ["interpolate", ["linear"], ["get", "fresh"], 0.4, 0.14, 0.7, 0.4, 1, 0.95];

export function mapStyle(tiles: string, language: string): StyleSpecification {
  const colours = [0, 1, 2, 3, 4].map((danger) => token(`danger-${danger}`));
  const roads = { source: "area", "source-layer": "roads", type: "line" } as const;
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const name: ExpressionSpecification = ["get", language === "uk" ? "name_uk" : "name_en"];
  return {
    version: 8,
    sources: {
      area: { type: "vector", url: `pmtiles://${tiles}` },
      incidents: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("map-land") } },
      { id: "land", source: "area", "source-layer": "land", type: "fill", paint: {
        "fill-color": ["match", ["get", "kind"], "wood", token("map-wood"), "built", token("map-built"), token("map-farm")],
        "fill-antialias": false } },
      { id: "water", source: "area", "source-layer": "water", type: "fill", filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": token("map-water") } },
      { id: "waterway", source: "area", "source-layer": "water", type: "line", filter: ["==", ["geometry-type"], "LineString"],
        paint: { "line-color": token("map-waterway"), "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 2.2] } },
      { id: "building", source: "area", "source-layer": "building", type: "fill", minzoom: 14,
        paint: { "fill-color": token("map-building") } },
      { id: "casing", ...roads, layout: round, minzoom: 11,
        paint: { "line-color": token("map-casing"), "line-width": widths(WIDTHS, 1.6, 1.6), "line-opacity": 0.8 } },
      { id: "road-unknown", ...roads, layout: { "line-join": "round" }, paint: {
        "line-color": token("unknown"), "line-width": widths([0, 0, 0, 0, 0], 1.8), "line-dasharray": [2.4, 1.6],
        "line-opacity": shownIf([UNKNOWN]) } },
      { id: "road", ...roads, layout: round, paint: {
        "line-color": byClass(colours, token("unknown")), "line-width": widths(WIDTHS, 0), "line-opacity": shownIf([0, 1, 2]) } },
      { id: "road-high", ...roads, layout: round, paint: {
        "line-color": byClass(colours, token("unknown")), "line-width": widths(WIDTHS, 0), "line-opacity": shownIf([3, 4]) } },
      { id: "road-chosen", ...roads, layout: round, paint: {
        "line-color": token("route"), "line-width": widths([9, 9, 9, 10, 11], 9), "line-opacity":
        ["case", ["boolean", ["feature-state", "chosen"], false], 0.55, 0] } },
      { id: "incident-far", source: "incidents", type: "circle", maxzoom: NEAR_ZOOM, paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 1.8, NEAR_ZOOM, 4], "circle-color": token("danger-4"),
        "circle-opacity": FADING, "circle-stroke-color": token("symbol-edge"), "circle-stroke-width": 0.7,
        "circle-stroke-opacity": FADING } },
      { id: "incident", source: "incidents", type: "symbol", minzoom: NEAR_ZOOM,
        layout: { "icon-image": "incident", "icon-allow-overlap": true, "icon-ignore-placement": true,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.55, 13, 1], "symbol-sort-key": ["get", "fresh"] },
        paint: { "icon-opacity": FADING } },
      { id: "road-name", source: "area", "source-layer": "roads", type: "symbol", minzoom: 13,
        layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": ["Noto Sans"], "text-size": 11.5 },
        paint: { "text-color": token("map-name-small"), "text-halo-color": token("map-halo"), "text-halo-width": 1.4 } },
      { id: "place", source: "area", "source-layer": "places", type: "symbol",
        layout: {
          "text-field": name, "text-font": ["Noto Sans"], "text-padding": 6, "text-max-width": 8,
          "symbol-sort-key": ["-", ["get", "rank"]],
          "text-size": ["interpolate", ["linear"], ["zoom"], 8, ["case", [">=", ["get", "rank"], 5000], 13, 11],
            14, ["case", [">=", ["get", "rank"], 5000], 18, 14]],
        },
        paint: { "text-color": token("map-name"), "text-halo-color": token("map-halo"), "text-halo-width": 1.6 } },
    ],
  };
}

const IMAGE_PX = 40;

/** The mark of an incident, as the lists and the legend draw it. */
export function incidentImage(): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = IMAGE_PX;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const middle = IMAGE_PX / 2;
  pen.beginPath();
  pen.arc(middle, middle, middle - 3, 0, 2 * Math.PI);
  pen.fillStyle = token("danger-4");
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = token("symbol-edge");
  pen.stroke();
  pen.translate(middle - 12, middle - 12);
  pen.fillStyle = token("danger-4-ink");
  pen.fill(new Path2D(ICONS.blast));
  return pen.getImageData(0, 0, IMAGE_PX, IMAGE_PX);
}
