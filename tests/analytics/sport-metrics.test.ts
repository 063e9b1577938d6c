import { describe, expect, test } from 'vitest';
import { type Analysis, analyse } from '../../lib/analytics/analyse.ts';
import type { Recording, Sport } from '../../lib/analytics/recording.ts';
import { METRICS } from '../../lib/analytics/registry.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';

const series = (count: number, valueAt: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => valueAt(i));

const figure = ({ metrics }: Analysis, id: string) => metrics.find((metric) => metric.id === id);

/** 45 min at 3 m/s, the second half uphill at 5 %, 85 strides a minute. */
const run: Recording = {
  sport: 'running',
  channels: {
    time: series(2700, (i) => i),
    speed: series(2700, () => 3),
    distance: series(2700, (i) => 3 * i),
    altitude: series(2700, (i) => 200 + Math.max(0, i - 1350) * 0.15),
    cadence: series(2700, () => 85),
    heart_rate: series(2700, () => 150),
  },
};

describe('a run', () => {
  const analysis = analyse(run, { thresholdSpeedMps: 4, weightKg: 70 });

  test('has its paces, by speed and by slope', () => {
    expect(figure(analysis, 'average_pace_s_per_km')?.value).toBeCloseTo(1000 / 3, 6);
    const adjusted = figure(analysis, 'grade_adjusted_pace_s_per_km')?.value as number;
    // half of it at a factor of 1.19
    expect(adjusted).toBeCloseTo(1000 / (3 * 1.095), 0);
    expect(figure(analysis, 'energy_adjusted_pace_s_per_km')?.value).toBeLessThan(adjusted);
  });

  test('has its load from pace, and says so', () => {
    expect(analysis.load.value?.method).toBe('pace');
    expect(analysis.load.value?.load).toBe(figure(analysis, 'pace_load')?.value);
    expect(figure(analysis, 'load')?.value).toBe(figure(analysis, 'pace_load')?.value);
    expect(figure(analysis, 'pace_intensity')?.value).toBeCloseTo((3 * 1.095) / 4, 2);
  });

  test('has steps of both feet, and estimated power', () => {
    expect(figure(analysis, 'running_cadence_spm')?.value).toBeCloseTo(170, 9);
    expect(figure(analysis, 'step_length_m')?.value).toBeCloseTo((3 * 60) / 170, 9);
    expect(figure(analysis, 'estimated_running_power_w')?.value).toBeCloseTo(
      1.04 * 70 * 3 * 1.095,
      -1,
    );
    expect(figure(analysis, 'metres_per_heartbeat')?.value).toBeCloseTo((3 * 1.095 * 60) / 150, 1);
    expect(figure(analysis, 'pace_fade_pct')?.value).toBeCloseTo(0, 6);
  });

  test('has best efforts over the distances that fit in', () => {
    const distances = analysis.bestEfforts.map((effort) =>
      effort.of === 'distance' ? [Math.round(effort.distanceM), effort.durationS] : [],
    );
    expect(distances.map(([distanceM]) => distanceM)).toStrictEqual([
      400, 800, 1000, 1609, 3000, 5000, 8047,
    ]);
    expect(distances[5]?.[1]).toBeCloseTo(5000 / 3, 6);
  });

  test('without a threshold asks for it', () => {
    const { load } = analyse(run);
    expect(load.reason).toBe('no_threshold');
  });

  test('with power measured does not estimate it', () => {
    const channels = { ...run.channels, power: series(2700, () => 250) };
    const measured = analyse({ ...run, channels }, { weightKg: 70, thresholdSpeedMps: 4 });
    expect(figure(measured, 'estimated_running_power_w')?.reason).toBe('measured');
    expect(measured.load.value?.method).toBe('pace');
  });
});

