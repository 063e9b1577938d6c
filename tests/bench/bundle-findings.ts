import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { type BuiltFunction, EMPTY } from './built-functions.ts';
import { bundleCeiling } from './bundle-ceiling.ts';
import { type Finding, median, rounded } from './verdicts.ts';

const MAX_IMPORT_MS = 150;
const ROUNDS = 11;

/** Imports a module in a process of its own; ms from asking for it to having it. */
function importMs(file: string): number {
  const program = `
    const startedMs = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - startedMs));`;
  const args = ['--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** Size and import time of every function beside the empty one: fresh processes, in turn. */
export function bundleFindings(functions: BuiltFunction[]): { size: Finding[]; start: Finding[] } {
  const times = new Map<string, number[]>(functions.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, file } of functions) {
      times.get(name)?.push(importMs(file));
    }
  }
  const empty = median(times.get(EMPTY) ?? []);
  const size = functions.map(({ name, bytes }) => {
    const kB = rounded(bytes / 1000, 1);
    return { name, figures: { kB }, held: { value: kB, atMost: bundleCeiling(name) / 1000 } };
  });
  const start = functions.map(({ name }) => {
    const ms = median(times.get(name) ?? []);
    const more = rounded(ms - empty, 1);
    const figures = { n: ROUNDS, 'import ms': rounded(ms, 1), 'over empty ms': more };
    return { name, figures, held: { value: more, atMost: MAX_IMPORT_MS } };
  });
  return { size, start };
}
