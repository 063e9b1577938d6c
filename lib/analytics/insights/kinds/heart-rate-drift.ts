import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent } from '../show.ts';

const DRIFTED_PCT = 6;

/** Heart rate, second half against first, where nothing better says what the effort was. */
export const heartRateDrift: InsightKind = {
  id: 'heart_rate_drift',
  theme: 'drift',
  version: 1,
  sports: ['running', 'rowing'],
  contested: true,
  find(facts) {
    const drift = metric(facts, 'heart_rate_drift_pct');
    return drift === undefined || drift.value < DRIFTED_PCT
      ? undefined
      : {
          title: 'Heart rate drifted',
          text: phrase`Heart rate was ${percent(drift)} higher in the second half at a steady speed.`,
          surprise: 0.4 + 0.5 * ramp(drift.value, DRIFTED_PCT, 15),
          certainty: 0.6,
          usefulness: 0.7,
        };
  },
};
