import { hash } from 'node:crypto';
import type { Operation } from '../contract/operation.ts';
import type { AthleteCaller } from '../core/caller.ts';
import { AppError } from '../core/errors.ts';
import type { Json } from '../core/ports/rows.ts';
import type { Deps } from '../core/ports.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Runs a creating request at most once per `Idempotency-Key`. The first answer is kept and repeated; a
 * request that failed is forgotten, so that it can be tried again with the same key.
 */
export async function runOnce(
  request: {
    key: string | undefined;
    operation: Operation;
    caller: AthleteCaller;
    path: string;
    bodyText: string;
  },
  deps: Pick<Deps, 'idempotencyKeys' | 'clock' | 'log'>,
  run: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const { key, caller } = request;
  if (key === undefined) {
    return { ...(await run()), replayed: false };
  }
  if (!UUID.test(key)) {
    throw new AppError('validation_failed', {
      detail: 'Idempotency-Key is not a UUID.',
      errors: [{ path: 'header.idempotency-key', message: 'Send a UUID made for this request.' }],
    });
  }
  const requestSha256 = hash(
    'sha256',
    `${request.operation.method} ${request.path.replace(/\/+$/, '')}\n${request.bodyText}`,
    'base64url',
  );
  const claim = await deps.idempotencyKeys.claim(caller, {
    key,
    operation: request.operation.id,
    requestSha256,
    now: deps.clock.now(),
  });
  switch (claim.state) {
    case 'replay':
      return { status: claim.status, body: claim.response, replayed: true };
    case 'mismatch':
      throw new AppError('idempotency_mismatch', {
        detail:
          'This Idempotency-Key was used for another request: make a new key for each request.',
      });
    case 'running':
      throw new AppError('conflict', {
        detail:
          'The first request with this Idempotency-Key is still being answered: try again shortly.',
        retryAfterS: 1,
      });
    case 'claimed':
      break;
  }
  const answer = await run().catch(async (error: unknown) => {
    await attempt('idempotency_release_failed', deps.idempotencyKeys.release(caller, key), deps);
    throw error;
  });
  // Done is done: a 500 now would have it done again. The claim stays, and repeats wait until it is free.
  const { status, body } = answer;
  const settling = deps.idempotencyKeys.settle(caller, { key, status, response: body as Json });
  await attempt('idempotency_settle_failed', settling, deps);
  return { ...answer, replayed: false };
}

async function attempt(event: string, work: Promise<void>, deps: Pick<Deps, 'log'>): Promise<void> {
  await work.catch((error: unknown) => deps.log.warn(event, { error }));
}
