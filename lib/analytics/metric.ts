import type { AnalysisContext } from './analysis-context.ts';
import type { Sport, Thresholds } from './recording.ts';
import type { Result } from './result.ts';
import type { SeriesChannel } from './series.ts';

/**
 * How firm a metric's ground is. settled: one definition. diverging: one definition that programs carry out
 * differently. contested: science disagrees on what it means. house: ours, no standard exists.
 */
type MetricStatus = 'contested' | 'diverging' | 'house' | 'settled';

/** A metric: what it is, in words and numbers, and how it is computed from a recording. */
export interface Metric {
  /** As in the API: with its unit. */
  id: string;
  title: string;
  /** One sentence. */
  definition: string;
  /** SI or what the sport counts in; '' for none. */
  unit: string;
  /** Decimals worth showing. */
  precision: number;
  /** What is plausible; a value outside is none (`not_plausible`). */
  range: readonly [lowest: number, highest: number];
  source: string;
  status: MetricStatus;
  /** Goes up with every change of the algorithm. */
  version: number;
  sports: readonly Sport[] | 'any';
  /** Channels, thresholds and points it needs; with `|`, one of them is enough. */
  needs: readonly Need[];
  compute: (context: AnalysisContext) => Result;
}

type Input = SeriesChannel | keyof Thresholds | 'points';
type Need = Input | `${Input}|${Input}` | 'points|motion|heartRateBpm';
