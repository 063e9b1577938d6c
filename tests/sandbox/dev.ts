/**
 * `npm run dev`: Fettle on this machine, with all it needs. Starts `netlify dev`, which starts world.ts, and
 * shows what matters of what they write; the rest is in .fettle/functions.log.
 */
import { createWriteStream, mkdirSync } from 'node:fs';
import { endGroup, startNetlify } from './dev/netlify-process.ts';
import { environmentOf, readOptions, USAGE, UsageError } from './dev/options.ts';
import { createOutput } from './dev/output.ts';
import { takenPorts } from './dev/ports.ts';

const LOG = '.fettle/functions.log';
const PARENT_CHECK_MS = 1_000;

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  const taken = await takenPorts(options);
  if (taken.length > 0) {
    console.error(taken.join('\n'));
    return 1;
  }
  mkdirSync('.fettle', { recursive: true });
  const log = createWriteStream(LOG);
  const output = createOutput({
    log,
    verbose: options.verbose,
    isTerminal: process.stdout.isTTY,
    write: (text) => process.stdout.write(text),
  });
  console.log(`Starting Fettle (the functions’ log: ${LOG}) …`);
  const netlify = startNetlify(options, {
    ...environmentOf(options, process.env),
    FETTLE_DEV_PID: String(process.pid),
  });
  for (const stream of [netlify.stdout, netlify.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => output.take(chunk));
  }
  const ended = await Promise.race([
    new Promise<'itself'>((resolve) => netlify.once('close', () => resolve('itself'))),
    new Promise<'itself'>((resolve) => netlify.once('error', () => resolve('itself'))),
    toldToStop(),
  ]);
  if (netlify.pid !== undefined) {
    await endGroup(netlify.pid);
  }
  log.end();
  if (ended === 'asked') {
    console.log('\nStopped.');
    return 0;
  }
  console.error(['netlify dev ended. Its last lines:', ...output.lastLines()].join('\n  '));
  return 1;
}

/** A signal, or npm's end where npm started this: npm passes no SIGTERM on. */
async function toldToStop(): Promise<'asked'> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => resolve('asked'));
    }
    const parent = process.ppid;
    if (process.env['npm_lifecycle_event'] !== undefined) {
      setInterval(() => {
        if (process.ppid !== parent) {
          resolve('asked');
        }
      }, PARENT_CHECK_MS).unref();
    }
  });
}

// whoever reads our output may leave before we do
process.stdout.on('error', () => undefined);

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
}
process.exit();
