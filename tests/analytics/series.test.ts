import { describe, expect, test } from 'vitest';
import type { RecordedChannels } from '../../lib/analytics/recording.ts';
import { toSeries } from '../../lib/analytics/resample.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';

const seriesOf = (channels: RecordedChannels) => toSeries({ sport: 'cycling', channels });
const counting = (count: number, step = 1) => Array.from({ length: count }, (_, i) => i * step);
const sumOf = (values: Float64Array | undefined) =>
  values?.reduce((sum, value) => sum + value, 0) ?? NaN;

const sample = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 30, max: 240 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Times that climb by a second, with pauses; more than half of the steps are seconds. */
const times = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 11, max: 900 })), {
    maxLength: 100,
  })
  .map((steps) => {
    let at = 0;
    return [
      0,
      ...[...Array<number>(steps.length + 1).fill(1), ...steps].map((step) => (at += step)),
    ];
  });

/** As it would be stored. */
const back = (channel: Float64Array | undefined) =>
  Array.from(channel ?? [], (value) => (Number.isNaN(value) ? null : value));

describe('a recording at 1 Hz', () => {
  test('comes back as it was where nothing is missing, pauses cut out', () => {
    fc.assert(
      fc.property(times, fc.infiniteStream(fc.integer({ min: 30, max: 240 })), (time, stream) => {
        const values = [...stream.take(time.length)];
        const { series, quality } = seriesOf({
          time,
          heart_rate: values,
          power: values,
          speed: values.map((value) => value / 10),
        });
        expect(series.timerS).toBe(time.length);
        expect(Array.from(series.elapsedS)).toStrictEqual(time);
        expect(Array.from(series.heartRateBpm ?? [])).toStrictEqual(values);
        expect(Array.from(series.powerW ?? [])).toStrictEqual(values);
        expect(Array.from(series.speedMps ?? [])).toStrictEqual(values.map((value) => value / 10));
        expect(quality).toStrictEqual([]);
      }),
    );
  });

  test('comes back the same a second time', () => {
    const anything = fc.array(sample, { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(anything, (values) => {
        const time = counting(values.length);
        const once = seriesOf({ time, heart_rate: values, power: values }).series;
        const again = seriesOf({
          time,
          heart_rate: back(once.heartRateBpm),
          power: back(once.powerW),
        }).series;
        expect(again).toStrictEqual(once);
      }),
    );
  });

  test('gives the same whether its samples lie on whole seconds or a quarter beside', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 2, maxLength: 100 }), (values) => {
        const on = seriesOf({ time: counting(values.length), heart_rate: values, power: values });
        // one sample more, between two seconds, makes the whole stretch uneven
        const extra = seriesOf({
          time: [...counting(values.length), values.length - 0.5],
          heart_rate: [...values, null],
          power: [...values, null],
        });
        const shared = values.length - 1;
        for (const channel of ['heartRateBpm', 'powerW'] as const) {
          const a = on.series[channel]?.subarray(0, shared) ?? [];
          const b = extra.series[channel]?.subarray(0, shared) ?? [];
          expect(b).toHaveLength(a.length);
          a.forEach((value, i) => {
            const off = Number.isNaN(value)
              ? Number(!Number.isNaN(b[i]))
              : Math.abs(value - (b[i] ?? NaN));
            expect(off, `${channel} at ${i}`).toBeLessThan(1e-9);
          });
        }
      }),
    );
  });

  test('bridges silence: 3 s of power by holding, 9 s of heart rate by a line, no more', () => {
    const power = [200, null, null, null, 300, null, null, null, null, 400];
    const beats = [100, ...Array<null>(9).fill(null), 200, ...Array<null>(10).fill(null), 210];
    const { series } = seriesOf({ time: counting(22), power, heart_rate: beats });
    expect(Array.from(series.powerW?.subarray(0, 10) ?? [])).toStrictEqual([
      200,
      200,
      200,
      200,
      300,
      ...Array<number>(4).fill(NaN),
      400,
    ]);
    expect(series.heartRateBpm?.[5]).toBeCloseTo(150, 9);
    expect(series.heartRateBpm?.[15]).toBeNaN();
  });

  test('keeps a true 0 apart from silence and from a pause', () => {
    const { series } = seriesOf({ time: [0, 1, 2, 100, 101], power: [0, 0, 5, null, 7] });
    expect(series.timerS).toBe(5);
    expect(series.pauses).toStrictEqual([{ at: 3, lastsS: 97 }]);
    expect(Array.from(series.powerW ?? [])).toStrictEqual([0, 0, 5, NaN, 7]);
  });
});

