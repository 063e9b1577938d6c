import { describe, expect, test } from 'vitest';
import { banisterTrimp } from '../../lib/analytics/heart-rate/banister-trimp.ts';
import { correctRr } from '../../lib/analytics/heart-rate/correct-rr.ts';
import { edwardsTrimp } from '../../lib/analytics/heart-rate/edwards-trimp.ts';
import {
  heartRateLoad,
  squaredHeartRateLoad,
} from '../../lib/analytics/heart-rate/heart-rate-load.ts';
import { heartRateRecovery } from '../../lib/analytics/heart-rate/heart-rate-recovery.ts';
import { heartRateVariability } from '../../lib/analytics/heart-rate/heart-rate-variability.ts';
import { hrvBaseline } from '../../lib/analytics/heart-rate/hrv-baseline.ts';
import { luciaTrimp } from '../../lib/analytics/heart-rate/lucia-trimp.ts';
import { rrArtifacts } from '../../lib/analytics/heart-rate/rr-artifacts.ts';
import { windowArtifacts } from '../../lib/analytics/heart-rate/rr-window-artifacts.ts';
import { warmUpEndS } from '../../lib/analytics/heart-rate/warm-up-end.ts';
import { toSeries } from '../../lib/analytics/resample.ts';
import { ZONE_SCHEMES, type ZoneScheme, zoneBounds } from '../../lib/analytics/zone-schemes.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';
import { fromRunLength, type RunLength } from '../support/run-length.ts';

type Numbers = Record<string, number>;

interface Stream {
  hr_rle: RunLength;
  rest: number;
  max: number;
  lthr: number;
  vt1: number;
  vt2: number;
}

const rates = ({ rest, max }: { rest: number; max: number }) => ({
  restingHeartRateBpm: rest,
  maxHeartRateBpm: max,
});

/** The impulse of minutes at one heart rate. */
function steadyTrimp(
  { minutes, hr }: { minutes: number; hr: number },
  options: Parameters<typeof banisterTrimp>[1],
): number {
  return (banisterTrimp(Float64Array.of(hr), options).value ?? NaN) * 60 * minutes;
}

