/**
 * How to store streams: a row per channel or a row per activity, packed, beside jsonb and gzipped JSON. Sizes
 * are bytes per hour of 1 Hz data (3,600 samples) of time and eight channels; reads are of a 4 h ride, from
 * the query to the values, medians of interleaved runs in one process. The rides are made up by a seeded
 * generator; with FETTLE_CORPUS set, the FIT files of its fit/ folder are measured too.
 *
 *     node tests/bench/streams-storage.ts
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PGlite, types } from '@electric-sql/pglite';
import FitParser from 'fit-file-parser';
import type { ChannelName, Channels } from '../../lib/recording/channels.ts';
import { packChannel, unpackChannel } from '../../lib/recording/pack-channel.ts';
import { toStreamsResponse } from '../../lib/recording/strava-streams.ts';
import { madeUpRide, type Ride } from './made-up-ride.ts';

/** One way to store rides. `read` answers the values of all channels, or of one. */
interface Layout {
  name: string;
  table: string;
  columns: string;
  rowsOf: (ride: Ride) => unknown[][];
  /** Bytes of the value handed to Postgres. */
  valueBytes: (row: unknown[]) => number;
  read: (db: PGlite, request: { id: string; channel?: ChannelName }) => Promise<Channels>;
}

const RUNS = 25;

/** Characters of values that left the database: bytea travels as hex, here as through PostgREST. */
const travelled = { characters: 0 };
const PARSERS = {
  [types.BYTEA]: (hex: string) => {
    travelled.characters += hex.length;
    return Buffer.from(hex.slice(2), 'hex');
  },
  [types.JSONB]: (text: string) => {
    travelled.characters += text.length;
    return JSON.parse(text);
  },
};

const packedSize = (row: unknown[]) => (row.at(-1) as Uint8Array).length;
const namesOf = (channels: Channels) => Object.keys(channels) as ChannelName[];
const pack = (channels: Channels, name: ChannelName) => packChannel(name, channels[name] ?? []);

const LAYOUTS: Layout[] = [
  {
    name: 'row per channel, packed',
    table: 'per_channel',
    columns: 'channel text, data bytea not null, primary key (activity_id, channel)',
    rowsOf: ({ channels }) => namesOf(channels).map((name) => [name, pack(channels, name)]),
    valueBytes: packedSize,
    async read(db, { id, channel }) {
      const { rows } = await db.query<{ channel: ChannelName; data: Uint8Array }>(
        `select channel, data from per_channel where activity_id = $1 ${channel ? 'and channel = any ($2)' : ''}`,
        channel ? [id, [channel]] : [id],
      );
      return Object.fromEntries(rows.map((r) => [r.channel, unpackChannel(r.channel, r.data)]));
    },
  },
  {
    name: 'row per activity, packed',
    table: 'per_activity',
    columns: 'data bytea not null, primary key (activity_id)',
    rowsOf: ({ channels }) => [
      [concatParts(namesOf(channels).map((name) => ({ name, bytes: pack(channels, name) })))],
    ],
    valueBytes: packedSize,
    async read(db, { id, channel }) {
      const { rows } = await db.query<{ data: Uint8Array }>(
        'select data from per_activity where activity_id = $1',
        [id],
      );
      const parts = rows.flatMap(({ data }) => split(data));
      const wanted = parts.filter(({ name }) => !channel || name === channel);
      return Object.fromEntries(wanted.map((p) => [p.name, unpackChannel(p.name, p.bytes)]));
    },
  },
  {
    name: 'row per activity, jsonb',
    table: 'as_jsonb',
    columns: 'data jsonb not null, primary key (activity_id)',
    rowsOf: ({ channels }) => [[JSON.stringify(channels)]],
    valueBytes: ([text]) => Buffer.byteLength(text as string),
    async read(db, { id, channel }) {
      const { rows } = await db.query<{ data: Channels }>(
        `select ${channel ? 'jsonb_build_object($2::text, data -> $2) as data' : 'data'} from as_jsonb where activity_id = $1`,
        channel ? [id, channel] : [id],
      );
      return rows[0]?.data ?? {};
    },
  },
  {
    name: 'row per activity, gzipped JSON',
    table: 'as_gzip',
    columns: 'data bytea not null, primary key (activity_id)',
    rowsOf: ({ channels }) => [[gzipSync(JSON.stringify(channels))]],
    valueBytes: packedSize,
    async read(db, { id, channel }) {
      const { rows } = await db.query<{ data: Uint8Array }>(
        'select data from as_gzip where activity_id = $1',
        [id],
      );
      const all = JSON.parse(gunzipSync(rows[0]?.data ?? '').toString()) as Channels;
      return channel ? { [channel]: all[channel] } : all;
    },
  },
];

