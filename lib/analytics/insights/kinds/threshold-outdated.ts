import { metric, threshold } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { watts } from '../show.ts';

const LEAST_RATIO = 1.02;

/** An effort that the FTP that is set would not allow. */
export const thresholdOutdated: InsightKind = {
  id: 'threshold_outdated',
  theme: 'capacity',
  version: 1,
  sports: ['cycling'],
  contested: true,
  find(facts) {
    const ftp = threshold(facts, 'ftp_w', 'W');
    const shown = metric(facts, 'ftp_from_60_min_w');
    const estimate =
      shown !== undefined && ftp !== undefined && shown.value > ftp.value
        ? shown
        : metric(facts, 'ftp_from_20_min_w');
    if (ftp === undefined || estimate === undefined) {
      return undefined;
    }
    const ratio = estimate.value / ftp.value;
    return ratio < LEAST_RATIO
      ? undefined
      : {
          title: 'FTP may be set too low',
          text: phrase`Your best long effort speaks for an FTP of about ${watts(estimate)}; ${watts(ftp)} is set. Loads and zones rest on it, so it is worth a look.`,
          surprise: 0.6 + 0.4 * ramp(ratio, LEAST_RATIO, 1.15),
          certainty: 0.6 + 0.25 * ramp(ratio, LEAST_RATIO, 1.1),
          usefulness: 1,
        };
  },
};