describe('another rate', () => {
  test.each([
    { rate: '10 Hz', step: 0.1 },
    { rate: '4 Hz', step: 0.25 },
    { rate: '0.5 Hz', step: 2 },
    { rate: '0.2 Hz', step: 5 },
    { rate: '0.1 Hz', step: 10 },
  ])('of $rate keeps work and the line between samples', ({ step }) => {
    const time = counting(Math.round(300 / step) + 1, step);
    const power = time.map((t) => 200 + 100 * Math.sin(t / 20));
    const { series, quality } = seriesOf({ time, power, heart_rate: time.map((t) => 100 + t / 5) });
    expect(series.timerS).toBe(301);
    expect(quality).toStrictEqual([]);
    const work = power.slice(0, -1).reduce((sum, watts) => sum + watts * step, 0);
    // the last sample stands for its own second
    expect(sumOf(series.powerW) - (series.powerW?.[300] ?? NaN)).toBeCloseTo(work, 6);
    series.heartRateBpm?.forEach((rate, i) => {
      expect(rate).toBeCloseTo(100 + i / 5, 6);
    });
  });

  test('that is sparser is said to be so, and its gaps are missing', () => {
    const { series, quality } = seriesOf({
      time: counting(50, 20),
      heart_rate: counting(50).map(() => 120),
    });
    expect(quality.map(({ code }) => code)).toContain('sampled_sparsely');
    expect(series.timerS).toBe(981);
    expect(series.heartRateBpm?.filter((rate) => rate === 120)).toHaveLength(50);
  });
});

describe('what a sensor cannot have meant', () => {
  const cases: {
    case: string;
    channels: RecordedChannels;
    codes: string[];
    channel: 'heartRateBpm' | 'powerW' | 'speedMps' | 'distanceM' | 'altitudeM' | 'elapsedS';
    values: number[];
  }[] = [
    {
      case: 'power above 2500 W is bridged',
      channels: { time: counting(4), power: [200, 65_535, 210, 220] },
      codes: ['out_of_range'],
      channel: 'powerW',
      values: [200, 200, 210, 220],
    },
    {
      case: 'a second above 25 W/kg is bridged, two are a sprint',
      channels: { time: counting(7), power: [200, 1900, 210, 220, 1900, 1800, 200] },
      codes: ['spike'],
      channel: 'powerW',
      values: [200, 200, 210, 220, 1900, 1800, 200],
    },
    {
      case: 'negative power is missing',
      channels: { time: counting(6), power: [-5, -5, -5, -5, -5, 100] },
      codes: ['out_of_range'],
      channel: 'powerW',
      values: [NaN, NaN, NaN, NaN, NaN, 100],
    },
    {
      case: 'no heart beats 0 or 255 times',
      channels: { time: counting(4), heart_rate: [120, 0, 255, 126] },
      codes: ['out_of_range'],
      channel: 'heartRateBpm',
      values: [120, 122, 124, 126],
    },
    {
      case: 'no bicycle goes 100 m/s',
      channels: { time: counting(3), speed: [10, 100, 12] },
      codes: ['out_of_range'],
      channel: 'speedMps',
      values: [10, 11, 12],
    },
    {
      case: 'distance that falls is held, a jump ahead and back is bridged',
      channels: { time: counting(6), distance: [0, 10, 5, 900, 30, 40] },
      codes: ['distance_fell'],
      channel: 'distanceM',
      values: [0, 10, 10, 20, 30, 40],
    },
    {
      case: 'a time twice is one sample',
      channels: { time: [0, 1, 1, 2], power: [1, 2, 9, 3] },
      codes: ['time_repeated'],
      channel: 'powerW',
      values: [1, 2, 3],
    },
    {
      case: 'times that go back are left out until they are ahead again',
      channels: { time: [0, 1, 2, 0, 1, 3], power: [1, 2, 3, 8, 9, 4] },
      codes: ['time_backwards'],
      channel: 'powerW',
      values: [1, 2, 3, 4],
    },
    {
      case: 'one time far ahead costs one sample, not all that follow',
      channels: { time: [0, 1, 1e9, 2, 3], power: [1, 2, 9, 3, 4] },
      codes: ['time_backwards'],
      channel: 'powerW',
      values: [1, 2, 3, 4],
    },
  ];

  test.each(cases)('$case', ({ channels, codes, channel, values }) => {
    const { series, quality } = toSeries({ sport: 'cycling', channels }, { weightKg: 70 });
    expect(quality.map(({ code }) => code)).toStrictEqual(codes);
    expect(Array.from(series[channel] ?? [])).toStrictEqual(values);
  });
});

