/** Insights of activities, and what they are found in. */
import type { AthleteCaller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { AnalysisRow } from './analyses.ts';
import type { ActivityRow, AthleteRow } from './rows.ts';

type InsightsRow = Database['public']['Tables']['insights']['Row'];

/** An analysis, and named metrics of the activities of its sport in the days before it, by id. */
export interface InsightInput {
  athlete_id: string;
  sport: string;
  analysis: Pick<
    AnalysisRow,
    'climbs' | 'computed_at' | 'intervals' | 'metrics' | 'thresholds' | 'zones'
  >;
  history: Record<string, number>[];
  /** Best efforts that none reaches of those before; empty while activities before it are not analysed. */
  records: {
    kind: 'power' | 'speed';
    span: number;
    value: number;
    previous: number;
    activities: number;
    days: number;
  }[];
  /** Whether activities before it are still to be analysed. */
  is_past_coming: boolean;
}

export interface Insights {
  /** Undefined: the athlete has no such activity. `insights` null: none were looked for yet. */
  get(
    caller: AthleteCaller,
    activityId: string,
  ): Promise<
    | {
        activity: Pick<ActivityRow, 'analysis' | 'deleted_at'>;
        units: AthleteRow['units'];
        insights: InsightsRow | null;
      }
    | undefined
  >;
  /** Undefined: there is no such activity, or it is not analysed. */
  input(
    activityId: string,
    history: {
      days: number;
      limit: number;
      recordDays: number;
      metrics: readonly string[];
      now: Date;
    },
  ): Promise<InsightInput | undefined>;
  /** False: the analysis they were found in is not the one of now. */
  store(input: {
    activityId: string;
    /** Of that analysis. */
    computedAt: string;
    insights: Pick<InsightsRow, 'algorithm_version' | 'generated_at' | 'items'>;
  }): Promise<boolean>;
}
