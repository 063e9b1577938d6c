import type { AnalysisContext } from './analysis-context.ts';
import type { MeanMaxCurve } from './cycling/mean-max.ts';
import type { Metric } from './metric.ts';
import type { Sport } from './recording.ts';
import type { Span } from './statistics/prefix-sums.ts';

/** What a sport, or a kind of data, adds to an analysis. Everything but the metrics may be left out. */
export interface Family {
  sports: readonly Sport[] | 'any';
  metrics: readonly Metric[];
  intervals?: (context: AnalysisContext) => Span[];
  bestEfforts?: (context: AnalysisContext) => BestEffort[];
  curves?: (context: AnalysisContext) => Curves;
}

/** The most of something that was held for a time, or the least time over a distance. */
export type BestEffort = {
  durationS: number;
  /** Timer time, s. */
  fromS: number;
} & (
  | { of: 'power'; value: number }
  /** Elapsed time over a distance. */
  | { of: 'distance'; distanceM: number }
);

export interface Curves {
  /** Mean-maximal power, W. */
  power?: MeanMaxCurve;
  /** J, at the end of every second. */
  wPrimeBalanceJ?: Float64Array;
}
