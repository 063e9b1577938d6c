import { describe, expect, test } from 'vitest';
import { hrvBand } from '../../lib/analytics/readiness/hrv-band.ts';
import { READINESS_WEIGHTS, readiness } from '../../lib/analytics/readiness/readiness.ts';
import { restingHeartRateDeviation } from '../../lib/analytics/readiness/resting-heart-rate.ts';
import { sleepDeviation } from '../../lib/analytics/readiness/sleep-deviation.ts';
import { sleepRegularity } from '../../lib/analytics/readiness/sleep-regularity.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';
import * as fc from '../support/fast-check.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

const floats = (values: readonly number[]) => Float64Array.from(values);
const days = (count: number, valueAt: (i: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => valueAt(i));

describe('the reference vector', () => {
  test('hrv.baseline: a week below the band of 60 days', () => {
    const { input, expected, tolerance } = referenceVector<
      { ln_rmssd_60d: number[]; last7: number[] },
      Record<string, number> & Record<'band_0_5sd' | 'band_1sd', [number, number]>
    >('hrv.baseline');
    const lnRmssd = floats([...input.ln_rmssd_60d, ...input.last7]);
    expectToMatch(
      hrvBand({ lnRmssd }).value,
      {
        mean: expected.mean60,
        sd: expected.sd60,
        low: expected.band_0_5sd[0],
        high: expected.band_0_5sd[1],
        weekMean: expected.mean7,
        weekCvPct: expected.cv7_pct,
        weekZ: expected.z7,
        position: 'below',
      },
      { tolerance },
    );
    expectToMatch(
      hrvBand({ lnRmssd, bandSd: 1 }).value,
      { low: expected.band_1sd[0], high: expected.band_1sd[1], position: 'below' },
      { tolerance },
    );
  });

  test('rhr.deviation: 54 after two weeks of 48', () => {
    const { input, expected, tolerance } = referenceVector<
      { last14: number[]; today: number },
      Record<string, number>
    >('rhr.deviation');
    const before = floats(input.last14);
    expectToMatch(
      restingHeartRateDeviation({ before, todayBpm: input.today }).value,
      {
        meanBpm: expected.mean,
        sdBpm: expected.sd,
        deltaBpm: expected.delta,
        z: expected.z,
        isRaised: true,
      },
      { tolerance },
    );
  });

  test('sleep.sri: the share of the same state a day apart', () => {
    const { input, expected, tolerance } = referenceVector<
      { days: number[][]; epochs_per_day: number },
      { sri: number }
    >('sleep.sri');
    const { value } = sleepRegularity({
      asleep: floats(input.days.flat()),
      epochsPerDay: input.epochs_per_day,
      fewestDays: 3,
    });
    expectToMatch(value, expected.sri, { tolerance });
  });
});

const NIGHT_S = 8 * 3600;
const asleepAt = (i: number) => (i % 24 < 7 ? 1 : 0);

describe('the law', () => {
  test('the same hours every day are a regularity of 100, opposite ones of −100', () => {
    const same = days(24 * 10, asleepAt);
    expect(sleepRegularity({ asleep: same, epochsPerDay: 24 }).value).toBe(100);
    const opposite = days(24 * 10, (i) => (Math.floor(i / 24) % 2 === 0 ? 1 : 0));
    expect(sleepRegularity({ asleep: opposite, epochsPerDay: 24 }).value).toBe(-100);
  });

  test('two beats more on a steady pulse are no alarm, three are', () => {
    const before = days(30, (i) => 48 + (i % 2) * 0.2);
    expect(restingHeartRateDeviation({ before, todayBpm: 50 }).value).toMatchObject({
      isRaised: false,
    });
    expect(restingHeartRateDeviation({ before, todayBpm: 52 }).value).toMatchObject({
      isRaised: true,
    });
  });

  test('a night as long as the median is no deviation', () => {
    const before = days(28, (i) => NIGHT_S + (i - 13.5) * 60);
    const { value } = sleepDeviation({ before, asleepS: NIGHT_S, inBedS: NIGHT_S / 0.9 });
    expect(value?.deltaS).toBeCloseTo(0, 9);
    expect(value?.efficiency).toBeCloseTo(0.9, 9);
  });

  test('only the last 28 nights and 60 days count', () => {
    const old = days(500, () => 90);
    const before = days(60, (i) => 48 + (i % 3));
    expect(
      restingHeartRateDeviation({ before: floats([...old, ...before]), todayBpm: 50 }),
    ).toEqual(restingHeartRateDeviation({ before, todayBpm: 50 }));
  });

  test('the weights of readiness add up to 1, also of the parts there are', () => {
    expect(Object.values(READINESS_WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(
      1,
      12,
    );
    const { value } = readiness({ hrvWeekZ: 0, sleepDeltaPercent: 0 });
    expect(value?.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(value?.missing).toStrictEqual(['resting_heart_rate']);
  });

  test('everything as usual is 100, and nothing worse ever scores higher', () => {
    const usual = { hrvWeekZ: 0, restingHeartRate: { deltaBpm: 0, z: 0 }, sleepDeltaPercent: 0 };
    expect(readiness(usual).value).toMatchObject({ score: 100, level: 'as_usual', missing: [] });
    const worse = fc.double({ min: 0, max: 6, noNaN: true });
    fc.assert(
      fc.property(worse, worse, worse, worse, (hrv, pulse, sleep, more) => {
        const at = (extra: number) =>
          readiness({
            hrvWeekZ: -hrv - extra,
            restingHeartRate: { deltaBpm: 2 * (pulse + extra), z: pulse + extra },
            sleepDeltaPercent: -10 * (sleep + extra),
          }).value?.score as number;
        expect(at(more)).toBeLessThanOrEqual(at(0) + 1e-9);
        expect(at(more)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('variability far above the band costs half of what it costs below', () => {
    expect(partScoreOf(-1.25)).toBeCloseTo(50, 9);
    expect(partScoreOf(1.25)).toBeCloseTo(75, 9);
  });
});

const partScoreOf = (hrvWeekZ: number) =>
  readiness({ hrvWeekZ, sleepDeltaPercent: 0 }).value?.parts[0]?.score;

const none = days(60, () => Number.NaN);

describe('there is a reason, not a figure, for', () => {
  test.each<[string, { reason?: string; value?: unknown }]>([
    ['no variability', hrvBand({ lnRmssd: floats([]) })],
    ['one reading', hrvBand({ lnRmssd: floats([4]) })],
    ['all missing', hrvBand({ lnRmssd: none })],
    ['all zero', hrvBand({ lnRmssd: days(60, () => 0) })],
    ['negative readings', hrvBand({ lnRmssd: days(60, () => -4) })],
    ['absurd readings', hrvBand({ lnRmssd: days(60, () => 1e9) })],
    ['constant variability', hrvBand({ lnRmssd: days(60, () => 4) })],
    [
      'two readings in the last week',
      hrvBand({
        lnRmssd: days(67, (i) => ((i < 62 && i > 59) || i < 60 ? 4 + (i % 3) / 10 : Number.NaN)),
      }),
    ],
    [
      'no pulse today',
      restingHeartRateDeviation({ before: days(30, () => 50), todayBpm: Number.NaN }),
    ],
    ['13 days of pulse', restingHeartRateDeviation({ before: days(13, () => 50), todayBpm: 50 })],
    ['absurd pulses', restingHeartRateDeviation({ before: days(30, () => 9000), todayBpm: 50 })],
    ['13 nights', sleepDeviation({ before: days(13, () => NIGHT_S), asleepS: NIGHT_S })],
    ['no last night', sleepDeviation({ before: days(28, () => NIGHT_S), asleepS: Number.NaN })],
    ['a night of two days', sleepDeviation({ before: days(28, () => NIGHT_S), asleepS: 200_000 })],
    [
      'more asleep than in bed',
      sleepDeviation({ before: days(28, () => NIGHT_S), asleepS: NIGHT_S, inBedS: 5 }),
    ],
    [
      'six days of regularity',
      sleepRegularity({ asleep: days(24 * 6, asleepAt), epochsPerDay: 24 }),
    ],
    [
      'regularity all missing',
      sleepRegularity({ asleep: days(24 * 9, () => Number.NaN), epochsPerDay: 24 }),
    ],
    ['a day of no epochs', sleepRegularity({ asleep: days(24, asleepAt), epochsPerDay: 0 })],
    ['readiness of nothing', readiness({})],
    ['readiness of sleep alone', readiness({ sleepDeltaPercent: 0 })],
    ['readiness of a missing heart', readiness({ hrvWeekZ: Number.NaN, sleepDeltaPercent: 0 })],
  ])('%s', (_, { reason, value }) => {
    expect(reason).toBeTypeOf('string');
    expect(value).toBeUndefined();
  });

  test('whatever the numbers, nothing is NaN or infinite and nothing throws', () => {
    const number = fc.oneof(
      fc.double(),
      fc.double({ min: 3, max: 60 }),
      fc.constantFrom(Number.NaN, Infinity, 0),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 70 }), number, number, (values, a, b) => {
        const series = floats(values);
        expectNothingUnreal(hrvBand({ lnRmssd: series, bandSd: a }));
        expectNothingUnreal(restingHeartRateDeviation({ before: series, todayBpm: a }));
        expectNothingUnreal(sleepDeviation({ before: series, asleepS: a, inBedS: b }));
        expectNothingUnreal(sleepRegularity({ asleep: series, epochsPerDay: 4 }));
        expectNothingUnreal(
          readiness({ hrvWeekZ: a, restingHeartRate: { deltaBpm: b, z: a }, sleepDeltaPercent: b }),
        );
      }),
    );
  });
});
