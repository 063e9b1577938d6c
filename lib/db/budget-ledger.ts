import type { BudgetLedger } from '../core/ports/strava.ts';
import { STRAVA_CLOCK_SKEW_S, type StravaBudgetWindow } from '../core/strava.ts';
import type { Clients } from './client.ts';
import { DatabaseError, resultOf } from './result.ts';

const SPAN_S = { short: 900, day: 86_400 } as const;

/** What we have spent of Strava's limits, one row per scope and window for all instances. */
export function createBudgetLedger(clients: Clients): BudgetLedger {
  const { backend } = clients;
  return {
    async take({ scope, share, now }) {
      const [answer] = await resultOf(
        backend.rpc('take_strava_budget', {
          p_scope: scope,
          p_share: share,
          p_skew_s: STRAVA_CLOCK_SKEW_S,
          p_now: now.toISOString(),
        }),
      );
      if (answer === undefined) {
        throw new DatabaseError('The Strava budget did not answer.', { code: undefined });
      }
      return answer.granted
        ? { granted: true }
        : { granted: false, retryAt: new Date(answer.retry_at), code: answer.code };
    },

    async report(usage, now) {
      await resultOf(
        backend.rpc('report_strava_budget', {
          p_usage: usage.map(({ scope, span, callLimit, used }) => ({
            scope,
            span,
            call_limit: callLimit,
            used,
          })),
          p_skew_s: STRAVA_CLOCK_SKEW_S,
          p_now: now.toISOString(),
        }),
      );
    },

    async read(caller, now) {
      const query = clients
        .for(caller)
        .from('strava_budget')
        .select('span, window_start, call_limit, used')
        .eq('scope', 'read');
      const rows = await resultOf(query);
      const windowOf = (span: 'short' | 'day'): StravaBudgetWindow => {
        const row = rows.find((candidate) => candidate.span === span);
        if (row === undefined) {
          throw new DatabaseError(`The Strava budget has no row read/${span}.`, {
            code: undefined,
          });
        }
        const startS = windowStartS(now, span);
        const isCurrent = Date.parse(row.window_start) / 1000 >= startS;
        return {
          limit: row.call_limit,
          used: isCurrent ? row.used : 0,
          resetsAt: new Date((startS + SPAN_S[span] + STRAVA_CLOCK_SKEW_S) * 1000),
        };
      };
      return { short: windowOf('short'), day: windowOf('day') };
    },

    async block({ until, code }) {
      await resultOf(
        backend
          .from('strava_app')
          .update({ blocked_until: until.toISOString(), blocked_code: code })
          .eq('id', true),
      );
    },
  };
}

/** Where the window `now` lies in begins by Strava's clock, s since 1970: a quarter of an hour, a UTC day. */
function windowStartS(now: Date, span: 'short' | 'day'): number {
  const atS = now.getTime() / 1000 - STRAVA_CLOCK_SKEW_S;
  return Math.floor(atS / SPAN_S[span]) * SPAN_S[span];
}