describe('the reference vector', () => {
  test('hr.zones: bounds by every scheme', () => {
    const { input, expected, tolerance } = referenceVector<
      { hrmax: number; hrrest: number; lthr: number },
      Numbers
    >('hr.zones');
    const bounds = (scheme: ZoneScheme) =>
      zoneBounds(scheme, {
        maxHeartRateBpm: input.hrmax,
        restingHeartRateBpm: input.hrrest,
        lthrBpm: input.lthr,
      }).value;
    // what another program assumes where LTHR is not known: we ask
    const { elevate_lthr_default: assumed, ...ours } = expected;
    expect(assumed).toBe(169);
    expectToMatch(
      {
        pct_max_50_60_70_80_90: bounds(ZONE_SCHEMES.max_heart_rate_5),
        karvonen_50_60_70_80_90: bounds(ZONE_SCHEMES.heart_rate_reserve_5),
        friel_run_lower: bounds(ZONE_SCHEMES.friel_running_7),
        friel_bike_lower: bounds(ZONE_SCHEMES.friel_cycling_7),
        gc_default_pct_lthr: bounds(ZONE_SCHEMES.goldencheetah_5),
      },
      ours,
      { tolerance },
    );
  });

  test('hr.trimp.published: three worked examples', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases: [minutes: number, hr: number, rest: number, max: number, sex: 'm'][] },
      unknown
    >('hr.trimp.published');
    const values = input.cases.map(([minutes, hr, rest, max]) =>
      steadyTrimp({ minutes, hr }, { ...rates({ rest, max }), sex: 'male' }),
    );
    expectToMatch({ values }, expected, { tolerance });
  });

  test('hr.trimp.constants: by sex, and as others have them', () => {
    const { input, expected, tolerance } = referenceVector<
      { minutes: number; hr: number; rest: number; max: number },
      Numbers
    >('hr.trimp.constants');
    const elsewhere = steadyTrimp(input, { ...rates(input), constants: { a: 0.64, b: 1.67 } });
    expectToMatch(
      {
        male_064_192: steadyTrimp(input, { ...rates(input), sex: 'male' }),
        female_086_167: steadyTrimp(input, { ...rates(input), sex: 'female' }),
        female_064_167_as_most_apps: elsewhere,
        runalyze_female_0821776: (elsewhere / 0.64) * 0.821776,
      },
      expected,
      { tolerance },
    );
  });

  test('hr.trimp.stream: per sample, which is more than of the mean', () => {
    const { input, expected, tolerance } = referenceVector<Stream, Numbers>('hr.trimp.stream');
    const heartRate = fromRunLength(input.hr_rle);
    const mean = heartRate.reduce((sum, rate) => sum + rate, 0) / heartRate.length;
    const options = { ...rates(input), sex: 'male' } as const;
    expectToMatch(
      {
        per_sample_male: banisterTrimp(heartRate, options).value,
        from_average_male: steadyTrimp({ minutes: heartRate.length / 60, hr: mean }, options),
        avg_hr: mean,
      },
      expected,
      { tolerance },
    );
  });

  test('hr.trimp.edwards: minutes times 1 to 5', () => {
    const { input, expected, tolerance } = referenceVector<Stream, unknown>('hr.trimp.edwards');
    const { value } = edwardsTrimp(fromRunLength(input.hr_rle), { maxHeartRateBpm: input.max });
    expectToMatch({ value }, expected, { tolerance });
  });

  test('hr.trimp.lucia: minutes times 1 to 3', () => {
    const { input, expected, tolerance } = referenceVector<Stream, unknown>('hr.trimp.lucia');
    const thresholds = { vt1Bpm: input.vt1, vt2Bpm: input.vt2 };
    const { value } = luciaTrimp(fromRunLength(input.hr_rle), thresholds);
    expectToMatch({ value }, expected, { tolerance });
  });

  test('hr.hrtss: an hour at the threshold is 100', () => {
    const { input, expected, tolerance } = referenceVector<Stream, unknown>('hr.hrtss');
    const heartRate = fromRunLength(input.hr_rle);
    const thresholds = { ...rates(input), lthrBpm: input.lthr };
    const averageBpm = heartRate.reduce((sum, rate) => sum + rate, 0) / heartRate.length;
    const mean = { averageBpm, timerS: heartRate.length };
    const atThreshold = new Float64Array(3600).fill(input.lthr);
    expectToMatch(
      {
        trimp_ratio_male: heartRateLoad(heartRate, thresholds).value,
        hour_at_lthr: heartRateLoad(atThreshold, thresholds).value,
        trimp_hour_at_lthr_male: banisterTrimp(atThreshold, { ...thresholds, sex: 'male' }).value,
        hrr_squared: squaredHeartRateLoad({ ...mean, ...thresholds, of: 'reserve' }).value,
        lthr_squared: squaredHeartRateLoad({ ...mean, ...thresholds, of: 'heart_rate' }).value,
      },
      expected,
      { tolerance },
    );
  });

  test('hr.hrtss.pacelore: the squared form', () => {
    const { input, expected, tolerance } = referenceVector<
      { rest: number; max: number; avg: number; hours: number; threshold_hrr: number },
      unknown
    >('hr.hrtss.pacelore');
    const { value } = squaredHeartRateLoad({
      averageBpm: input.avg,
      timerS: input.hours * 3600,
      ...rates(input),
      lthrBpm: input.rest + input.threshold_hrr * (input.max - input.rest),
      of: 'reserve',
    });
    expectToMatch({ value }, expected, { tolerance });
  });

  test('hr.recovery: the fall in a minute', () => {
    const { input, expected, tolerance } = referenceVector<
      { hr_every_5s_from_end: number[] },
      unknown
    >('hr.recovery');
    const { series } = toSeries({
      sport: 'cycling',
      channels: {
        time: input.hr_every_5s_from_end.map((_, i) => i * 5),
        heart_rate: input.hr_every_5s_from_end,
      },
    });
    const after = (afterS: number) =>
      heartRateRecovery(series.heartRateBpm ?? new Float64Array(), { endsAtS: 0, afterS }).value;
    expectToMatch(
      {
        hrr60: after(60)?.recoveryBpm,
        hrr30: after(30)?.recoveryBpm,
        hr60_over_peak_pct: after(60)?.ofPeakPct,
      },
      expected,
      { tolerance },
    );
  });

  test('hr.warmup: the mean reaches the share and stays', () => {
    const { input, expected, tolerance } = referenceVector<
      Stream & { hrmax: number; fraction: number; mean_window_s: number; hold_s: number },
      unknown
    >('hr.warmup');
    const { value } = warmUpEndS(fromRunLength(input.hr_rle), {
      maxHeartRateBpm: input.hrmax,
      fraction: input.fraction,
      meanWindowS: input.mean_window_s,
      holdS: input.hold_s,
    });
    expectToMatch({ warmup_end_index: value }, expected, { tolerance });
  });
});

