import type { Recording, Thresholds } from './recording.ts';
import type { Series } from './series.ts';

export interface AnalysisOptions {
  /** Of W′ balance. */
  wPrimeModel?: 'euler' | 'exact' | 'integral';
  /** Bicycle and what is on it, kg, for estimated power. */
  bicycleKg?: number;
}

/** One recording under analysis. */
export interface AnalysisContext {
  recording: Recording;
  series: Series;
  thresholds: Thresholds;
  options: AnalysisOptions;
  /** What `compute` makes of this context: computed when first asked for, then kept. */
  once<T>(compute: (context: AnalysisContext) => T): T;
}

export function createAnalysisContext(of: Omit<AnalysisContext, 'once'>): AnalysisContext {
  const known = new Map<unknown, unknown>();
  const context: AnalysisContext = {
    ...of,
    once<T>(compute: (context: AnalysisContext) => T): T {
      if (!known.has(compute)) {
        known.set(compute, compute(context));
      }
      return known.get(compute) as T;
    },
  };
  return context;
}
