import type { Sport } from '../recording.ts';
import type { SpanSummary } from '../spans/summarise-span.ts';
import type { Shown } from './phrase.ts';

/** How lengths and temperatures are told; numbers stay SI. */
export type Units = 'imperial' | 'metric';

/**
 * A number an insight rests on. `metric` says where it is from: the id of a metric or a place of the analysis
 * (`intervals[2].average_power_w`), the athlete’s past (`usual.…`, `history.…`, `record.…`), or arithmetic on
 * others beside it (`change.…`, `share.…`, `sum.…`,
 * `count.…`).
 */
export interface Evidence {
  metric: string;
  value: number;
  unit: string;
}

/** An interval, lap or climb as far as insights look at it. */
export type SpanFacts = Pick<SpanSummary, 'timerTimeS'> &
  Partial<
    Pick<
      SpanSummary,
      'averageHeartRateBpm' | 'averagePowerW' | 'averageSpeedMps' | 'distanceM' | 'elevationGainM'
    >
  >;

export interface ClimbFacts extends SpanFacts {
  gainM: number;
  averageGradePct: number;
  category: string | undefined;
}

/** Seconds in the zones of a scheme, from zone 1 on, and below them. */
interface ZoneFacts {
  scheme: string;
  secondsS: readonly number[];
  belowS: number;
}

/** A best effort that none before it in the time looked at reaches; more is better. */
export interface RecordFacts {
  /** power: W held for so many s; speed: m/s over so many m. */
  kind: 'power' | 'speed';
  span: number;
  value: number;
  /** The best before. */
  previous: number;
  /** How many activities before have one, and in how many days. */
  activities: number;
  days: number;
}

/** The athlete’s activities of the same sport in the days before, in any order. */
interface InsightHistory {
  days: number;
  activities: readonly ReadonlyMap<string, number>[];
}

/** What insights are made from: an analysis as it is stored, and what came before it. */
export interface InsightFacts {
  sport: Sport;
  /** The computable ones, by id. */
  metrics: ReadonlyMap<string, number>;
  /** In the API’s names, as the analysis took them. */
  thresholds: ReadonlyMap<string, number>;
  intervals: readonly SpanFacts[];
  climbs: readonly ClimbFacts[];
  zones: readonly ZoneFacts[];
  history: InsightHistory;
  records: readonly RecordFacts[];
}

/** Something found. The three shares, 0 to 1, rank it; `certainty` is shown. */
export interface Finding {
  title: string;
  /** One or two sentences; every number in them is evidence. */
  text: Shown;
  /** What it rests on beside the numbers of its text. */
  basis?: readonly Evidence[];
  surprise: number;
  certainty: number;
  usefulness: number;
}

/** A kind of insight: when there is something to say, and in which words. */
export interface InsightKind {
  id: string;
  /** Of a theme only the worthiest finding is told: the others would say the same. */
  theme: string;
  /** Goes up with every change of its rule or words. */
  version: number;
  sports: readonly Sport[] | 'any';
  /** Whether science disagrees on what it means, beside what its metrics say of themselves. */
  contested: boolean;
  find: (facts: InsightFacts) => Finding | undefined;
}

export interface Insight {
  kind: string;
  title: string;
  text: Record<Units, string>;
  evidence: Evidence[];
  /** 0 to 1. */
  confidence: number;
  contested: boolean;
}