describe('a swim', () => {
  const lengths = series(40, (i) => i).map((i) => ({
    startS: 30 * i + 20 * Math.floor(i / 8),
    durationS: 30,
    strokes: 18,
    stroke: i % 8 === 7 ? ('back' as const) : ('free' as const),
  }));
  const time = series(1300, (i) => i);

  test('has its figures from lengths, technique of the main stroke', () => {
    const analysis = analyse(
      { sport: 'swimming', channels: { time }, lengths, poolM: 25 },
      { cssMps: 1 },
    );
    expect(figure(analysis, 'swim_time_s')?.value).toBe(1200);
    expect(figure(analysis, 'swim_rest_s')?.value).toBe(80);
    expect(figure(analysis, 'swim_pace_s_per_100m')?.value).toBe(120);
    expect(figure(analysis, 'swolf')?.value).toBe(48);
    expect(figure(analysis, 'length_fade_pct')?.value).toBeCloseTo(0, 9);
    expect(analysis.load.value).toStrictEqual({
      load: figure(analysis, 'swim_load')?.value,
      method: 'pace',
    });
  });

  test('without lengths has distance and time, and no strokes', () => {
    const analysis = analyse({
      sport: 'swimming',
      channels: { time, distance: time, speed: series(1300, () => 1) },
    });
    expect(figure(analysis, 'swim_pace_s_per_100m')?.value).toBeCloseTo(100, 0);
    expect(figure(analysis, 'swolf')?.reason).toBe('no_lengths');
  });
});

/** Games of 8 min, breaks of 2. */
const beat = (i: number) => (i % 600 < 480 ? 170 : 170 - 0.5 * Math.min(80, (i % 600) - 480));

test('a match has games and breaks from heart rate', () => {
  const analysis = analyse({
    sport: 'squash',
    channels: { time: series(1800, (i) => i), heart_rate: series(1800, beat) },
  });
  expect(figure(analysis, 'games')?.value).toBe(3);
  expect(figure(analysis, 'break_time_s')?.value).toBeGreaterThan(120);
});

test('a strength session has its volume, and a load if how hard it felt is known', () => {
  const analysis = analyse({
    sport: 'strength',
    channels: { time: series(3600, (i) => i) },
    sets: [
      { exercise: 'squat', weightKg: 100, reps: 5, effort: 8 },
      { exercise: 'squat', weightKg: 100, reps: 5, effort: 6 },
    ],
    effort: 6,
  });
  expect(figure(analysis, 'volume_load_kg')?.value).toBe(1000);
  expect(figure(analysis, 'hard_sets')?.value).toBe(1);
  expect(analysis.load.value).toStrictEqual({ load: 75, method: 'effort' });
});

const CASES: { case: string; of: (count: number) => (number | null)[] }[] = [
  { case: 'empty', of: () => [] },
  { case: 'a sample long', of: () => [5] },
  { case: 'all missing', of: (count) => Array<null>(count).fill(null) },
  { case: 'all zero', of: (count) => series(count, () => 0) },
  { case: 'constant', of: (count) => series(count, () => 7) },
  { case: 'full of holes', of: (count) => series(count, (i) => (i % 3 ? i % 50 : Number.NaN)) },
  { case: 'negative', of: (count) => series(count, () => -7) },
  { case: 'absurd', of: (count) => series(count, (i) => 1e300 * (i % 2)) },
];

describe.each(CASES)('a recording that is $case', ({ of }) => {
  test.each<Sport>(['running', 'swimming', 'squash', 'strength'])(
    'of %s gets values or reasons',
    (sport) => {
      const values = of(900);
      const channels = {
        time: values.map((_, i) => i),
        speed: values,
        distance: values,
        altitude: values,
        heart_rate: values,
        cadence: values,
        power: values,
        grade: values,
      };
      const x = values[0] ?? Number.NaN;
      const numbers = { startS: x, durationS: x, strokes: x };
      const recording: Recording = {
        sport,
        channels,
        lengths: [
          { ...numbers, stroke: 'free' },
          { ...numbers, stroke: 'idle' },
        ],
        poolM: x,
        sets: [{ exercise: 'squat', weightKg: x, reps: x, effort: x, bodyWeightShare: x }],
        effort: x,
      };
      const thresholds = { thresholdSpeedMps: x, cssMps: x, weightKg: x, lthrBpm: x };
      for (const { metrics, load } of [analyse(recording), analyse(recording, thresholds)]) {
        expect(metrics.length).toBeGreaterThan(20);
        for (const { id, value, reason } of metrics) {
          expectNothingUnreal(value, id);
          expect((value === undefined) !== (reason === undefined), id).toBe(true);
        }
        expectNothingUnreal(load);
      }
    },
  );
});

test('every metric’s id is its own and says its unit', () => {
  expect(METRICS.size).toBeGreaterThan(60);
  for (const { id, definition, range } of METRICS.values()) {
    expect(id).toMatch(/^[a-z0-9_]+$/);
    expect(definition).toMatch(/\.$/);
    expect(range[0]).toBeLessThan(range[1]);
  }
});
