/** A squash match as a watch records it: heart rate, motion and points, and the requests its app sends. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '../../lib/analytics/statistics/seeded-random.ts';
import { type MatchPhase, simulatedMatch } from './simulated-match.ts';

export interface LivePoint {
  id: string;
  timestamp: string;
  winner: 'me' | 'opponent';
  score_after: { me: number; opponent: number };
  game_number: number;
  heart_rate_at_end_bpm: number;
}

export interface LiveBatchBody {
  path: 'heart-rate' | 'motion';
  body: object;
}

export interface LiveMatch {
  startedAt: string;
  endedAt: string;
  lastsS: number;
  /** By the second, bpm to 0.01. */
  heartRate: Float64Array;
  rallies: { fromS: number; toS: number }[];
  points: LivePoint[];
  /** At `hz` from the start, m/s². */
  motion: { x: number[]; y: number[]; z: number[] };
  hz: number;
}

const GRAVITY_MPS2 = 9.81;

/** A match of so many games of 18 points, which with breaks and rests lasts `lastsS`. */
export function makeLiveMatch({
  seed,
  startedAt,
  games,
  lastsS,
  hz,
}: {
  seed: number;
  startedAt: string;
  games: number;
  lastsS: number;
  hz: number;
}): LiveMatch {
  const random = seededRandom(seed);
  const timeOf = (atS: number) => timeAfter(startedAt, atS);
  const schedule = scheduleOf({ games, lastsS, random });
  const heartRate = simulatedMatch(schedule);
  const rallies: LiveMatch['rallies'] = [];
  const points: LivePoint[] = [];
  const busy = new Uint8Array(lastsS);
  let atS = 0;
  let game = 1;
  let score = { me: 0, opponent: 0 };
  for (const [kind, phaseS] of schedule) {
    if (kind === 'r') {
      rallies.push({ fromS: atS, toS: atS + phaseS });
      busy.fill(1, atS, atS + phaseS);
      const winner = random() < 0.5 ? 'me' : 'opponent';
      score = { ...score, [winner]: score[winner] + 1 };
      points.push({
        id: randomUUID(),
        timestamp: timeOf(atS + phaseS + 2 + Math.floor(random() * 1000) / 1000),
        winner,
        score_after: score,
        game_number: game,
        heart_rate_at_end_bpm: Math.round(heartRate[atS + phaseS - 1] as number),
      });
    } else if (kind === 'B' && points.length > 0) {
      game += 1;
      score = { me: 0, opponent: 0 };
    }
    atS += phaseS;
  }
  return {
    startedAt,
    endedAt: timeOf(lastsS),
    lastsS,
    heartRate,
    motion: motionOf({ busy, hz, random }),
    hz,
    rallies,
    points,
  };
}

/** Everything once, in order, in batches of so many seconds. */
export function batchesOf(
  match: LiveMatch,
  { heartRateS, motionS }: { heartRateS: number; motionS: number },
): LiveBatchBody[] {
  const { lastsS } = match;
  const starts = (stepS: number) =>
    Array.from({ length: Math.ceil(lastsS / stepS) }, (_, i) => i * stepS);
  return [
    ...starts(heartRateS).map((fromS) => heartRateBatch(match, { fromS, forS: heartRateS })),
    ...starts(motionS).map((fromS) => motionBatch(match, { fromS, forS: motionS })),
  ];
}

/** What was measured in a span. */
export function heartRateBatch(
  { heartRate, startedAt }: LiveMatch,
  { fromS, forS }: { fromS: number; forS: number },
): LiveBatchBody {
  const data = Array.from(heartRate.subarray(fromS, fromS + forS), (bpm, i) => ({
    timestamp: timeAfter(startedAt, fromS + i),
    heart_rate_bpm: bpm,
    confidence: 0.9,
  }));
  return { path: 'heart-rate', body: { data } };
}

export function motionBatch(
  { motion: { x, y, z }, hz, startedAt }: LiveMatch,
  { fromS, forS }: { fromS: number; forS: number },
): LiveBatchBody {
  const cut = (axis: number[]) => axis.slice(fromS * hz, (fromS + forS) * hz);
  const accelerometer = { x: cut(x), y: cut(y), z: cut(z) };
  const start_time = timeAfter(startedAt, fromS);
  return { path: 'motion', body: { start_time, sample_rate_hz: hz, accelerometer } };
}

/** What is sent of one batch: as it is, or packed, which its type says or its encoding. */
export function requestOf(
  activityId: string,
  { path, body }: LiveBatchBody,
  { packed }: { packed: 'no' | 'type' | 'encoding' },
) {
  const text = JSON.stringify(body);
  const headers = {
    no: { 'content-type': 'application/json' },
    type: { 'content-type': 'application/gzip' },
    encoding: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  }[packed];
  const rawBody = packed === 'no' ? text : gzipSync(text);
  return { method: 'POST', path: `/activities/${activityId}/${path}`, rawBody, headers };
}

function scheduleOf(of: { games: number; lastsS: number; random: () => number }): MatchPhase[] {
  const { games, lastsS, random } = of;
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const schedule: MatchPhase[] = [['s', 60]];
  let leftS = lastsS - 60;
  const breakS = 120;
  const pointsAGame = 18;
  const gameS = Math.floor((leftS - breakS * (games - 1) - 60) / games);
  for (let game = 0; game < games; game += 1) {
    const cycleS = Math.floor(gameS / pointsAGame);
    for (let point = 0; point < pointsAGame; point += 1) {
      const rallyS = between(12, Math.min(40, cycleS - 12));
      // under a minute, so that no rest looks like a break
      const restS = Math.min(50, cycleS - rallyS);
      schedule.push(['r', rallyS], ['s', restS]);
      leftS -= rallyS + restS;
    }
    if (game < games - 1) {
      schedule.push(['B', breakS]);
      leftS -= breakS;
    }
  }
  return [...schedule, ['s', leftS]];
}

/** The wrist swings by 15 m/s² in rallies, and by 1 between them. */
function motionOf(of: { busy: Uint8Array; hz: number; random: () => number }): LiveMatch['motion'] {
  const { busy, hz, random } = of;
  const axis = (share: number, offset: number) =>
    Array.from({ length: busy.length * hz }, (_, i) => {
      const swing = busy[Math.floor(i / hz)] === 1 ? 15 : 1;
      return Math.round((offset + share * swing * (2 * random() - 1)) * 1000) / 1000;
    });
  return { x: axis(1, 0), y: axis(0.7, 0), z: axis(0.5, GRAVITY_MPS2) };
}

function timeAfter(startedAt: string, atS: number): string {
  return new Date(Date.parse(startedAt) + Math.round(atS * 1000)).toISOString();
}

/** In an order of its own, some of them twice. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
