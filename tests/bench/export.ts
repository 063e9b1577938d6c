/**
 * What an export of 200 rides of 4 h at 1 Hz takes, without the database and the network: seconds per 100 rides, and
 * the growth of the process’s memory, which must not grow with the number of rides. Fails above 400 MiB.
 *
 *     node tests/bench/export.ts
 */
import { randomUUID } from 'node:crypto';
import type { ActivityRow } from '../../lib/core/ports/rows.ts';
import { exportAthlete } from '../../lib/features/export/export-athlete.ts';
import type { JobContext } from '../../lib/jobs/handler.ts';
import type { ChannelName } from '../../lib/recording/channels.ts';
import { packChannel } from '../../lib/recording/pack-channel.ts';
import { madeUpRide } from '../support/made-up-ride.ts';

const RIDES = 200;
const HOURS = 4;
const MOST_GROWTH_MIB = 400;
const PAGE = 50;
const MIB = 2 ** 20;

const { channels } = madeUpRide({ hours: HOURS });
const packed = Object.entries(channels).map(([channel, values]) => ({
  channel,
  sampleCount: values.length,
  data: packChannel(channel as ChannelName, values as never),
}));
const rides = Array.from({ length: RIDES }, (_, i) => ({
  id: randomUUID(),
  sport: 'cycling',
  started_at: new Date(Date.UTC(2020, 0, 1 + i)).toISOString(),
})) as ActivityRow[];

let stored = 0;
const deps = {
  clock: { now: () => new Date() },
  streams: { readAll: async () => packed },
  exports: {
    athlete: async () => ({}),
    rows: async () => [],
    countDeleted: async () => 0,
    activities: async ({ after }: { after: { id: string } | undefined }) => {
      const from = rides.findIndex(({ id }) => id === after?.id) + 1;
      return { items: rides.slice(from, from + PAGE), remaining: rides.length - from };
    },
  },
  storage: {
    // as fetch does, which takes a copy
    put: async ({ bytes }: { bytes: Uint8Array }) => {
      stored += Uint8Array.from(bytes).length;
    },
    signedUrl: async () => 'https://example.org',
  },
} as unknown as Parameters<typeof exportAthlete>[1];

let most = 0;
const watch = () => {
  most = Math.max(most, process.memoryUsage.rss());
};
const before = process.memoryUsage.rss();
const start = performance.now();
let payload = {
  athlete_id: randomUUID(),
  export_id: randomUUID(),
  requested_at: new Date().toISOString(),
  files: [],
} as JobContext<'export-athlete'>['payload'];
for (let isDone = false; !isDone; ) {
  const signal = new AbortController().signal;
  const context = { payload, signal, progress: watch, yield: () => false };
  const outcome = await exportAthlete(context as unknown as JobContext<'export-athlete'>, deps);
  watch();
  isDone = 'done' in outcome;
  payload = 'handOver' in outcome ? outcome.handOver : payload;
}
const seconds = (performance.now() - start) / 1000;
const growthMib = (most - before) / MIB;
console.log(
  `${RIDES} rides of ${HOURS} h: ${(stored / MIB).toFixed(0)} MiB in ${payload.files.length + 1} volumes, ` +
    `${((seconds / RIDES) * 100).toFixed(1)} s per 100 rides, memory grew by ${growthMib.toFixed(0)} MiB at the most`,
);
if (!(growthMib <= MOST_GROWTH_MIB)) {
  console.error(`${MOST_GROWTH_MIB} MiB are the limit.`);
  process.exitCode = 1;
}
