/** A live recording is a function of the set of its samples: of nothing else. */

import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../lib/analytics/statistics/seeded-random.ts';
import { assembleLive, LONGEST_LIVE_S } from '../../lib/recording/assemble-live.ts';
import {
  batchText,
  type HeartRateSample,
  type LiveBatch,
  packBatch,
  unpackBatch,
} from '../../lib/recording/live-batch.ts';
import * as fc from '../support/fast-check.ts';

const START_MS = Date.UTC(2026, 10, 20, 18);
const LASTS_S = 120;
const window = { startMs: START_MS, endMs: START_MS + LASTS_S * 1000 };

const assembled = (batches: LiveBatch[], of = window) =>
  JSON.stringify(assembleLive({ batches, ...of }));

/** Heart rates at any ms, before the start and after the end too, some of them contradicting others. */
const sample = fc.record({
  atMs: fc.integer({ min: -5_000, max: (LASTS_S + 5) * 1000 }).map((ms) => START_MS + ms),
  bpm: fc.oneof(fc.integer({ min: 60, max: 200 }), fc.constantFrom(0, 255, 19.9, 250.1)),
  confidence: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
});
const crowded = fc.array(
  fc.tuple(sample, fc.integer({ min: 0, max: 60 })).map(([one, second]) => ({
    ...one,
    atMs: START_MS + second * 500,
  })),
  { maxLength: 80 },
);
const samples = fc.oneof(fc.array(sample, { maxLength: 80 }), crowded);

/** One recording of a wrist at a rate, as whole. */
const motion = fc
  .record({
    hz: fc.constantFrom(10, 20, 25, 40, 50, 100),
    seconds: fc.integer({ min: 1, max: 20 }),
    fromMs: fc.integer({ min: -2_000, max: 20_000 }),
    seed: fc.integer(),
  })
  .map(({ hz, seconds, fromMs, seed }) => {
    const random = seededRandom(seed);
    const axis = () => Array.from({ length: hz * seconds }, () => Math.round(random() * 4e4) / 1e3);
    const accelerometer = { x: axis(), y: axis(), z: axis() };
    return { kind: 'motion' as const, startMs: START_MS + fromMs, hz, accelerometer };
  });
type Motion = typeof motion extends fc.Arbitrary<infer M> ? M : never;

/** A part of it as a batch of its own. */
function cut({ startMs, hz, accelerometer, kind }: Motion, from: number, to: number): LiveBatch {
  const part = (axis: number[]) => axis.slice(from, to);
  const { x, y, z } = accelerometer;
  return {
    kind,
    startMs: startMs + (from * 1000) / hz,
    hz,
    accelerometer: { x: part(x), y: part(y), z: part(z) },
  };
}

/** Parts that cover the whole, of lengths and overlaps of any size, shuffled, some of them twice. */
const cuts = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 30 }),
  overlap: fc.integer({ min: 0, max: 40 }),
  again: fc.array(fc.nat(29), { maxLength: 10 }),
  seed: fc.integer(),
});
type Cuts = typeof cuts extends fc.Arbitrary<infer C> ? C : never;

function spans(count: number, { lengths, overlap, again, seed }: Cuts): [number, number][] {
  const found: [number, number][] = [];
  for (let from = 0, i = 0; from < count; i += 1) {
    const to = Math.min(count, from + (lengths[i % lengths.length] ?? 1));
    found.push([Math.max(0, from - overlap), to]);
    from = to;
  }
  const random = seededRandom(seed);
  return [...found, ...again.flatMap((index) => found.slice(index, index + 1))]
    .map((span) => ({ span, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ span }) => span);
}

