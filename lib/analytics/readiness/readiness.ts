import { none, type Result } from '../result.ts';

/** What readiness is put together from, and how much each counts. They are ours, and stated with every score. */
export const READINESS_WEIGHTS = {
  heart_rate_variability: 0.4,
  resting_heart_rate: 0.3,
  sleep: 0.3,
} as const;

type ReadinessPart = keyof typeof READINESS_WEIGHTS;

export interface Readiness {
  /** 0…100; 100 is everything as it usually is. */
  score: number;
  level: 'as_usual' | 'below_usual' | 'well_below_usual';
  /** Of those there are, with the weights as used, which add up to 1. */
  parts: { part: ReadinessPart; score: number; weight: number }[];
  missing: ReadinessPart[];
}

/**
 * Readiness, 0…100: how near heart-rate variability, resting heart rate and sleep are to the athlete's own usual. A
 * made-up construct, here with its formula: show the parts first, and promise nothing by it.
 *
 * - heart_rate_variability: 100 while the week is within ± 0.5 SD of the baseline, falling to 0 at 2 SD; above the
 *   band it falls half as fast, to 50 at 2 SD and 0 at 3.5.
 * - resting_heart_rate: 100 up to 1 SD or 3 bpm above the usual, falling to 0 at 4 SD.
 * - sleep: 100 from the own median up, falling to 0 at 40 % less.
 * The score is their weighted mean; from 80 as usual, under 50 well below.
 *
 * Reasons: `too_few` unless two parts are there, one of them of the heart.
 * House.
 */
export function readiness({
  hrvWeekZ,
  restingHeartRate,
  sleepDeltaPercent,
}: {
  /** Of the week's ln RMSSD against its baseline. */
  hrvWeekZ?: number | undefined;
  restingHeartRate?: { deltaBpm: number; z: number | undefined } | undefined;
  sleepDeltaPercent?: number | undefined;
}): Result<Readiness> {
  const scores: Record<ReadinessPart, number> = {
    heart_rate_variability: hrvScore(hrvWeekZ ?? Number.NaN),
    resting_heart_rate: restingScore(restingHeartRate),
    sleep: falling((-(sleepDeltaPercent ?? Number.NaN) / 40) * 100),
  };
  const all = Object.keys(READINESS_WEIGHTS) as ReadinessPart[];
  const present = all.filter((part) => !Number.isNaN(scores[part]));
  if (present.length < 2) {
    return none('too_few');
  }
  const total = present.reduce((sum, part) => sum + READINESS_WEIGHTS[part], 0);
  const parts = present.map((part) => ({
    part,
    score: scores[part],
    weight: READINESS_WEIGHTS[part] / total,
  }));
  const score = parts.reduce((sum, { score, weight }) => sum + score * weight, 0);
  return {
    value: {
      score,
      level: score >= 80 ? 'as_usual' : score >= 50 ? 'below_usual' : 'well_below_usual',
      parts,
      missing: all.filter((part) => !present.includes(part)),
    },
  };
}

function hrvScore(z: number): number {
  return falling(((z < 0 ? -z - 0.5 : (z - 0.5) / 2) / 1.5) * 100);
}

function restingScore(rate: { deltaBpm: number; z: number | undefined } | undefined): number {
  if (rate === undefined || Number.isNaN(rate.deltaBpm)) {
    return Number.NaN;
  }
  // without any spread, 3 bpm count as a standard deviation
  const z = rate.z ?? rate.deltaBpm / 3;
  return rate.deltaBpm < 3 ? 100 : falling(((z - 1) / 3) * 100);
}

/** 100 less the points lost, within 0…100; NaN stays. */
function falling(lost: number): number {
  return Math.min(100, Math.max(0, 100 - lost));
}
