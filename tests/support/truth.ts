/** Holds what Fettle has of an athlete against what the simulated Strava shows of them. */
import type { ChannelName } from '../../lib/recording/channels.ts';
import { packChannel } from '../../lib/recording/pack-channel.ts';
import { fromStravaStreams } from '../../lib/recording/strava-streams.ts';
import { parseStreams } from '../../lib/strava/parse-streams.ts';
import { sportOf } from '../../lib/strava/sports.ts';
import type { Activity } from '../sandbox/strava/model.ts';
import type { SimulatedAthlete } from './simulated-athlete.ts';
import type { Simulation } from './simulation.ts';

interface OurRow {
  id: string;
  source_id: string;
  name: string;
  sport: string;
  sub_sport: string | null;
  started_at: string;
  elapsed_time_s: number | null;
  moving_time_s: number | null;
  distance_m: number | null;
  streams: string;
  deleted_at: string | null;
  source_metadata: { private?: boolean };
}

export interface CompareOptions {
  /** What the grant may see. */
  privateToo?: boolean;
  /** Streams may be gone by their policy's age. */
  mayExpire?: boolean;
  /** Strava ids that the athlete deleted in Fettle. */
  deletedHere?: number[];
  /** Names that the athlete gave in Fettle, by Strava id. */
  namedHere?: Record<number, string>;
}

/** What differs, one line each; empty: Fettle equals Strava. */
export async function differences(
  world: Simulation,
  athlete: SimulatedAthlete,
  options: CompareOptions = {},
): Promise<string[]> {
  const { privateToo = true, deletedHere = [] } = options;
  const rows = await world.sql<OurRow>(
    "select * from public.activities where athlete_id = $1 and source = 'strava'",
    [athlete.athleteId],
  );
  const shown = rows.filter(({ deleted_at }) => deleted_at === null);
  const visible = [...athlete.strava.activities.values()].filter(
    ({ id, visibility }) => (privateToo || visibility !== 'only_me') && !deletedHere.includes(id),
  );
  const found: string[] = [];
  for (const { source_id: sourceId } of shown) {
    if (!visible.some(({ id }) => String(id) === sourceId)) {
      found.push(`${sourceId}: shown here, not there`);
    }
  }
  const summaries = new Map(
    world.sim.activities(athlete.strava.id).map((summary) => [summary['id'] as number, summary]),
  );
  for (const activity of visible) {
    const same = shown.filter(({ source_id }) => source_id === String(activity.id));
    const [row] = same;
    if (row === undefined || same.length > 1) {
      found.push(`${activity.id}: ${same.length} times here (start ${activity.startS})`);
      continue;
    }
    const summary = summaries.get(activity.id) ?? {};
    found.push(...fieldDifferences(row, summary, options.namedHere?.[activity.id]));
    found.push(...(await streamDifferences(world, { row, activity, ...options })));
  }
  return found;
}

function fieldDifferences(
  row: OurRow,
  summary: Record<string, unknown>,
  name: string | undefined,
): string[] {
  const { sport, subSport } = sportOf(String(summary['sport_type']));
  const pairs: [string, unknown, unknown][] = [
    ['name', row.name, name ?? summary['name']],
    ['sport', row.sport, sport],
    ['sub_sport', row.sub_sport, subSport],
    [
      'started_at',
      new Date(row.started_at).getTime(),
      new Date(String(summary['start_date'])).getTime(),
    ],
    ['elapsed_time_s', row.elapsed_time_s, summary['elapsed_time']],
    ['moving_time_s', row.moving_time_s, summary['moving_time']],
    ['distance_m', row.distance_m, summary['distance']],
    ['private', row.source_metadata.private, summary['private']],
  ];
  return pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(
      ([field, ours, theirs]) =>
        `${row.source_id}: ${field} is ${String(ours)} here, ${String(theirs)} there`,
    );
}

async function streamDifferences(
  world: Simulation,
  input: { row: OurRow; activity: Activity; mayExpire?: boolean },
): Promise<string[]> {
  const { row, activity, mayExpire = false } = input;
  const settled = world.clock.now().getTime() / 1000 >= activity.streamsReadyS;
  const there = activity.source.kind !== 'manual' && settled ? 'ready' : 'absent';
  if (row.streams !== there) {
    const excused = mayExpire && there === 'ready' && row.streams === 'expired';
    return excused ? [] : [`${row.source_id}: streams are ${row.streams} here, ${there} there`];
  }
  const stored = await world.sql<{ channel: string; data: Uint8Array | string }>(
    'select channel, encode(data, $2) as data from public.streams where activity_id = $1 order by channel',
    [row.id, 'base64'],
  );
  if (there === 'absent') {
    return stored.length === 0 ? [] : [`${row.source_id}: absent, but has channels`];
  }
  const { streams } = world.sim.truth(activity.athleteId, activity.id);
  const { channels } = fromStravaStreams(parseStreams(streams));
  const expected = Object.entries(channels)
    .map(([channel, values]) => [
      channel,
      Buffer.from(packChannel(channel as ChannelName, values as never)).toString('base64'),
    ])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const ours = stored.map(({ channel, data }) => [channel, String(data).replaceAll('\n', '')]);
  return JSON.stringify(ours) === JSON.stringify(expected)
    ? []
    : [`${row.source_id}: streams differ`];
}