/** Packed channels in one value: length of name, name, length of bytes, bytes, and so on. */
function concatParts(parts: { name: string; bytes: Uint8Array }[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap(({ name, bytes }) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [Buffer.of(name.length), Buffer.from(name), length, bytes];
    }),
  );
}

function split(value: Uint8Array): { name: ChannelName; bytes: Uint8Array }[] {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const parts: { name: ChannelName; bytes: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + 1 + (bytes[at] ?? 0);
    const name = bytes.toString('latin1', at + 1, start) as ChannelName;
    const end = start + 4 + bytes.readUInt32LE(start);
    parts.push({ name, bytes: bytes.subarray(start + 4, end) });
    at = end;
  }
  return parts;
}

const FIT_FIELDS = {
  heart_rate: ['heart_rate'],
  power: ['power'],
  cadence: ['cadence'],
  speed: ['enhanced_speed', 'speed'],
  distance: ['distance'],
  altitude: ['enhanced_altitude', 'altitude'],
  temperature: ['temperature'],
} as const satisfies Partial<Record<ChannelName, string[]>>;

/** The FIT activities of ten minutes and more in a folder, with the channels they have. */
async function ridesIn(folder: string): Promise<Ride[]> {
  const rides: Ride[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.fit'))) {
    const bytes = readFileSync(join(folder, file));
    const parsed = await new FitParser({ force: true }).parseAsync(bytes).catch(() => undefined);
    const records = ((parsed?.records ?? []) as object[] as Record<string, unknown>[]).filter(
      ({ timestamp }) => timestamp !== undefined,
    );
    if (records.length < 600) {
      continue;
    }
    const numbers = (fields: readonly string[]) =>
      records.map((record) => {
        const value = fields.map((field) => record[field]).find((v) => typeof v === 'number');
        return value ?? null;
      });
    const [start = 0] = records.map(({ timestamp }) => Date.parse(String(timestamp)));
    const [lat, lng] = [numbers(['position_lat']), numbers(['position_long'])];
    const all: Record<string, unknown[]> = {
      time: records.map(({ timestamp }) => (Date.parse(String(timestamp)) - start) / 1000),
      latlng: lat.map((latDeg, i) =>
        latDeg === null || lng[i] === null ? null : [latDeg, lng[i]],
      ),
    };
    for (const [channel, fields] of Object.entries(FIT_FIELDS)) {
      all[channel] = numbers(fields);
    }
    const recorded = Object.entries(all).filter(([, values]) => values.some((v) => v !== null));
    rides.push({
      id: randomUUID(),
      sampleCount: records.length,
      channels: Object.fromEntries(recorded) as Channels,
    });
  }
  return rides;
}

async function store(db: PGlite, rides: Ride[]) {
  const hours = rides.reduce((sum, { sampleCount }) => sum + sampleCount, 0) / 3600;
  const sizes: Record<string, Record<string, number>> = {};
  for (const { name, table, columns, rowsOf, valueBytes } of LAYOUTS) {
    await db.exec(`
      drop table if exists ${table};
      create table ${table} (activity_id uuid, athlete_id uuid not null, sample_count integer not null,
        expires_at timestamptz, created_at timestamptz not null default now(), ${columns});
      create index on ${table} (athlete_id);
      create index on ${table} (expires_at) where expires_at is not null;
    `);
    let value = 0;
    let rows = 0;
    const athlete = randomUUID();
    for (const ride of rides) {
      for (const row of rowsOf(ride)) {
        const fields = row.length === 2 ? 'channel, data' : 'data';
        await db.query(
          `insert into ${table} (activity_id, athlete_id, sample_count, expires_at, ${fields})
           values ($1, $2, $3, now() + interval '7 days', ${row.map((_, i) => `$${i + 4}`).join(', ')})`,
          [ride.id, athlete, ride.sampleCount, ...row],
        );
        value += valueBytes(row);
        rows += 1;
      }
    }
    const { rows: measured } = await db.query<{ columns: number; total: number }>(
      `select sum(pg_column_size(data))::float8 as columns, pg_total_relation_size('${table}')::float8 as total
       from ${table}`,
    );
    const stored = measured[0] ?? { columns: Number.NaN, total: Number.NaN };
    sizes[name] = {
      rows,
      'value B/h': Math.round(value / hours),
      'column B/h': Math.round(stored.columns / hours),
      'table B/h': Math.round(stored.total / hours),
    };
  }
  const base = sizes[LAYOUTS[0]?.name ?? '']?.['table B/h'] ?? Number.NaN;
  for (const row of Object.values(sizes)) {
    row['× per channel'] = Number(((row['table B/h'] ?? 0) / base).toFixed(2));
  }
  process.stdout.write(`\n${rides.length} recordings, ${hours.toFixed(1)} h of 1 Hz samples\n`);
  console.table(sizes);
}

