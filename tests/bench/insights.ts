/**
 * How long finding insights takes: of a ride of 4 h with 120 rides before it, every kind asked; and reading what
 * they are found in from a real Postgres, of an athlete with ten years of rides. Exits 1 where the first takes
 * 2 ms or more, or the second 50.
 *
 *     node tests/bench/insights.ts
 */
import { analyse } from '../../lib/analytics/analyse.ts';
import { findInsights } from '../../lib/analytics/insights/find-insights.ts';
import { COMPARED_METRICS } from '../../lib/analytics/insights/insight-kinds.ts';
import { dayOf } from '../../lib/features/analysis/resolve-thresholds.ts';
import { toNewAnalysis } from '../../lib/features/analysis/to-new-analysis.ts';
import { toFacts } from '../../lib/features/insights/to-facts.ts';
import { madeUpRide } from '../support/made-up-ride.ts';
import { startService } from './children.ts';
import type { Database } from './local-database.ts';
import { type Finding, median, printFindings, quantile, rounded } from './verdicts.ts';

const ROUNDS = 300;
const WARM_UP_ROUNDS = 100;
const READS = 40;
const MOST_MS = 2;
const MOST_READ_MS = 50;
const PAST = 120;

const THRESHOLDS = { ftpW: 200, criticalPowerW: 195, wPrimeJ: 18_000, lthrBpm: 160 };
const known = (value: number) => ({ value, effective_from: '2026-01-01' });

const now = new Date('2026-11-20T12:00:00Z');
const stored = toNewAnalysis(analyse(madeUpRide({ hours: 4 }), THRESHOLDS), {
  computedAt: now,
  thresholds: { ftp_w: known(200), w_prime_j: known(18_000) } as never,
  inputs: { from: 'samples', channels: ['power'] },
  quality: [],
});
const metrics = stored.metrics as { id: string; value: number | null }[];
const history = Array.from({ length: PAST }, (_, i) =>
  Object.fromEntries(
    metrics.flatMap(({ id, value }) =>
      value !== null && (COMPARED_METRICS as readonly string[]).includes(id)
        ? [[id, value * (0.8 + ((i * 37) % 41) / 100)]]
        : [],
    ),
  ),
);
const input = {
  athlete_id: '',
  sport: 'cycling',
  started_at: now.toISOString(),
  analysis: stored,
  history,
  records: [],
  is_past_coming: false,
};

function find() {
  return findInsights(toFacts(input, { days: 90 }));
}

const times: number[] = [];
for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
  const startedMs = performance.now();
  find();
  if (round >= 0) {
    times.push(performance.now() - startedMs);
  }
}

const rowOf = (name: string, all: number[], atMost: number): Finding => ({
  name,
  figures: {
    n: all.length,
    'median ms': rounded(median(all), 3),
    'p95 ms': rounded(quantile(all, 0.95), 3),
  },
  held: { value: median(all), atMost },
});

/** Beside what the athlete has: ten years of rides with the figures of this one. */
const fill = (athleteId: string) => `
  with added as (
    insert into public.activities (athlete_id, source, sport, started_at, time_zone, elapsed_time_s, moving_time_s, distance_m, streams)
    select '${athleteId}', 'manual', 'cycling', now() - n * interval '21 hours', 'UTC', 14400, 14000, 100000 + n, 'absent'
    from generate_series(1, 4200) as n returning id, athlete_id)
  insert into public.analyses (activity_id, athlete_id, sport, algorithm_version, computed_at, thresholds, inputs, metrics,
    laps, intervals, climbs, best_efforts, zones, curves, quality)
  select id, athlete_id, 'cycling', 1, now(), '{}', '{}', '${JSON.stringify(stored.metrics)}', '[]', '[]', '[]',
    '${JSON.stringify(stored.best_efforts)}', '[]', '{}', '[]' from added`;

const database = await startService<Database>('local-database.ts');
try {
  await database.ask(fill(database.facts.athleteId));
  await database.ask('analyze');
  const [newest] = await database.ask<{ id: string }>(
    `select n.activity_id as id from public.analyses n join public.activities a on a.id = n.activity_id
     where a.athlete_id = '${database.facts.athleteId}' order by a.started_at desc limit 1`,
  );
  const read = `select length(public.insight_input('${newest?.id}', 90, ${PAST}, 730, '${dayOf(now, 'UTC')}', array['${COMPARED_METRICS.join("','")}'])::text) as bytes`;
  const reads: number[] = [];
  let bytes = 0;
  for (let round = -5; round < READS; round += 1) {
    const startedMs = performance.now();
    const [answer] = await database.ask<{ bytes: number }>(read);
    bytes = answer?.bytes ?? 0;
    if (round >= 0) {
      reads.push(performance.now() - startedMs);
    }
  }
  const isHeld = printFindings(
    `Insights of a ride of 4 h, ${PAST} before it: ${find().length} found, ${Math.round(bytes / 1000)} kB read`,
    [
      rowOf('finding them', times, MOST_MS),
      rowOf('reading what they are found in, of 4,200 rides', reads, MOST_READ_MS),
    ],
  );
  process.exitCode = isHeld ? 0 : 1;
} finally {
  await database.close();
}
