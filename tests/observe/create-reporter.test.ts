import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../lib/core/log.ts';
import { createReporter, type ReporterOptions } from '../../lib/observe/create-reporter.ts';

const EMAIL = 'runner@example.org';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const ATHLETE = 'a0000000-0000-4000-8000-00000000000a';

function createHarness(options: Partial<ReporterOptions>) {
  const pending: Promise<unknown>[] = [];
  const lines: string[] = [];
  const report = createReporter({
    dsn: undefined,
    release: '0.1.0',
    fetch,
    later: { run: (work) => void pending.push(work) },
    log: createLog({ write: (line) => lines.push(line), now: () => new Date(0) }),
    ...options,
  });
  return { report, lines, pending, idle: () => Promise.all(pending) };
}

/** A stand-in for Sentry: keeps what it is sent. */
async function startTracker() {
  const bodies: string[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { bodies, paths, dsn: `http://public@127.0.0.1:${port}/42` };
}

describe('without a DSN', () => {
  test('nothing is loaded, sent or left for later', () => {
    const { report, pending } = createHarness({
      load: () => Promise.reject(new Error('must not be loaded')),
    });
    report(new Error('boom'), {});
    expect(pending).toEqual([]);
  });

  test('Sentry’s code is not read from disk; with one it is, with the first error', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { createReporter } = await import(process.argv[1]);
      const log = { info() {}, warn() {}, error() {} };
      const sees = () => loaded.some((url) => url.includes('@sentry'));
      const fetch = async () => new Response('{}');
      const waiting = [];
      const common = { release: '1', fetch, log, later: { run: (work) => waiting.push(work) } };
      createReporter({ ...common, dsn: undefined })(new Error('boom'), {});
      const off = sees();
      const report = createReporter({ ...common, dsn: 'http://public@127.0.0.1:9/42' });
      const idle = sees();
      report(new Error('boom'), {});
      await Promise.all(waiting);
      console.log(JSON.stringify({ off, idle, used: sees() }));
    `;
    const module = new URL('../../lib/observe/create-reporter.ts', import.meta.url).href;
    const args = ['--input-type=module', '--eval', script, module];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual({ off: false, idle: false, used: true });
  }, 20_000);
});

describe('with a DSN', () => {
  test('an envelope arrives, with the error, its cause and where it happened', async () => {
    const { bodies, paths, dsn } = await startTracker();
    const { report, idle } = createHarness({ dsn });
    const cause = new TypeError('the reason');
    report(new Error('boom', { cause }), { request_id: 'r-1', operation: 'getMe', durationMs: 12 });
    await idle();
    expect(paths).toEqual([expect.stringMatching(/^\/api\/42\/envelope\//)]);
    const event = JSON.parse(bodies[0]?.split('\n')[2] ?? '') as {
      release: string;
      tags: unknown;
      exception: { values: { type: string; value: string; stacktrace: { frames: unknown[] } }[] };
    };
    expect(event.release).toBe('0.1.0');
    expect(event.tags).toEqual({ request_id: 'r-1', operation: 'getMe', duration_ms: 12 });
    expect(event.exception.values.map(({ type, value }) => `${type}: ${value}`)).toEqual([
      'TypeError: the reason',
      'Error: boom',
    ]);
    expect(event.exception.values[1]?.stacktrace.frames.length).toBeGreaterThan(0);
  });

  test('no token, address or athlete is in it', async () => {
    const { bodies, dsn } = await startTracker();
    const { report, idle } = createHarness({ dsn });
    const cause = new Error(`of ${EMAIL}, Bearer ${TOKEN}, sb_secret_0123456789`);
    const error = Object.assign(new Error(`refused ${TOKEN} of ${EMAIL}`, { cause }), {
      email: EMAIL,
      accessToken: TOKEN,
    });
    report(error, {
      athlete_id: ATHLETE,
      email: EMAIL,
      operation: `sync ${EMAIL}`,
      body: { token: TOKEN },
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    report(`thrown text ${TOKEN} ${EMAIL}`, {});
    report({ thrown: 'object', email: EMAIL, nested: { token: TOKEN } }, {});
    await idle();
    expect(bodies).toHaveLength(3);
    const all = bodies.join('\n');
    for (const secret of [EMAIL, TOKEN, ATHLETE, 'sb_secret_0123456789']) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain('[email]');
    expect(all).toContain('[token]');
  });

  test.each([
    { case: 'refuses', fetch: () => Promise.reject(new TypeError('fetch failed')) },
    { case: 'answers 429', fetch: async () => new Response('{}', { status: 429 }) },
  ])('a tracker that $case harms nobody', async ({ fetch }) => {
    const { report, idle } = createHarness({ dsn: 'http://public@127.0.0.1:9/42', fetch });
    report(new Error('boom'), {});
    await expect(idle()).resolves.toBeDefined();
  });

  test.each([
    { case: 'cannot be loaded', load: () => Promise.reject(new Error('no file')) },
    {
      case: 'throws',
      load: async () => ({
        createTracker: () => {
          throw new Error('bad DSN');
        },
      }),
    },
  ])('a tracker that $case harms nobody, and the log says so', async ({ load }) => {
    const { report, idle, lines } = createHarness({ dsn: 'http://public@127.0.0.1:9/42', load });
    report(new Error('boom'), {});
    await idle();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('report_failed');
  });
});
