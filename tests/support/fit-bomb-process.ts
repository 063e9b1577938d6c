/**
 * Decodes every file of `FIT_BOMBS`, one after the other, and prints as JSON what came of each, how long the
 * processor had to do with it, and the most memory the process took. Started with a small heap by the test.
 */
import { decodeFit } from '../../lib/recording/fit/decode-fit.ts';
import { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import { FIT_BOMBS } from './fit-bombs.ts';

const outcomes = Object.entries(FIT_BOMBS).map(([name, build]) => {
  // of one file only
  globalThis.gc?.();
  const file = build();
  const before = process.cpuUsage();
  let outcome = 'decoded';
  try {
    decodeFit(file, {});
  } catch (error) {
    outcome = error instanceof UnreadableFile ? error.code : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  return { name, outcome, cpuS: (user + system) / 1e6 };
});
process.stdout.write(JSON.stringify({ outcomes, mostMib: process.resourceUsage().maxRSS / 1024 }));