const DIRTY = 'hrv.artifact.window20pct';

describe('the reference vector of variability', () => {
  test.each(['hrv.runalyze', 'hrv.basic'])('%s: RMSSD and SDNN', (id) => {
    const { input, expected, tolerance } = referenceVector<{ rr: number[] }, Numbers>(id);
    const value = heartRateVariability(Float64Array.from(input.rr)).value;
    const count = input.rr.length;
    const all: Record<string, number | undefined> = {
      mean: value?.meanRrMs,
      sdnn_sample: value?.sdnnMs,
      sdnn_pop: (value?.sdnnMs ?? NaN) * Math.sqrt((count - 1) / count),
      rmssd: value?.rmssdMs,
      lnrmssd: value?.lnRmssd,
      pnn50: value?.pnn50Pct,
      mean_hr: value?.meanHeartRateBpm,
    };
    expectToMatch(all, expected, { tolerance });
  });

  test('hrv.artifact.window20pct: differences across a rejected beat do not count', () => {
    const { input, expected, tolerance } = referenceVector<{ rr: number[] }, unknown>(DIRTY);
    const rr = Float64Array.from(input.rr);
    const clean = Float64Array.from(
      { length: 120 },
      (_, i) =>
        Math.round((900 + 60 * Math.sin(0.45 * i) + 25 * Math.sin(1.7 * i + 0.3)) * 1000) / 1000,
    );
    const flagged = windowArtifacts(rr);
    const masked = heartRateVariability(rr, { rejected: flagged }).value;
    expectToMatch(
      {
        rmssd_clean: heartRateVariability(clean).value?.rmssdMs,
        rmssd_dirty: heartRateVariability(rr).value?.rmssdMs,
        flagged,
        rmssd_masked: masked?.rmssdMs,
        pairs: masked?.pairs,
        artifact_pct: masked?.artifactPct,
      },
      expected,
      { tolerance },
    );
  });

  test('hrv.artifact.lipponen: four kinds, one pass', () => {
    const { input } = referenceVector<{ rr: number[] }, unknown>(DIRTY);
    const { expected, tolerance } = referenceVector('hrv.artifact.lipponen');
    const rr = Float64Array.from(input.rr);
    const { longShort, ...others } = rrArtifacts(rr);
    expectToMatch({ ...others, longshort: longShort }, expected, { tolerance });
    // and repaired, the reading is nearly what it was
    const repaired = heartRateVariability(correctRr(rr).rrMs).value?.rmssdMs ?? NaN;
    expect(Math.abs(repaired / 32.372 - 1)).toBeLessThan(0.1);
  });

  test('hrv.baseline: the week against the months', () => {
    const { input, expected, tolerance } = referenceVector<
      { ln_rmssd_60d: number[]; last7: number[] },
      Numbers
    >('hrv.baseline');
    const lnRmssd = Float64Array.from(input.ln_rmssd_60d);
    const lastWeek = Float64Array.from(input.last7);
    const value = hrvBaseline({ lnRmssd, lastWeek }).value;
    const { mean = NaN, sd = NaN } = value ?? {};
    const { mean60, sd60, mean7, cv7_pct: cv7, z7 } = expected;
    expectToMatch(
      { mean60: mean, sd60: sd, mean7: value?.weekMean, cv7: value?.weekCvPct, z7: value?.weekZ },
      { mean60, sd60, mean7, cv7, z7 },
      { tolerance },
    );
    expectToMatch(
      { band_0_5sd: [mean - sd / 2, mean + sd / 2], band_1sd: [mean - sd, mean + sd] },
      { band_0_5sd: expected['band_0_5sd'], band_1sd: expected['band_1sd'] },
      { tolerance },
    );
  });
});
