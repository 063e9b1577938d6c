import { describe, expect, test } from 'vitest';
import { analyse } from '../../lib/analytics/analyse.ts';
import { criticalPower } from '../../lib/analytics/cycling/critical-power.ts';
import { correctRr, readingVariability } from '../../lib/analytics/heart-rate/correct-rr.ts';
import { hrvBaseline } from '../../lib/analytics/heart-rate/hrv-baseline.ts';
import { type RecordedChannels, SPORTS, type Thresholds } from '../../lib/analytics/recording.ts';
import { METRICS } from '../../lib/analytics/registry.ts';
import { REASONS } from '../../lib/analytics/result.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';

const THRESHOLDS: Thresholds = {
  ftpW: 250,
  criticalPowerW: 245,
  wPrimeJ: 20_000,
  lthrBpm: 168,
  maxHeartRateBpm: 190,
  restingHeartRateBpm: 50,
  vt1Bpm: 140,
  vt2Bpm: 168,
  weightKg: 72,
  sex: 'male',
};

function every(count: number, value: (i: number) => number | null): RecordedChannels {
  const channel = Array.from({ length: count }, (_, i) => value(i));
  return {
    time: Array.from({ length: count }, (_, i) => i),
    power: channel,
    heart_rate: channel,
    cadence: channel,
    speed: channel,
    distance: channel,
    altitude: channel,
    temperature: channel,
    grade: channel,
    latlng: channel.map((v) => (v === null ? null : ([v, v] as const))),
    moving: channel.map((v) => (v === null ? null : v > 0)),
    motion: channel,
  };
}

const INPUTS: { case: string; channels: RecordedChannels }[] = [
  { case: 'nothing', channels: {} },
  { case: 'empty channels', channels: every(0, () => 0) },
  { case: 'one sample', channels: every(1, () => 100) },
  { case: 'two samples', channels: every(2, () => 100) },
  { case: 'nothing but missing', channels: every(4000, () => null) },
  { case: 'nothing but zeros', channels: every(4000, () => 0) },
  { case: 'a constant', channels: every(4000, () => 120) },
  { case: 'NaN all over', channels: every(4000, (i) => (i % 3 === 0 ? NaN : 120)) },
  { case: 'NaN in every time', channels: { ...every(100, () => 120), time: Array(100).fill(NaN) } },
  { case: 'infinities', channels: every(4000, (i) => (i % 2 === 0 ? Infinity : -Infinity)) },
  { case: 'negative numbers', channels: every(4000, (i) => -i) },
  { case: 'the largest numbers', channels: every(4000, () => Number.MAX_VALUE) },
  { case: 'the smallest numbers', channels: every(4000, () => Number.MIN_VALUE) },
  { case: 'every other sample missing', channels: every(4000, (i) => (i % 2 === 0 ? 150 : null)) },
  { case: 'time that stands', channels: { ...every(4000, () => 150), time: Array(4000).fill(7) } },
  {
    case: 'time that runs backwards',
    channels: { ...every(400, () => 150), time: Array.from({ length: 400 }, (_, i) => 400 - i) },
  },
  {
    case: 'a pause of years at every sample',
    channels: { ...every(400, () => 150), time: Array.from({ length: 400 }, (_, i) => i * 1e9) },
  },
  { case: 'channels shorter than time', channels: { ...every(400, () => 150), power: [1, 2] } },
  { case: 'no time', channels: { power: [100, 200], heart_rate: [100, 200] } },
];

/** Points at times and with numbers taken from a channel. */
const pointsOf = ({ heart_rate: values = [] }: RecordedChannels) =>
  values
    .slice(0, 60)
    .map((x, i) => ({ atS: (x ?? 0) * i, won: i % 2 === 0, game: x ?? 1, heartRateBpm: x ?? 0 }));

const THRESHOLD_SETS: { name: string; thresholds: Thresholds }[] = [
  { name: 'good thresholds', thresholds: THRESHOLDS },
  { name: 'no thresholds', thresholds: {} },
  {
    name: 'zero thresholds',
    thresholds: {
      ftpW: 0,
      criticalPowerW: 0,
      wPrimeJ: 0,
      lthrBpm: 0,
      maxHeartRateBpm: 0,
      weightKg: 0,
    },
  },
  {
    name: 'thresholds that contradict each other',
    thresholds: {
      ...THRESHOLDS,
      maxHeartRateBpm: 50,
      restingHeartRateBpm: 190,
      vt1Bpm: 180,
      vt2Bpm: 120,
      lthrBpm: 10,
    },
  },
  {
    name: 'absurd thresholds',
    thresholds: {
      ftpW: 1e-300,
      criticalPowerW: 1e300,
      wPrimeJ: 1e-300,
      lthrBpm: NaN,
      maxHeartRateBpm: Infinity,
      restingHeartRateBpm: -40,
      weightKg: -1,
    },
  },
];

