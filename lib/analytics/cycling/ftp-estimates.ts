import { finite, type Result } from '../result.ts';

/** What share of a best effort the functional threshold is taken to be, by test. */
export const FTP_TESTS = {
  /** Best 20 min, after a blow-out of 5 min. */
  twentyMinutes: { durationS: 1200, share: 0.95 },
  /** Best of two times 8 min. */
  eightMinutes: { durationS: 480, share: 0.9 },
  sixtyMinutes: { durationS: 3600, share: 1 },
  /** The best minute of a ramp to exhaustion. */
  ramp: { durationS: 60, share: 0.75 },
} as const;

/**
 * Functional threshold power from the best effort of a test.
 *
 * Unit: W. Range: 50 to 500. Status: contested: the shares are means of populations, a person is commonly
 * 10 to 20 W off, and CP, FTP and the maximal lactate steady state are three things.
 * Source: Allen & Coggan, ch. 3 (20 and 60 min); Carmichael & Rutberg 2009 (8 min); common practice (ramp).
 * Only of an all-out effort; of any other it is a lower bound. Never overwrites what the athlete set.
 */
export function ftpEstimateW({
  bestW,
  test,
}: {
  bestW: number;
  test: keyof typeof FTP_TESTS;
}): Result {
  return finite(bestW * FTP_TESTS[test].share);
}