describe('the same samples give the same recording', () => {
  test('of heart rate, in any order, batched, repeated and overlapping in any way', () => {
    fc.assert(
      fc.property(samples, cuts, (all, how) => {
        const whole = assembled([{ kind: 'heart_rate', samples: all }]);
        const parts = spans(all.length, how).map(
          ([from, to]): LiveBatch => ({
            kind: 'heart_rate',
            samples: all.slice(from, to).toReversed(),
          }),
        );
        expect(assembled(parts)).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });

  test('of motion, in any order, batched, repeated and overlapping in any way', () => {
    fc.assert(
      fc.property(motion, cuts, (all, how) => {
        const parts = spans(all.accelerometer.x.length, how).map(([from, to]) =>
          cut(all, from, to),
        );
        expect(assembled(parts)).toBe(assembled([all]));
      }),
      { numRuns: 200 },
    );
  });

  test('of both, whatever order they come in, also where two recorded at once', () => {
    fc.assert(
      fc.property(samples, fc.array(motion, { maxLength: 3 }), (all, wrists) => {
        const batches: LiveBatch[] = [{ kind: 'heart_rate', samples: all }, ...wrists];
        expect(assembled([...batches.toReversed(), ...batches])).toBe(assembled(batches));
      }),
      { numRuns: 100 },
    );
  });

  test('before and after they were stored', () => {
    fc.assert(
      fc.property(samples, motion, (all, wrist) => {
        const batches: LiveBatch[] = [{ kind: 'heart_rate', samples: all }, wrist];
        const stored = batches.map((batch) => unpackBatch(packBatch(batchText(batch))));
        expect(assembled(stored)).toBe(assembled(batches));
        expect(stored.map(batchText)).toEqual(batches.map(batchText));
      }),
      { numRuns: 50 },
    );
  });
});

const at = (second: number, bpm: number, confidence?: number): HeartRateSample => ({
  atMs: START_MS + second * 1000,
  bpm,
  ...(confidence === undefined ? {} : { confidence }),
});
const heartRateOf = (list: HeartRateSample[]) =>
  assembleLive({ batches: [{ kind: 'heart_rate', samples: list }], ...window }).channels.heart_rate;

describe('of samples that contradict each other', () => {
  test('the surer one counts, then the higher', () => {
    expect(heartRateOf([at(1, 150, 0.4), at(1, 120, 0.9)])?.[1]).toBe(120);
    expect(heartRateOf([at(1, 150, 0.9), at(1, 120, 0.9)])?.[1]).toBe(150);
    expect(heartRateOf([at(1, 150, 0.9), at(1, 120)])?.[1]).toBe(120);
    expect(heartRateOf([at(1, 255, 1), at(1, 120, 0.1)])?.[1]).toBe(120);
  });

  test('what the sensor had lost is missing, and a second has the mean of its samples', () => {
    const found = heartRateOf([at(1, 150, 0), at(2, 0), at(3, 150), at(3.5, 160)]);
    expect(found?.slice(0, 5)).toEqual([null, null, null, 155, null]);
  });

  test('what lies before the start, or from the end on, is left out', () => {
    const found = heartRateOf([
      at(-0.001, 150),
      at(0, 140),
      at(LASTS_S - 0.001, 130),
      at(LASTS_S, 120),
    ]);
    expect([found?.[0], found?.at(-1), found?.length]).toEqual([140, 130, LASTS_S]);
  });
});

test('nothing measured is nothing, and no end is further than a week', () => {
  expect(assembleLive({ batches: [], ...window })).toMatchObject({ channels: {}, sampleCount: 0 });
  const lost: LiveBatch = { kind: 'heart_rate', samples: [at(1, 0)] };
  expect(assembleLive({ batches: [lost], ...window })).toMatchObject({ channels: {} });
  const real: LiveBatch = { kind: 'heart_rate', samples: [at(1, 150)] };
  const never = { ...window, endMs: START_MS + 1e13 };
  expect(assembleLive({ batches: [real], ...never }).sampleCount).toBe(LONGEST_LIVE_S);
  expect(assembleLive({ batches: [real], ...window, endMs: START_MS - 1 }).sampleCount).toBe(0);
});

test.each([
  { case: 'no gzip', bytes: new Uint8Array([1, 2, 3]) },
  { case: 'no JSON', bytes: packBatch('{') },
  { case: 'of no kind', bytes: packBatch('["steps",[]]') },
  { case: 'no list', bytes: packBatch('null') },
  { case: 'a bomb', bytes: packBatch(' '.repeat(50_000_000)) },
])('stored bytes that are $case are told apart from a batch', ({ bytes }) => {
  expect(() => unpackBatch(bytes)).toThrow();
});
