// The map: Leaflet moves and zooms, one canvas of ours shows the picture.

import * as L from "leaflet";
import { draw, type Look, symbolSize, type View } from "./drawing.ts";
import { nearestShape } from "./geometry.ts";
import type { Scene, Symbol } from "./scene.ts";

const PADDING = 0.12;
const REACH = 7;

export type Found = { symbol: Symbol } | { line: number } | { cell: number } | null;

interface ZoomEvent extends L.LeafletEvent {
  center: L.LatLng;
  zoom: number;
}

/** Leaflet's own way of keeping a layer in place during a zoom animation; not in its published types. */
interface Animating {
  _latLngToNewLayerPoint(at: L.LatLng, zoom: number, center: L.LatLng): L.Point;
}

class Picture extends L.Layer {
  private canvas: HTMLCanvasElement | null = null;
  private corner: L.LatLng | null = null;
  private view: View | null = null;
  private waiting = 0;
  private readonly scene: Scene;
  look: Look;

  constructor(scene: Scene, look: Look) {
    super();
    this.scene = scene;
    this.look = look;
  }

  override onAdd(map: L.Map): this {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "picture leaflet-zoom-animated";
    this.canvas.setAttribute("aria-hidden", "true");
    map.getPanes()["overlayPane"]?.append(this.canvas);
    this.place();
    return this;
  }

  override onRemove(): this {
    this.canvas?.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      moveend: () => this.place(),
      resize: () => this.place(),
      viewreset: () => this.place(),
      zoomanim: (event) => this.animate(event as ZoomEvent),
    };
  }

  private animate(event: ZoomEvent): void {
    if (!this.canvas || !this.corner) return;
    const map = this._map as L.Map & Animating;
    const offset = map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, offset, map.getZoomScale(event.zoom, this.view?.zoom));
  }

  /** Lay the canvas over what is seen, with a margin, and draw. */
  place(): void {
    const map = this._map;
    if (!map || !this.canvas) return;
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    const width = Math.round(size.x * (1 + 2 * PADDING));
    const height = Math.round(size.y * (1 + 2 * PADDING));
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    L.DomUtil.setTransform(this.canvas, corner, 1);
    const origin = map.getPixelOrigin();
    const zoom = map.getZoom();
    this.corner = map.layerPointToLatLng(corner);
    this.view = {
      world: 256 * 2 ** zoom,
      left: corner.x + origin.x,
      top: corner.y + origin.y,
      width,
      height,
      zoom,
    };
    this.paint();
  }

  private paint(): void {
    const context = this.canvas?.getContext("2d");
    if (!context || !this.view || !this.canvas) return;
    const ratio = this.canvas.width / this.view.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, this.scene, this.view, this.look);
  }

  /** Draw again at the next frame. */
  refresh(look: Look): void {
    this.look = look;
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.paint());
  }
}

export interface MapHandle {
  readonly element: HTMLElement;
  show(look: Look): void;
  fit(box: readonly [number, number, number, number], padding?: number): void;
  zoomBy(step: number): void;
  resized(): void;
  onHover(tell: (found: Found, x: number, y: number) => void): void;
  onScale(tell: (metresPerPixel: number) => void): void;
}

function find(scene: Scene, map: L.Map, at: L.Point): Found {
  const zoom = map.getZoom();
  const world = 256 * 2 ** zoom;
  const pixel = map.getPixelBounds().min?.add(at);
  if (!pixel) return null;
  let nearest: Symbol | null = null;
  let least = Infinity;
  for (const symbol of scene.symbols) {
    const far = Math.hypot(symbol.x * world - pixel.x, symbol.y * world - pixel.y);
    if (far < least && far < Math.max(symbolSize(symbol.place.kind, zoom) * 0.7, 8)) [nearest, least] = [symbol, far];
  }
  if (nearest) return { symbol: nearest };
  const x = pixel.x / world;
  const y = pixel.y / world;
  if (scene.cells) {
    const b = scene.cells.boxes;
    for (let cell = 0; cell < scene.cells.count; cell += 1) {
      const inside = x >= (b[cell * 4] as number) && x < (b[cell * 4 + 2] as number);
      if (inside && y >= (b[cell * 4 + 1] as number) && y < (b[cell * 4 + 3] as number)) return { cell };
    }
    return null;
  }
  const line = nearestShape(scene.roads, x, y, REACH / world);
  return line < 0 ? null : { line };
}

export function createMap(element: HTMLElement, scene: Scene, look: Look): MapHandle {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    zoomDelta: 0.75,
    wheelPxPerZoomLevel: 90,
    minZoom: 6,
    maxZoom: 18,
    fadeAnimation: !still,
    zoomAnimation: !still,
    inertia: !still,
  });
  const picture = new Picture(scene, look);
  const [west, south, east, north] = scene.payload.map.box;
  map.setMaxBounds(L.latLngBounds([south - 0.5, west - 0.5], [north + 0.5, east + 0.5]));
  map.fitBounds([[south, west], [north, east]], { animate: false });
  picture.addTo(map);
  return {
    element,
    show: (next) => picture.refresh(next),
    fit: ([w, s, e, n], padding = 40) => {
      const room = element.clientWidth < 600 ? Math.min(padding, 24) : padding;
      map.fitBounds([[s, w], [n, e]], {
        paddingTopLeft: [room + (element.clientWidth > 700 ? 225 : 0), room],
        paddingBottomRight: [room + (element.clientWidth > 700 ? 36 : 0), element.clientWidth > 700 ? room + 110 : room],
        maxZoom: 15,
        animate: !still,
      });
    },
    zoomBy: (step) => map.setZoom(map.getZoom() + step),
    resized: () => {
      map.invalidateSize({ animate: false });
      picture.place();
    },
    onHover: (tell) => {
      let frame = 0;
      map.on("mousemove click", (event) => {
        const { containerPoint } = event as L.LeafletMouseEvent;
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => tell(find(scene, map, containerPoint), containerPoint.x, containerPoint.y));
      });
      map.on("mouseout movestart zoomstart", () => {
        cancelAnimationFrame(frame);
        tell(null, 0, 0);
      });
    },
    onScale: (tell) => {
      const measure = (): void => {
        const middle = map.getSize().divideBy(2);
        const metres = map.distance(
          map.containerPointToLatLng(middle),
          map.containerPointToLatLng(middle.add([100, 0])),
        );
        tell(metres / 100);
      };
      map.on("zoomend moveend resize", measure);
      measure();
    },
  };
}