/** Series are the one place where NaN may stand: a missing second. */
function withoutSeries(analysis: ReturnType<typeof analyse>) {
  return { ...analysis, curves: { power: analysis.curves.power } };
}

describe.each(THRESHOLD_SETS)('with $name', ({ thresholds }) => {
  test.each(INPUTS)('$case: every metric has a real value or a reason', ({ channels }) => {
    for (const sport of SPORTS) {
      const laps = [
        { startS: 0, endS: 10 },
        { startS: NaN, endS: Infinity },
        { startS: 50, endS: 20 },
      ];
      const points = pointsOf(channels);
      const analysis = analyse({ sport, channels, laps, points }, thresholds);
      expectNothingUnreal(withoutSeries(analysis));
      for (const { id, value, reason } of analysis.metrics) {
        if (value === undefined) {
          expect(Object.keys(REASONS), id).toContain(reason);
        } else {
          const [lowest = NaN, highest = NaN] = METRICS.get(id)?.range ?? [];
          expect(value >= lowest && value <= highest, `${id} is ${value}`).toBe(true);
        }
      }
    }
  });
});

const reasonsOf = (channels: RecordedChannels, thresholds: Thresholds = THRESHOLDS) =>
  Object.fromEntries(
    analyse({ sport: 'cycling', channels }, thresholds).metrics.map(({ id, reason }) => [
      id,
      reason,
    ]),
  );

describe('the reason', () => {
  test('without a channel names the channel', () => {
    const reasons = reasonsOf({ time: [0, 1, 2], temperature: [1, 2, 3] });
    expect(reasons).toMatchObject({
      weighted_power_w: 'no_power',
      power_load: 'no_power',
      max_power_w: 'no_power',
      average_heart_rate_bpm: 'no_heart_rate',
      heart_rate_load: 'no_heart_rate',
      decoupling_pct: 'no_power',
      distance_m: 'no_distance',
      elevation_gain_m: 'no_altitude',
      average_cadence_rpm: 'no_cadence',
      max_speed_mps: 'no_speed',
      estimated_average_power_w: 'no_speed',
      average_temperature_c: undefined,
    });
  });

  test('without a threshold says so', () => {
    const reasons = reasonsOf(
      every(4000, () => 120),
      {},
    );
    expect(reasons).toMatchObject({
      intensity: 'no_threshold',
      power_load: 'no_threshold',
      min_w_prime_balance_j: 'no_threshold',
      trimp_banister: 'no_threshold',
      trimp_edwards: 'no_threshold',
      heart_rate_load: 'no_threshold',
      warm_up_end_s: 'no_threshold',
      vo2max_from_5_min: 'no_weight',
      weighted_power_w: undefined,
    });
    const { sex, ...rest } = THRESHOLDS;
    expect(sex).toBeDefined();
    expect(
      reasonsOf(
        every(4000, () => 120),
        rest,
      ),
    ).toMatchObject({
      trimp_banister: 'no_sex',
      heart_rate_load: undefined,
    });
  });

  test('of an effort too short, too variable or too gappy is that', () => {
    expect(reasonsOf(every(29, () => 120))).toMatchObject({
      weighted_power_w: 'too_short',
      intensity: 'too_short',
      decoupling_pct: 'too_short',
      ftp_from_20_min_w: 'too_short',
    });
    const wild = every(4000, (i) => (Math.floor(i / 100) % 2 === 0 ? 60 : 240));
    expect(reasonsOf(wild)).toMatchObject({ decoupling_pct: 'too_variable' });
    const gappy = {
      ...every(4000, () => 120),
      heart_rate: Array.from({ length: 4000 }, (_, i) => (i % 100 < 30 ? null : 120)),
    };
    expect(reasonsOf(gappy)).toMatchObject({ decoupling_pct: 'too_much_missing' });
  });

  test('of thresholds that contradict each other is that', () => {
    const upsideDown = { ...THRESHOLDS, maxHeartRateBpm: 40, vt1Bpm: 170, vt2Bpm: 150 };
    expect(
      reasonsOf(
        every(4000, () => 120),
        upsideDown,
      ),
    ).toMatchObject({
      trimp_banister: 'thresholds_contradict',
      trimp_lucia: 'thresholds_contradict',
    });
  });
});

