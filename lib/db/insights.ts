import type { InsightInput, Insights } from '../core/ports/insights.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';
import { withUtc } from './timestamps.ts';

/** Insights: athletes read their own, the backend finds and stores them. */
export function createInsights(clients: Clients): Insights {
  const { backend } = clients;
  return {
    async get(caller, activityId) {
      const query = clients
        .athlete(caller)
        .from('activities')
        .select(
          'analysis, deleted_at, athlete:athletes!activities_athlete_id_fkey(units), insights(*)',
        )
        .eq('id', activityId);
      const found = await resultOf(query.maybeSingle());
      if (found === null) {
        return undefined;
      }
      const { insights, athlete, ...activity } = found;
      return {
        activity,
        units: athlete.units,
        insights: insights === null ? null : withUtc(insights, ['generated_at']),
      };
    },

    async input(activityId, { days, limit, recordDays, metrics, now }) {
      const found = await resultOf(
        backend.rpc('insight_input', {
          p_activity_id: activityId,
          p_days: days,
          p_limit: limit,
          p_record_days: recordDays,
          p_now: now.toISOString(),
          p_metrics: [...metrics],
        }),
      );
      return (found as unknown as InsightInput | null) ?? undefined;
    },

    store({ activityId, computedAt, insights }) {
      return resultOf(
        backend.rpc('store_insights', {
          p_activity_id: activityId,
          p_computed_at: computedAt,
          p_insights: insights,
        }),
      );
    },
  };
}