describe('pauses that were told', () => {
  const told = (time: number[], pauses: { fromS: number; toS: number }[]) =>
    toSeries({ sport: 'cycling', channels: { time, power: time.map(() => 200) }, pauses });

  test('give what guessing gives, where the clock stood in every gap', () => {
    fc.assert(
      fc.property(times, (time) => {
        const pauses = time.flatMap((toS, i) => {
          const fromS = (time[i - 1] ?? toS) + 1;
          return toS > fromS ? [{ fromS, toS }] : [];
        });
        const channels = { time, power: time.map((at) => at % 300) };
        expect(toSeries({ sport: 'cycling', channels, pauses })).toStrictEqual(
          toSeries({ sport: 'cycling', channels }),
        );
      }),
    );
  });

  test('leave a gap without one missing, however long, and say so', () => {
    const { series, quality } = told([0, 1, 2, 3, 903, 904, 905], []);
    expect(series.timerS).toBe(906);
    expect(series.pauses).toStrictEqual([]);
    expect(sumOf(series.powerW?.filter((watts) => !Number.isNaN(watts)))).toBe(7 * 200);
    expect(quality.map(({ code }) => code)).toStrictEqual(['missing']);
  });

  test('are pauses even where they last two seconds', () => {
    const { series } = told([0, 1, 2, 3, 6, 7], [{ fromS: 4, toS: 6 }]);
    expect(series.timerS).toBe(6);
    expect(series.pauses).toStrictEqual([{ at: 4, lastsS: 2 }]);
    expect(Array.from(series.elapsedS)).toStrictEqual([0, 1, 2, 3, 6, 7]);
  });

  test('take the samples inside of them out, and give the one at the stop no second', () => {
    const { series } = told(counting(30), [{ fromS: 10, toS: 20 }]);
    expect(series.timerS).toBe(20);
    expect(Array.from(series.elapsedS)).toStrictEqual([
      ...counting(10),
      ...counting(10).map((at) => at + 20),
    ]);
    expect(sumOf(series.powerW)).toBe(20 * 200);
  });

  test('in any order, in each other or without sense, leave an ascending clock no longer than the recording', () => {
    const at = fc.oneof(fc.integer({ min: -5, max: 400 }), fc.constant(NaN));
    const pauses = fc.array(fc.record({ fromS: at, toS: at }), { maxLength: 8 });
    const steps = fc.array(fc.double({ min: 0.1, max: 40, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, pauses, (all, given) => {
        let last = 0;
        const time = [0, ...all.map((step) => (last += step))];
        const { series } = told(time, given);
        expect(series.timerS).toBeLessThanOrEqual(last + 1.001);
        series.elapsedS.forEach((elapsed, i) => {
          expect(elapsed).toBeGreaterThan(series.elapsedS[i - 1] ?? -1);
        });
        for (const { lastsS } of series.pauses) {
          expect(lastsS).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('or their lack cannot ask for more than a day of grid without a sample', () => {
    const time = counting(40, 80_000);
    expect(told(time, []).series.timerS).toBeLessThan(86_400 + 41);
  });
});

test('a course across the antimeridian takes the short way', () => {
  const { series } = seriesOf({
    time: [0, 4],
    latlng: [
      [0, 179.9],
      [0, -179.9],
    ],
  });
  expect(series.lngDeg?.[1]).toBeCloseTo(179.95, 9);
  expect(Math.abs(series.lngDeg?.[2] ?? 0)).toBeCloseTo(180, 9);
  expect(series.lngDeg?.[3]).toBeCloseTo(-179.95, 9);
});

test('whatever is recorded, the grid is no longer than 40 s a sample and nothing throws', () => {
  const anything = fc.oneof(
    fc.double(),
    fc.integer({ min: -10, max: 5000 }),
    fc.constant(null),
    fc.constant(Infinity),
  );
  const samples = fc.array(anything, { maxLength: 60 });
  fc.assert(
    fc.property(samples, samples, samples, samples, (time, power, beats, distance) => {
      const recorded = structuredClone({ time, power, heart_rate: beats, distance });
      const { series, quality } = seriesOf(recorded);
      expect(recorded).toStrictEqual({ time, power, heart_rate: beats, distance });
      expect(series.timerS).toBeLessThanOrEqual(40 * time.length + 1);
      expectNothingUnreal(quality);
      for (const channel of ['powerW', 'heartRateBpm', 'distanceM'] as const) {
        expect(series[channel]?.length ?? series.timerS).toBe(series.timerS);
        expect(series[channel]?.some((value) => Math.abs(value) === Infinity) ?? false).toBe(false);
      }
    }),
  );
});
