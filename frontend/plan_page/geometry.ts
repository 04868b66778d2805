// Packed shapes unrolled into one flat plane: Web Mercator, the world being one unit wide.

import type { Sections } from "./payload.ts";

export function mercatorX(lon: number): number {
  return (lon + 180) / 360;
}

export function mercatorY(lat: number): number {
  const angle = (Math.max(-85, Math.min(85, lat)) * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + angle / 2)) / (2 * Math.PI);
}

/** Many lines or rings: shape i has points `start[i]..start[i + 1]`; boxes are x0, y0, x1, y1 a shape. */
export interface Shapes {
  readonly count: number;
  readonly start: Uint32Array;
  readonly xy: Float64Array;
  readonly boxes: Float64Array;
}

function boxesOf(start: Uint32Array, xy: Float64Array, count: number): Float64Array {
  const boxes = new Float64Array(count * 4);
  for (let shape = 0; shape < count; shape += 1) {
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = start[shape] as number; at < (start[shape + 1] as number); at += 1) {
      const x = xy[2 * at] as number;
      const y = xy[2 * at + 1] as number;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    boxes.set([x0, y0, x1, y1], shape * 4);
  }
  return boxes;
}

export function decodeShapes(sections: Sections, prefix: string): Shapes {
  const counts = sections.u32(`${prefix}_count`);
  const dx = sections.i32(`${prefix}_dx`);
  const dy = sections.i32(`${prefix}_dy`);
  const start = new Uint32Array(counts.length + 1);
  counts.forEach((count, shape) => {
    start[shape + 1] = (start[shape] as number) + count;
  });
  const xy = new Float64Array(dx.length * 2);
  let [x, y] = [0, 0];
  for (let at = 0; at < dx.length; at += 1) {
    x += dx[at] as number;
    y += dy[at] as number;
    xy[2 * at] = mercatorX(x / 1e5);
    xy[2 * at + 1] = mercatorY(y / 1e5);
  }
  return { count: counts.length, start, xy, boxes: boxesOf(start, xy, counts.length) };
}

/** Length of each shape in the plane; near enough to metres by one factor within a region. */
export function lengths(shapes: Shapes): Float64Array {
  const found = new Float64Array(shapes.count);
  for (let shape = 0; shape < shapes.count; shape += 1) {
    let sum = 0;
    for (let at = (shapes.start[shape] as number) + 1; at < (shapes.start[shape + 1] as number); at += 1) {
      sum += Math.hypot(
        (shapes.xy[2 * at] as number) - (shapes.xy[2 * at - 2] as number),
        (shapes.xy[2 * at + 1] as number) - (shapes.xy[2 * at - 1] as number),
      );
    }
    found[shape] = sum;
  }
  return found;
}

function distanceToSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const along = square ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / square)) : 0;
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}

/** The shape nearest a point of the plane, within `reach`; -1 where none is. */
export function nearestShape(shapes: Shapes, x: number, y: number, reach: number): number {
  let best = -1;
  let least = reach;
  const { boxes, start, xy } = shapes;
  for (let shape = 0; shape < shapes.count; shape += 1) {
    const box = shape * 4;
    if (x < (boxes[box] as number) - least || x > (boxes[box + 2] as number) + least) continue;
    if (y < (boxes[box + 1] as number) - least || y > (boxes[box + 3] as number) + least) continue;
    for (let at = (start[shape] as number) + 1; at < (start[shape + 1] as number); at += 1) {
      const far = distanceToSegment(
        x, y,
        xy[2 * at - 2] as number, xy[2 * at - 1] as number,
        xy[2 * at] as number, xy[2 * at + 1] as number,
      );
      if (far < least) [least, best] = [far, shape];
    }
  }
  return best;
}