const median = (times: number[]) =>
  Number((times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN).toFixed(2));

async function timed(times: number[], work: () => unknown): Promise<void> {
  const start = performance.now();
  await work();
  times.push(performance.now() - start);
}

async function timeReads(db: PGlite, ride: Ride) {
  const requests = { all: { id: ride.id }, one: { id: ride.id, channel: 'power' as const } };
  const measured = LAYOUTS.map((layout) => ({
    layout,
    all: { times: [] as number[], characters: 0 },
    one: { times: [] as number[], characters: 0 },
  }));
  for (let run = 0; run < RUNS; run += 1) {
    for (const figures of measured) {
      for (const which of ['all', 'one'] as const) {
        travelled.characters = 0;
        await timed(figures[which].times, () => figures.layout.read(db, requests[which]));
        figures[which].characters = travelled.characters;
      }
    }
  }
  const table = measured.map(({ layout, all, one }) => [
    layout.name,
    {
      'all: ms': median(all.times),
      'all: kB sent': Math.round(all.characters / 1000),
      'one: ms': median(one.times),
      'one: kB sent': Math.round(one.characters / 1000),
    },
  ]);
  process.stdout.write(`\nreading a ride of ${ride.sampleCount / 3600} h (median of ${RUNS})\n`);
  console.table(Object.fromEntries(table));
}

async function timePacking({ channels, sampleCount }: Ride) {
  const rows: Record<string, Record<string, number>> = {};
  for (const name of namesOf(channels)) {
    const [packing, unpacking]: number[][] = [[], []];
    const bytes = pack(channels, name);
    for (let run = 0; run < RUNS; run += 1) {
      await timed(packing ?? [], () => pack(channels, name));
      await timed(unpacking ?? [], () => unpackChannel(name, bytes));
    }
    rows[name] = {
      'pack ms': median(packing ?? []),
      'unpack ms': median(unpacking ?? []),
      'B/h': Math.round((bytes.length * 3600) / sampleCount),
      'JSON B/h': Math.round((JSON.stringify(channels[name]).length * 3600) / sampleCount),
    };
  }
  process.stdout.write(`\npacking a ride of ${sampleCount / 3600} h (median of ${RUNS})\n`);
  console.table(rows);
  const thinning: Record<string, Record<string, number>> = {};
  for (const resolution of ['low', 'medium', 'high'] as const) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await timed(times, () => toStreamsResponse({ channels, resolution, sampleCount }));
    }
    thinning[resolution] = { ms: median(times) };
  }
  process.stdout.write('\nthinning all its channels\n');
  console.table(thinning);
}

const sorted = (channels: Channels) =>
  JSON.stringify(Object.entries(channels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const rides = Array.from({ length: 16 }, (_, i) => madeUpRide({ seed: i + 1, hours: 1 + (i % 4) }));
const longest = rides.find(({ sampleCount }) => sampleCount === 4 * 3600);
const db = new PGlite('memory://', { parsers: PARSERS });
await store(db, rides);
if (longest) {
  // every layout answers the same values, or the figures would not compare
  const [first, ...others] = await Promise.all(
    LAYOUTS.map(async (layout) => sorted(await layout.read(db, { id: longest.id }))),
  );
  if (others.some((other) => other !== first)) {
    throw new Error('The layouts do not answer the same.');
  }
  await timeReads(db, longest);
  await timePacking(longest);
}
const corpus = process.env.FETTLE_CORPUS;
if (corpus) {
  await store(db, await ridesIn(join(corpus, 'fit')));
} else {
  process.stdout.write('\nFIT corpus left out: FETTLE_CORPUS is not set\n');
}
await db.close();
