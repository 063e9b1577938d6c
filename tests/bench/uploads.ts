/**
 * What a recording takes in the database beside its file: all rows of an activity that came as FIT (the activity,
 * what is beside its samples, its streams), per hour, and how long storing takes. Made by code; with
 * FETTLE_CORPUS set, the FIT files of its fit/ folder are measured too.
 *
 *     node tests/bench/uploads.ts
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDb } from '../../lib/db/create-db.ts';
import { storeDecoded } from '../../lib/features/uploads/store-decoded.ts';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { DecodedFile } from '../../lib/recording/recording.ts';
import { startLocalSupabase } from '../sandbox/supabase/start.ts';
import { madeUpFit } from '../support/fit-builder.ts';
import { type Finding, median, printFindings, rounded } from './verdicts.ts';

const HOUR_S = 3600;
/** Rows, headers and all, are no larger than the file itself. */
const AT_MOST_OF_FILE = 1;

const stack = await startLocalSupabase({ dataFolder: ':memory:', port: 0, postgresPort: false });
const clock = { now: () => new Date(), sleep: async () => {} };
const { uploads } = createDb({ ...stack, fetch, clock });
const [athlete] = await stack.query(
  'insert into auth.users (id) values (gen_random_uuid()) returning id',
);
const athleteId = String(athlete?.['id']);

interface Measured {
  name: string;
  fileBytes: number;
  rowBytes: number;
  lastsS: number;
  storedMs: number;
}

async function measure(name: string, bytes: Uint8Array): Promise<Measured | undefined> {
  const decoded = tryDecode(name, bytes);
  if (decoded === undefined) {
    return undefined;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const upload = await uploads.create({
    athlete_id: athleteId,
    filename: name,
    size_bytes: bytes.length,
    sha256,
    storage_path: `${athleteId}/${sha256}`,
  });
  const of = { upload, filename: name, sha256, listed: undefined, isPart: false };
  const startedMs = performance.now();
  const { stored } = await storeDecoded(decoded, of, { uploads, clock });
  const storedMs = performance.now() - startedMs;
  const ids = stored.map(({ activityId }) => activityId);
  const sizes = ['activities', 'recordings', 'streams'].map(async (table) => {
    const [row] = await stack.query(
      `select coalesce(sum(pg_column_size(t)), 0)::int as bytes from ${table} t where ${table === 'activities' ? 'id' : 'activity_id'} = any ($1::uuid[])`,
      [ids],
    );
    return Number(row?.['bytes']);
  });
  return {
    name,
    fileBytes: bytes.length,
    rowBytes: (await Promise.all(sizes)).reduce((a, b) => a + b),
    lastsS: decoded.recordings.reduce((sum, { channels }) => sum + (channels.time?.length ?? 0), 0),
    storedMs,
  };
}

function tryDecode(filename: string, bytes: Uint8Array): DecodedFile | undefined {
  try {
    const decoded = decodeFile(bytes, { filename });
    return decoded.recordings.some(({ startedAt }) => startedAt === undefined)
      ? undefined
      : decoded;
  } catch {
    return undefined; // what is no recording has no size as one
  }
}

/** Of several files together, by the hour of samples. */
function finding(name: string, all: Measured[]): Finding {
  const sum = (of: (one: Measured) => number) => all.reduce((total, one) => total + of(one), 0);
  const hours = sum(({ lastsS }) => lastsS) / HOUR_S;
  const [file, rows] = [sum((one) => one.fileBytes), sum((one) => one.rowBytes)];
  return {
    name,
    figures: {
      files: all.length,
      'hours of samples': rounded(hours, 1),
      'kB of file an hour': rounded(file / hours / 1000, 1),
      'kB of rows an hour': rounded(rows / hours / 1000, 1),
      'rows of file': rounded(rows / file, 2),
      'ms to store': rounded(median(all.map(({ storedMs }) => storedMs)), 1),
    },
    held: { value: rows / file, atMost: AT_MOST_OF_FILE },
  };
}

try {
  const made = await measure('ride.fit', Uint8Array.from(madeUpFit({ count: 4 * HOUR_S }).file));
  const findings = made === undefined ? [] : [finding('a made-up ride of 4 h', [made])];
  const corpus = process.env['FETTLE_CORPUS'];
  if (corpus === undefined) {
    process.stdout.write('FETTLE_CORPUS is not set: no recorded files are measured.\n');
  } else {
    const folder = join(corpus, 'fit');
    const measured: Measured[] = [];
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.fit'))) {
      const one = await measure(file, readFileSync(join(folder, file)));
      if (one !== undefined && one.lastsS > 0) {
        measured.push(one);
      }
    }
    findings.push(finding('recorded FIT files', measured));
  }
  process.exitCode = printFindings('What a recording takes in the database', findings) ? 0 : 1;
} finally {
  await stack.close();
}
