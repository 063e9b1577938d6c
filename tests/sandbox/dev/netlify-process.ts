import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DevOptions } from './options.ts';

const GENTLE_MS = 8_000;
const POLL_MS = 50;

/** Starts `netlify dev` as the head of a process group of its own, so that all it starts can be ended. */
export function startNetlify(options: DevOptions, env: NodeJS.ProcessEnv): ChildProcess {
  const args = [
    fileURLToPath(new URL('./netlify.ts', import.meta.url)),
    'dev',
    // no account, no downloads: everything is here
    '--offline',
    '--no-open',
    '--internal-disable-edge-functions',
    '--skip-gitignore',
    '--port',
    String(options.port),
    '--target-port',
    String(options.sitePort),
  ];
  return spawn(process.execPath, args, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Ends the whole group and waits until nobody of it is left. */
export async function endGroup(leader: number): Promise<void> {
  signal(leader, 'SIGTERM');
  const patience = Date.now() + GENTLE_MS;
  while (isThere(leader)) {
    if (Date.now() > patience) {
      signal(leader, 'SIGKILL');
    }
    await sleep(POLL_MS);
  }
}

function signal(leader: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, name);
  } catch {
    return false; // the group is gone, or all that is left of it are the dead
  }
}

function isThere(leader: number): boolean {
  return signal(leader, 0);
}
