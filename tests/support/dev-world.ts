/**
 * Fettle as `npm run dev` starts it, for journeys over HTTP: a real `netlify dev` with its own database and
 * Strava, on free ports, from a copy of the tree. The copy keeps it apart from a world that the developer has
 * running: netlify dev empties the folder of built functions when it starts, and rebuilds at every edit.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BASE, type CallInput } from './app.ts';
import { type Answer, checkAnswer, operationOf } from './check-answer.ts';
import { ROOT } from './source.ts';

/** What the functions are made of, and what brings up the world around them. */
const COPIED = ['lib', 'netlify', 'netlify.toml', 'package.json', 'supabase', 'tests/sandbox'];
const READY = 'Fettle is ready';
const START_MS = 100_000;
const POLL_MS = 400;
const CALL_MS = 30_000;
const LINES_TO_TELL = 30;

export interface DevWorld {
  siteUrl: string;
  stravaUrl: string;
  /** Ids of the operations that were called. */
  called: Set<string>;
  /** Calls Fettle; the answer is held against the contract. */
  call(input: CallInput): Promise<Answer>;
  /** Calls Fettle outside the contract: preflights, pages of the site. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The simulated Strava's control API, below `/_sim`. */
  sim<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

/** Starts it all; about 15 s. */
export async function startDevWorld(): Promise<DevWorld> {
  const folder = await copyTree();
  const [port, sitePort, supabasePort, postgresPort, stravaPort] = await freePorts(5);
  const flags = {
    port,
    'site-port': sitePort,
    'supabase-port': supabasePort,
    'postgres-port': postgresPort,
    'strava-port': stravaPort,
    data: ':memory:',
  };
  const child = spawn(
    process.execPath,
    [
      'tests/sandbox/dev.ts',
      '--no-seed',
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const close = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
  } catch (error) {
    await end(child);
    const log = await readFile(join(folder, '.fettle/functions.log'), 'utf8').catch(() => '');
    await close();
    throw new Error(`${String(error)}\n${log.split('\n').slice(-LINES_TO_TELL).join('\n')}`, {
      cause: error,
    });
  }
  const siteUrl = `http://localhost:${port}`;
  const stravaUrl = `http://127.0.0.1:${stravaPort}`;
  return { siteUrl, stravaUrl, ...callers({ siteUrl, stravaUrl }), close };
}

function callers({ siteUrl, stravaUrl }: { siteUrl: string; stravaUrl: string }) {
  const called = new Set<string>();
  return {
    called,
    async call(input: CallInput): Promise<Answer> {
      const { method = 'GET', path, token, body, rawBody, headers = {} } = input;
      const request = new Request(`${siteUrl}${BASE}${path}`, { method });
      const sent = body === undefined ? rawBody : JSON.stringify(body);
      const response = await fetch(request.url, {
        method,
        redirect: 'manual',
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
        signal: AbortSignal.timeout(CALL_MS),
      });
      const id = operationOf(method, new URL(request.url).pathname)?.id;
      if (id !== undefined) {
        called.add(id);
      }
      return checkAnswer(request, response);
    },
    fetch: async (path: string, init: RequestInit = {}) =>
      fetch(siteUrl + path, { ...init, signal: AbortSignal.timeout(CALL_MS) }),
    async sim<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${stravaUrl}/_sim${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) {
        throw new Error(
          `The simulator answered ${method} ${path} with ${response.status}: ${text}`,
        );
      }
      return JSON.parse(text) as T;
    },
  };
}

async function copyTree(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-journey-'));
  for (const path of COPIED) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // the snapshots that make an empty database quick
  await mkdir(join(ROOT, '.fettle/local-supabase'), { recursive: true });
  await mkdir(join(folder, '.fettle'));
  await symlink(join(ROOT, '.fettle/local-supabase'), join(folder, '.fettle/local-supabase'));
  return folder;
}

/** Ports nobody listens on just now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return ports;
}

async function untilReady(child: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`npm run dev ${why}:\n${output}`));
    const timer = setTimeout(() => fail(`took over ${START_MS / 1000} s`), START_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        if (output.includes(READY)) {
          clearTimeout(timer);
          resolve();
        }
      });
    }
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended');
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

/** Asks until there is an answer, or says what never came. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  deadlineMs = 30_000,
): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > until) {
      throw new Error(`Not within ${deadlineMs / 1000} s: ${what}`);
    }
    await sleep(POLL_MS);
  }
}