const efforts = (...tests: [durationS: number, powerW: number][]) =>
  tests.map(([durationS, powerW]) => ({ durationS, powerW }));

describe('critical power is refused', () => {
  const refused = [
    { case: 'of no effort', tests: efforts(), reason: 'too_few' },
    { case: 'of two', tests: efforts([180, 380], [1200, 285]), reason: 'too_few' },
    {
      case: 'of three alike',
      tests: efforts([300, 340], [300, 341], [300, 342]),
      reason: 'too_few',
    },
    { case: 'of sprints', tests: efforts([5, 900], [15, 700], [30, 600]), reason: 'too_few' },
    {
      case: 'of efforts too close',
      tests: efforts([300, 340], [400, 330], [500, 320]),
      reason: 'too_short',
    },
    {
      case: 'of power that rises with time',
      tests: efforts([180, 280], [300, 300], [1200, 340]),
      reason: 'poor_fit',
    },
    {
      case: 'of scattered efforts',
      tests: efforts([180, 500], [300, 280], [600, 420], [1200, 285]),
      reason: 'poor_fit',
    },
    {
      case: 'of absurd powers',
      tests: efforts([180, NaN], [300, Infinity], [720, -3], [1200, 0]),
      reason: 'too_few',
    },
  ];
  test.each(refused)('$case', ({ tests, reason }) => {
    for (const form of ['work_time', 'inverse_time', 'nonlinear_time'] as const) {
      expect(criticalPower({ efforts: tests, form }), form).toStrictEqual({ reason });
    }
  });

  test('or nothing in it is unreal', () => {
    const effort = fc.record({ durationS: fc.integer({ min: 0, max: 2000 }), powerW: fc.double() });
    const real = fc.record({
      durationS: fc.integer({ min: 60, max: 1300 }),
      powerW: fc.integer({ min: 100, max: 500 }),
    });
    const forms = fc.constantFrom(
      'work_time' as const,
      'inverse_time' as const,
      'nonlinear_time' as const,
      'three_parameter' as const,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(effort, real), { maxLength: 8 }), forms, (tests, form) => {
        expectNothingUnreal(criticalPower({ efforts: tests, form }));
      }),
    );
  });
});

const steady = (count: number) =>
  Float64Array.from({ length: count }, (_, i) => 900 + 30 * Math.sin(i));

describe('a reading of RR intervals', () => {
  test.each([
    { case: 'without beats', rr: new Float64Array(), reason: 'too_short' },
    { case: 'under a minute', rr: steady(40), reason: 'too_short' },
    { case: 'with a NaN', rr: Float64Array.of(...steady(100), NaN), reason: 'not_plausible' },
    { case: 'with nothing between beats', rr: new Float64Array(100), reason: 'not_plausible' },
    {
      case: 'with every tenth beat missed',
      rr: steady(120).map((rr, i) => (i % 10 === 5 ? 2 * rr : rr)),
      reason: 'too_many_artifacts',
    },
  ])('$case is refused', ({ rr, reason }) => {
    expect(readingVariability(rr)).toStrictEqual({ reason });
  });

  test('of a metronome has no variability, and no artifacts', () => {
    const beats = new Float64Array(100).fill(1000);
    expect(readingVariability(beats)).toStrictEqual({ reason: 'not_plausible' });
    expect(correctRr(beats).rrMs).toStrictEqual(beats);
  });

  test('whatever it holds, is answered with what is real, and left alone', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.integer({ min: 200, max: 2000 }))), (beats) => {
        const rr = Float64Array.from(beats);
        const copy = rr.slice();
        expectNothingUnreal(readingVariability(rr));
        expect(rr).toStrictEqual(copy);
      }),
    );
  });

  test('few days are no baseline', () => {
    const days = new Float64Array(13).fill(4);
    const week = Float64Array.of(4, 4.1, 4.2);
    expect(hrvBaseline({ lnRmssd: days, lastWeek: week })).toStrictEqual({ reason: 'too_few' });
  });
});
