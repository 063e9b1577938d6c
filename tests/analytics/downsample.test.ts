import { describe, expect, test } from 'vitest';
import { downsampleIndexes } from '../../lib/analytics/downsample.ts';
import * as fc from '../support/fast-check.ts';

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -500, max: 500 }) },
  { weight: 2, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

/** A recording with pauses, of 0 to 4 channels with gaps, and a limit. */
const input = fc
  .tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 2, max: 120 }),
  )
  .chain(([count, channelCount, limit]) => {
    const exactly = { minLength: count, maxLength: count, size: 'max' as const };
    return fc.record({
      time: fc.array(fc.integer({ min: 0, max: 30 }), exactly).map((steps) => {
        let at = 0;
        return Float64Array.from(steps, (step) => (at += step));
      }),
      channels: fc.array(
        fc.array(value, exactly).map((values) => Float64Array.from(values)),
        { minLength: channelCount, maxLength: channelCount },
      ),
      limit: fc.constant(limit),
    });
  });

const seconds = (count: number) => Float64Array.from({ length: count }, (_, index) => index);

describe('the indexes kept', () => {
  test('are as many as the limit, ascending, and hold the first and the last', () => {
    fc.assert(
      fc.property(input, ({ time, channels, limit }) => {
        const indexes = Array.from(downsampleIndexes({ time, channels, limit }));
        expect(indexes.length).toBeLessThanOrEqual(limit);
        expect(indexes).toStrictEqual([...new Set(indexes)].toSorted((a, b) => a - b));
        if (time.length > 0) {
          expect(indexes[0]).toBe(0);
          expect(indexes.at(-1)).toBe(time.length - 1);
        }
      }),
    );
  });

  test('are all of them where the limit has room', () => {
    fc.assert(
      fc.property(input, ({ time, channels, limit }) => {
        const roomy = Math.max(limit, time.length);
        const all = Uint32Array.from(time.keys());
        expect(downsampleIndexes({ time, channels, limit: roomy })).toStrictEqual(all);
        expect(downsampleIndexes({ time, channels, limit: Infinity })).toStrictEqual(all);
      }),
    );
  });

  test('are the same every time, and the input is left alone', () => {
    fc.assert(
      fc.property(input, ({ time, channels, limit }) => {
        const copy = structuredClone({ time, channels });
        const once = downsampleIndexes({ time, channels, limit });
        expect(downsampleIndexes({ ...copy, limit })).toStrictEqual(once);
        expect({ time, channels }).toStrictEqual(copy);
      }),
    );
  });

  test('do not depend on the unit of time or of a channel', () => {
    // powers of two scale without rounding, so that not even ties may fall otherwise
    const factor = fc.integer({ min: -8, max: 8 }).map((exponent) => 2 ** exponent);
    fc.assert(
      fc.property(input, fc.tuple(factor, factor), ({ time, channels, limit }, [ofTime, of]) => {
        const scaled = channels.map((values, i) => (i === 0 ? values.map((v) => v * of) : values));
        expect(
          downsampleIndexes({ time: time.map((s) => s * ofTime), channels: scaled, limit }),
        ).toStrictEqual(downsampleIndexes({ time, channels, limit }));
      }),
    );
  });

  test('hold every channel’s highest and lowest sample where the limit has room for all', () => {
    fc.assert(
      fc.property(input, ({ time, channels, limit }) => {
        fc.pre(limit >= 2 + 2 * channels.length);
        const indexes = downsampleIndexes({ time, channels, limit });
        for (const values of channels) {
          const present = values.filter((v) => !Number.isNaN(v));
          const keptOnes = Array.from(indexes, (i) => values[i]);
          for (const extreme of present.length > 0
            ? [Math.max(...present), Math.min(...present)]
            : []) {
            expect(keptOnes).toContain(extreme);
          }
        }
      }),
    );
  });
});

const noise = (index: number) => Math.sin(index * 12.9898) * Math.cos(index * 78.233);

