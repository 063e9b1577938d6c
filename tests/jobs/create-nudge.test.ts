import { expect, it } from 'vitest';
import { createLog } from '../../lib/core/log.ts';
import { createNudge } from '../../lib/jobs/create-nudge.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');

/** A nudge whose queue answers when it is told to. */
function setUp() {
  const asked: { answer: (taken: boolean) => void; fail: (error: Error) => void }[] = [];
  const calls: string[] = [];
  const lines: string[] = [];
  const nudge = createNudge({
    fetch: async (url) => {
      calls.push(new Request(url).url);
      return new Response(null, { status: 202 });
    },
    siteUrl: 'https://fettle.example',
    internal: { bearer: () => 'Bearer x', isInternal: () => false },
    queue: {
      takeWake: () =>
        new Promise((answer, fail) => {
          asked.push({ answer, fail });
        }),
    },
    clock: { now: () => NOW, sleep: async () => {} },
    log: createLog({ write: (line) => lines.push(line), now: () => NOW }),
  });
  return { nudge, asked, calls, lines };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('a burst costs two attempts: the one under way, and one for all who came meanwhile', async () => {
  const { nudge, asked, calls } = setUp();
  const wakes = Array.from({ length: 1000 }, () => nudge.wake());
  expect(asked).toHaveLength(1);
  asked[0]?.answer(true);
  await wakes[0];
  await turn();
  expect(asked).toHaveLength(2);
  asked[1]?.answer(false);
  await Promise.all(wakes);
  expect(asked).toHaveLength(2);
  expect(calls).toEqual(['https://fettle.example/.netlify/functions/run-jobs-background']);
});

it('every call is followed by an attempt that began after it', async () => {
  const { nudge, asked } = setUp();
  const first = nudge.wake();
  const second = nudge.wake();
  asked[0]?.answer(true);
  await first;
  await turn();
  const third = nudge.wake();
  asked[1]?.answer(false);
  await second;
  await turn();
  expect(asked).toHaveLength(3);
  asked[2]?.answer(true);
  await third;
});

it('a failed attempt is no failure of its callers, and the next one is made', async () => {
  const { nudge, asked, calls, lines } = setUp();
  const both = [nudge.wake(), nudge.wake()];
  asked[0]?.fail(new Error('down'));
  await turn();
  asked[1]?.answer(true);
  await Promise.all(both);
  expect(calls).toHaveLength(1);
  expect(lines.join()).toContain('nudge_failed');
});
