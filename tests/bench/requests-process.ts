/**
 * Times the built activities function beside bare handlers, in one warm process: every round calls each of
 * them once, in turn. Answers the times over IPC.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BareHandlers, createBareHandlers } from './bare-handlers.ts';
import { givenTask } from './children.ts';
import type { Database } from './local-database.ts';
import { seeded } from './made-up-ride.ts';

export interface RequestsTask {
  /** The built function. */
  file: string;
  database: Database;
  blobs: { context: string; folder: string };
  rounds: number;
  warmUpRounds: number;
}

/** Milliseconds of each call, and the size of one answer, by contender. */
export type RequestTimes = Record<string, { times: number[]; bytes: number }>;

type Handler = (
  request: Request,
  context: { waitUntil(work: Promise<unknown>): void },
) => Promise<Response>;

interface Contender {
  name: string;
  handler: Handler;
  path: string;
  blobs: boolean;
  /** Of an answer of another kind the time says nothing. */
  expects: { status: number; cache?: string };
  /** Before the timed call, of the same contender. */
  prepare?: () => Promise<void>;
  ifNoneMatch?: string;
}

const MAX_ATTEMPTS = 10;

const task = await givenTask<RequestsTask>();
const { database, blobs } = task;
const PATHS = {
  list: '/api/v1/activities?per_page=20',
  streams: `/api/v1/activities/${database.activityId}/streams`,
} as const;

/** An instance of the built function of its own, as cold as a new one. */
async function instance(name: string): Promise<Handler> {
  const module = (await import(`${pathToFileURL(task.file).href}?${name}`)) as { default: Handler };
  return module.default;
}

interface Called {
  ms: number;
  bytes: number;
  etag: string;
  /** What the cache said. */
  cache: string | undefined;
}

/** Throws where the answer is not of the expected status. */
async function call(contender: Contender): Promise<Called> {
  const later: Promise<unknown>[] = [];
  if (contender.blobs) {
    process.env['NETLIFY_BLOBS_CONTEXT'] = blobs.context;
  } else {
    delete process.env['NETLIFY_BLOBS_CONTEXT'];
  }
  const headers = {
    authorization: `Bearer ${database.accessToken}`,
    ...(contender.ifNoneMatch === undefined ? {} : { 'if-none-match': contender.ifNoneMatch }),
  };
  const startedMs = performance.now();
  const request = new Request(`http://localhost${contender.path}`, { headers });
  const response = await contender.handler(request, { waitUntil: (work) => later.push(work) });
  const body = await response.arrayBuffer();
  const ms = performance.now() - startedMs;
  // what goes on after the answer must not fall into the next one's time
  await Promise.all(later);
  const { status } = contender.expects;
  if (response.status !== status) {
    const text = Buffer.from(body).toString().slice(0, 300);
    throw new Error(`${contender.name}: ${response.status}, not ${status}: ${text}`);
  }
  const cache = response.headers.get('x-cache') ?? undefined;
  return { ms, bytes: body.byteLength, etag: response.headers.get('etag') ?? '', cache };
}

/** One call that went through the cache as it should: on a busy machine storage may answer too late. */
async function callAsExpected(contender: Contender): Promise<Called> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    try {
      await contender.prepare?.();
      const called = await call(contender);
      if (called.cache === contender.expects.cache) {
        return called;
      }
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
  throw new Error(`${contender.name}: the cache does not say ${contender.expects.cache}.`);
}

async function forget(): Promise<void> {
  for (const name of readdirSync(blobs.folder)) {
    rmSync(join(blobs.folder, name), { recursive: true, force: true });
  }
}

async function contendersOf(
  which: keyof typeof PATHS,
  bare: [string, BareHandlers[keyof BareHandlers]][],
): Promise<Contender[]> {
  const path = PATHS[which];
  const fettle = async (
    name: string,
    expects: Contender['expects'],
    rest: Partial<Contender> = {},
  ): Promise<Contender> => ({
    name: `${which}: ${name}`,
    handler: await instance(`${which} ${name}`),
    path,
    blobs: true,
    expects,
    ...rest,
  });
  const fill = (contender: Contender) => async () => {
    const { ifNoneMatch: _, ...plain } = contender;
    await call({ ...plain, expects: { status: 200 } });
  };
  const off = await fettle('cache off', { status: 200, cache: 'MISS' }, { blobs: false });
  const miss = await fettle('cache MISS', { status: 200, cache: 'MISS' }, { prepare: forget });
  const hit = await fettle('cache HIT', { status: 200, cache: 'HIT' });
  const { etag } = await call(off);
  const same = await fettle(
    'cache off, 304',
    { status: 304, cache: 'MISS' },
    { blobs: false, ifNoneMatch: etag },
  );
  const sameHit = await fettle('cache HIT, 304', { status: 304, cache: 'HIT' });
  sameHit.ifNoneMatch = etag;
  return [
    ...bare.map(([name, handler]) => ({
      name: `${which}: ${name}`,
      handler,
      path,
      blobs: false,
      expects: { status: 200 },
    })),
    off,
    miss,
    { ...hit, prepare: fill(hit) },
    same,
    { ...sameHit, prepare: fill(sameHit) },
  ];
}

const random = seeded(1);

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const bare = createBareHandlers(database);
const groups = [
  await contendersOf('list', [
    ['bare', bare.list],
    ['bare, new client', bare.listNewClient],
  ]),
  await contendersOf('streams', [
    ['bare', bare.streams],
    ['bare, not unpacked', bare.streamsPacked],
  ]),
];
const measured: RequestTimes = {};
for (const contenders of groups) {
  for (const { name } of contenders) {
    measured[name] = { times: [], bytes: 0 };
  }
  for (let round = -task.warmUpRounds; round < task.rounds; round += 1) {
    // in another order each time: one call's garbage is another one's pause
    for (const contender of shuffled(contenders)) {
      const { ms, bytes } = await callAsExpected(contender);
      const row = measured[contender.name];
      if (row !== undefined && round >= 0) {
        row.times.push(ms);
        row.bytes = bytes;
      }
    }
  }
}
process.send?.(measured, () => process.exit());
