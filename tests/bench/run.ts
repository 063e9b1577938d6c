/**
 * `npm run bench`: what the program promises of its speed and size, measured on the built functions. Times are
 * ratios and medians of interleaved runs in one process, since machines differ. Exits 1 where a promise does
 * not hold.
 *
 * The data is a local Supabase on a real Postgres server, in a process of its own: there is no network
 * between, so that nothing hides what the functions add.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from './built-functions.ts';
import { bundleFindings } from './bundle-findings.ts';
import { burstFindings } from './burst-findings.ts';
import { runMeasurement, startService } from './children.ts';
import { functionEnv } from './function-env.ts';
import type { Database } from './local-database.ts';
import type { Platform } from './local-platform.ts';
import { overheadFindings, storageNote } from './request-overhead.ts';
import type { RequestsTask, RequestTimes } from './requests-process.ts';
import { trackerFindings } from './tracker-findings.ts';
import { printFindings } from './verdicts.ts';

const ROUNDS = 300;
const WARM_UP_ROUNDS = 30;

const startedMs = performance.now();
const held: boolean[] = [];
const print = (...args: Parameters<typeof printFindings>) => held.push(printFindings(...args));
const say = (text: string) => process.stdout.write(`${text}\n`);
const [cpu] = cpus();
say(`${new Date().toISOString()}, Node ${process.version}, ${process.platform} ${process.arch}`);
say(
  `${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}`,
);

const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
const blobsFolder = mkdtempSync(join(folder, 'blobs-'));
const database = await startService<Database>('local-database.ts');
const platform = await startService<Platform>('local-platform.ts', [blobsFolder]);
try {
  const functions = await buildFunctions(folder);
  const fileOf = (name: string) => functions.find((built) => built.name === name)?.file ?? '';
  const env = functionEnv(database.facts, platform.facts);

  const task: RequestsTask = {
    file: fileOf('activities'),
    database: database.facts,
    blobs: { context: platform.facts.blobsContext, folder: blobsFolder },
    rounds: ROUNDS,
    warmUpRounds: WARM_UP_ROUNDS,
  };
  const times = await runMeasurement<RequestTimes>('requests-process.ts', task, env);
  const { activities, athletes } = database.facts;
  const data = `${activities} activities of one athlete of ${athletes}`;
  print(`GET /activities?per_page=20, ${data}`, overheadFindings('list', times));
  say(storageNote('list', times));
  print('GET /activities/{id}/streams, 1 h, 9 channels', overheadFindings('streams', times));
  say(storageNote('streams', times));

  const burst = await burstFindings(fileOf('webhooks'), database, env);
  print('POST /webhooks/strava/{secret}: a burst, all at once', burst.answers);
  print('What the bursts left in the database', burst.stored);

  const { size, start } = bundleFindings(functions);
  print('What ships with each function, beside the platform’s own', size);
  print('Import in a fresh process', start);
  print(
    'The error tracker, in a built function that fails',
    await trackerFindings(fileOf('webhooks'), env),
  );
} finally {
  await Promise.all([platform.close(), database.close()]);
  rmSync(folder, { recursive: true, force: true });
}

for (const program of [
  'training.ts',
  'analysis.ts',
  'insights.ts',
  'streams-storage.ts',
  'write.ts',
  'fit.ts',
  'uploads.ts',
  'xml.ts',
  'export.ts',
]) {
  const file = join(import.meta.dirname, program);
  held.push(spawnSync(process.execPath, [file], { stdio: 'inherit' }).status === 0);
}
say(
  `\n${held.every(Boolean) ? 'PASS' : 'FAIL'} after ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
);
process.exitCode = held.every(Boolean) ? 0 : 1;
