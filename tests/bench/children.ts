import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of this folder that goes on running beside the benchmark. */
export interface Service<T> {
  /** The first thing it said. */
  facts: T;
  ask<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

interface Reply {
  id: number;
  rows?: unknown[];
  error?: string;
}

/** Starts a program and waits until it says where it is. */
export async function startService<T>(file: string, args: string[] = []): Promise<Service<T>> {
  const child = fork(join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'ignore', 2, 'ipc'],
  });
  const facts = await firstMessage<T>(child, file);
  let asked = 0;
  return {
    facts,
    ask: (sql) =>
      new Promise((resolve, reject) => {
        asked += 1;
        const id = asked;
        const hear = (reply: Reply) => {
          if (reply.id !== id) {
            return;
          }
          child.off('message', hear);
          if (reply.error === undefined) {
            resolve((reply.rows ?? []) as never);
          } else {
            reject(new Error(reply.error));
          }
        };
        child.on('message', hear);
        child.send({ id, sql });
      }),
    async close() {
      const gone = new Promise((done) => child.once('exit', done));
      child.disconnect();
      await gone;
    },
  };
}

/** What the program that this is called in was started for. */
export async function givenTask<T>(): Promise<T> {
  const [task] = (await once(process, 'message')) as [T];
  return task;
}

/**
 * Runs a program to its end and answers what it said. Its output, the functions' logs, is read and dropped,
 * as the platform reads it.
 */
export async function runMeasurement<T>(
  file: string,
  task: unknown,
  env: Record<string, string>,
): Promise<T> {
  const child = fork(join(import.meta.dirname, file), [], {
    stdio: ['ignore', 'pipe', 2, 'ipc'],
    env: { PATH: process.env['PATH'], ...env },
  });
  child.stdout?.resume();
  child.send(task as object);
  const gone = new Promise((done) => child.once('exit', done));
  const said = await firstMessage<T>(child, file);
  await gone;
  return said;
}

function firstMessage<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`${file} ended early, with ${code}.`)));
  });
}
