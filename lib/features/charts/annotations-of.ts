import type { AnalysisContext } from '../../analytics/analysis-context.ts';
import { findClimbs } from '../../analytics/course/climbs.ts';
import { warmUpEndS } from '../../analytics/heart-rate/warm-up-end.ts';
import { profileOf } from '../../analytics/intermediates.ts';
import { matchOf } from '../../analytics/racket/match.ts';
import { RACKET_SPORTS } from '../../analytics/racket-metrics.ts';
import { FAMILIES, isFor } from '../../analytics/registry.ts';

export interface Annotation {
  type: 'pause' | 'warm_up' | 'interval' | 'climb' | 'break';
  /** Elapsed time, s. */
  startS: number;
  endS: number;
}

/** The same as a chart shows it whose time is counted from the start. */
export function shownAnnotations(context: AnalysisContext) {
  return annotationsOf(context).map(({ type, startS, endS }) => ({
    type,
    start_s: startS,
    end_s: endS,
  }));
}

/** What happened in a recording, by start: pauses, the warm-up, intervals, climbs, breaks of a match. */
export function annotationsOf(context: AnalysisContext): Annotation[] {
  const { recording, series, thresholds } = context;
  const { elapsedS, heartRateBpm, pauses } = series;
  /** A span of timer time; the sample at i stands for the second from i. */
  const spanning = (type: Annotation['type'], from: number, to: number): Annotation => ({
    type,
    startS: elapsedS[from] ?? 0,
    endS: (elapsedS[to - 1] ?? 0) + 1,
  });
  const { maxHeartRateBpm } = thresholds;
  const warmUp = heartRateBpm && warmUpEndS(heartRateBpm, { maxHeartRateBpm });
  const isMatch = isFor(recording.sport, { sports: RACKET_SPORTS });
  const match = isMatch ? context.once(matchOf).value : undefined;
  const { value: profile } = context.once(profileOf);
  const intervals = FAMILIES.filter((family) => isFor(recording.sport, family)).flatMap(
    (family) => family.intervals?.(context) ?? [],
  );
  return [
    ...pauses.map(({ at, lastsS }): Annotation => {
      const endS = elapsedS[at] as number;
      return { type: 'pause', startS: endS - lastsS, endS };
    }),
    ...(warmUp?.value === undefined ? [] : [spanning('warm_up', 0, warmUp.value)]),
    ...intervals.map(({ from, to }) => spanning('interval', from, to)),
    ...(profile === undefined ? [] : findClimbs(profile)).map(({ fromS, toS }) =>
      spanning('climb', fromS, toS),
    ),
    ...(match?.breaks ?? []).map(({ fromS, toS }) =>
      spanning('break', Math.floor(fromS), Math.ceil(toS)),
    ),
  ].sort((a, b) => a.startS - b.startS);
}
