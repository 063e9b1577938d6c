/** Sends a burst of webhook events, all at once, to the built function. Answers how long each one took. */
import { pathToFileURL } from 'node:url';
import { givenTask } from './children.ts';

export interface BurstTask {
  file: string;
  secret: string;
  /** Bodies, in the order they are sent; `warmUp` goes before, one after the other. */
  warmUp: object[];
  bursts: object[][];
}

export interface BurstTimes {
  /** ms from the first request of the burst to this one's answer. */
  times: number[];
  refused: number;
  /** ms until all that went on after the answers was done. */
  settledMs: number;
}

type Handler = (
  request: Request,
  context: { waitUntil(work: Promise<unknown>): void },
) => Promise<Response>;

const task = await givenTask<BurstTask>();
const module = (await import(pathToFileURL(task.file).href)) as { default: Handler };

async function send(bodies: object[]): Promise<BurstTimes> {
  const later: Promise<unknown>[] = [];
  let refused = 0;
  const startedMs = performance.now();
  const times = await Promise.all(
    bodies.map(async (body) => {
      const request = new Request(`http://localhost/api/v1/webhooks/strava/${task.secret}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const response = await module.default(request, { waitUntil: (work) => later.push(work) });
      await response.arrayBuffer();
      refused += response.status === 200 ? 0 : 1;
      return performance.now() - startedMs;
    }),
  );
  await Promise.all(later);
  return { times, refused, settledMs: performance.now() - startedMs };
}

for (const body of task.warmUp) {
  await send([body]);
}
const measured: BurstTimes[] = [];
for (const burst of task.bursts) {
  measured.push(await send(burst));
}
process.send?.(measured, () => process.exit());