describe('the shape', () => {
  test('keeps isolated spikes of a noisy channel', () => {
    const count = 14_400;
    const spikes = Array.from({ length: 20 }, (_, i) => 431 + i * 691);
    const values = seconds(count).map(
      (i) => 200 + 10 * noise(i) + (spikes.includes(i) ? 150 + i / 100 : 0),
    );
    const indexes = downsampleIndexes({ time: seconds(count), channels: [values], limit: 100 });
    expect(Array.from(indexes)).toEqual(expect.arrayContaining(spikes));
  });

  test('keeps a spike of one channel beside seven noisy ones', () => {
    const count = 14_400;
    const channels = Array.from({ length: 8 }, (_, c) =>
      seconds(count).map((i) => noise(i + c * 1e5) + (i === 3_000 + c * 1_111 ? 30 : 0)),
    );
    const indexes = downsampleIndexes({ time: seconds(count), channels, limit: 100 });
    expect(Array.from(indexes)).toEqual(
      expect.arrayContaining(channels.map((_, c) => 3_000 + c * 1_111)),
    );
  });

  test('bends where the series bends', () => {
    const values = seconds(1_000).map((i) => Math.min(i, 400) + Math.max(0, i - 700));
    const indexes = downsampleIndexes({ time: seconds(1_000), channels: [values], limit: 20 });
    const near = (bend: number) => Math.min(...Array.from(indexes, (i) => Math.abs(i - bend)));
    expect(Math.max(near(400), near(700))).toBeLessThan(20);
  });

  test('of one channel beside its extremes is Steinarsson’s: the largest triangle of each bucket', () => {
    const values = Float64Array.of(0, 1, 9, 1, 0, -9, 1, 2, 1, 0);
    const indexes = downsampleIndexes({ time: seconds(10), channels: [values], limit: 5 });
    // 0 and 9 are the ends, 2 and 5 the extremes; one bucket is left, whose largest triangle is at 7
    expect(Array.from(indexes)).toStrictEqual([0, 2, 5, 7, 9]);
  });

  test('of a channel that only rises, whose extremes are its ends, is Steinarsson’s throughout', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 99 })),
      {
        minLength: 30,
        maxLength: 300,
        size: 'max',
      },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 3, max: 25 }), (rises, limit) => {
        let [x, y] = [0, 0];
        const points = rises.map(([dx, dy]): Point => [(x += dx), (y += dy)]);
        const time = Float64Array.from(points, ([at]) => at);
        const channels = [Float64Array.from(points, ([, level]) => level)];
        expect(Array.from(downsampleIndexes({ time, channels, limit }))).toStrictEqual(
          steinarsson(points, limit),
        );
      }),
    );
  });
});

type Point = [x: number, y: number];

/** The thesis's algorithm word for word, on points, for comparison. */
function steinarsson(points: Point[], limit: number): number[] {
  const start = (bucket: number) => 1 + Math.floor((bucket * (points.length - 2)) / (limit - 2));
  const chosen = [0];
  for (let bucket = 0; bucket < limit - 2; bucket += 1) {
    const after = points.slice(start(bucket + 1), start(bucket + 2));
    const c = [0, 1].map(
      (axis) => after.reduce((sum, p) => sum + (p[axis] ?? 0), 0) / after.length,
    );
    const [ax, ay] = points[chosen.at(-1) ?? 0] as Point;
    const [cx = 0, cy = 0] = c;
    const areas = points
      .slice(start(bucket), start(bucket + 1))
      .map(([bx, by]) => Math.abs((cx - ax) * (by - ay) - (bx - ax) * (cy - ay)));
    chosen.push(start(bucket) + areas.indexOf(Math.max(...areas)));
  }
  return [...chosen, points.length - 1];
}

describe('what is missing', () => {
  test.each([
    { case: 'of a varied channel', levelOf: (i: number) => 100 + (i % 7) },
    { case: 'of a flat channel', levelOf: () => 100 },
  ])('$case is passed over where a bucket has something better', ({ levelOf }) => {
    const values = seconds(1_000).map((i) => (i % 10 === 3 ? levelOf(i) : Number.NaN));
    const indexes = downsampleIndexes({ time: seconds(1_000), channels: [values], limit: 52 });
    expect(Array.from(indexes.slice(1, -1)).every((i) => i % 10 === 3)).toBe(true);
    expect(indexes.length).toBe(52);
  });

  test('everywhere in a channel leaves the others their shape', () => {
    const values = seconds(500).map((i) => Math.sin(i / 20));
    const nothing = new Float64Array(500).fill(Number.NaN);
    const alone = { time: seconds(500), channels: [values], limit: 40 };
    expect(downsampleIndexes({ ...alone, channels: [values, nothing] })).toStrictEqual(
      downsampleIndexes(alone),
    );
  });

  test('in all channels still leaves as many samples as the limit, spread out', () => {
    const nothing = new Float64Array(1_000).fill(Number.NaN);
    const indexes = downsampleIndexes({ time: seconds(1_000), channels: [nothing], limit: 10 });
    expect(indexes.length).toBe(10);
    expect(Math.max(...indexes.map((index, i) => index - (indexes[i - 1] ?? 0)))).toBeLessThan(251);
  });
});

test.each([1, 0, -3, Number.NaN])('a limit of %s is refused', (limit) => {
  expect(() => downsampleIndexes({ time: seconds(5), channels: [], limit })).toThrow(
    'has no room for the first and the last sample',
  );
});
