import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runMeasurement } from './children.ts';
import type { Finding } from './verdicts.ts';

interface Told {
  status: number;
  afterImport: boolean;
  afterFailure: boolean;
}

/** A port at which nobody answers. */
const NOWHERE = 'http://127.0.0.1:9';

/** Sentry's code stays asleep where it is off, and works from the built function where it is on. */
export async function trackerFindings(
  file: string,
  env: Record<string, string>,
): Promise<Finding[]> {
  let reports = 0;
  const tracker = createServer((request, response) => {
    reports += 1;
    request.resume();
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(tracker, 'listening');
  const dsn = `http://key@127.0.0.1:${(tracker.address() as AddressInfo).port}/1`;
  const broken = { ...env, SUPABASE_URL: NOWHERE };
  const off = await runMeasurement<Told>('tracker-process.ts', { file }, broken);
  const sentWhenOff = reports;
  const on = await runMeasurement<Told>(
    'tracker-process.ts',
    { file },
    { ...broken, SENTRY_DSN: dsn },
  );
  tracker.close();
  const row = (name: string, told: Told, sent: number, wanted: boolean): Finding => {
    const asWanted =
      told.status === 500 &&
      !told.afterImport &&
      told.afterFailure === wanted &&
      sent > 0 === wanted;
    return {
      name,
      figures: {
        status: told.status,
        'loaded by import': String(told.afterImport),
        'loaded by the error': String(told.afterFailure),
        reports: sent,
      },
      held: { value: asWanted ? 0 : 1, atMost: 0 },
    };
  };
  return [row('off', off, sentWhenOff, false), row('on', on, reports - sentWhenOff, true)];
}
