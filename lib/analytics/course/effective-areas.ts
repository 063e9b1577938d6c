import type { Point } from './plane.ts';

/**
 * The area each point is worth, by Visvalingam: that of its triangle with its neighbours when it is the least and
 * taken away, never less than that of one taken before it. Infinity at the ends. Keeping those above a limit
 * simplifies a path for display; spikes go.
 *
 * Unit: m². Source: Visvalingam & Whyatt 1993. O(n log n) with a heap of candidates.
 */
export function effectiveAreas(points: readonly Point[]): Float64Array {
  const count = points.length;
  const areas = new Float64Array(count).fill(Infinity);
  const before = Int32Array.from({ length: count }, (_, i) => i - 1);
  const after = Int32Array.from({ length: count }, (_, i) => i + 1);
  const current = new Float64Array(count).fill(Infinity);
  const gone = new Uint8Array(count);
  const heap: [area: number, point: number][] = [];
  const offer = (i: number) => {
    if (i > 0 && i < count - 1) {
      current[i] = triangle(points, [before[i] as number, i, after[i] as number]);
      push(heap, [current[i], i]);
    }
  };
  for (let i = 1; i < count - 1; i += 1) {
    offer(i);
  }
  let largest = 0;
  for (let least = pop(heap); least !== undefined; least = pop(heap)) {
    const [area, i] = least;
    // an older offer of a point whose neighbours have changed since
    if (gone[i] === 1 || area !== current[i]) {
      continue;
    }
    largest = Math.max(largest, area);
    areas[i] = largest;
    gone[i] = 1;
    const left = before[i] as number;
    const right = after[i] as number;
    after[left] = right;
    before[right] = left;
    offer(left);
    offer(right);
  }
  return areas;
}

function triangle(points: readonly Point[], corners: readonly [number, number, number]): number {
  const [a, b, c] = corners.map((i) => points[i] as Point) as [Point, Point, Point];
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
}

type Entry = [area: number, point: number];

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as Entry)[0] <= entry[0]) {
      break;
    }
    heap[at] = heap[parent] as Entry;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) {
    return top;
  }
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const right = heap[child + 1];
    child += right !== undefined && right[0] < (heap[child] as Entry)[0] ? 1 : 0;
    if ((heap[child] as Entry)[0] >= last[0]) {
      break;
    }
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
  return top;
}
