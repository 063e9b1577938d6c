import * as operations from '../../lib/contract/webhooks.ts';
import type { Deps } from '../../lib/core/ports.ts';
import { handshake } from '../../lib/features/webhooks/handshake.ts';
import { receiveEvent } from '../../lib/features/webhooks/receive-event.ts';
import { route, serve } from '../../lib/http/serve.ts';
import { serve as listen } from '../sandbox/strava/server.ts';

export interface Site {
  url: string;
  /** How often a runner was woken. */
  wakes(): number;
  close(): Promise<void>;
}

/**
 * What the outside world reaches of a deployment: the webhooks function, by turns on each of its instances,
 * and the background function, which here only takes note that it was woken.
 */
export async function openSite(options: {
  webhookSecret: string;
  instances: { deps: Deps }[];
}): Promise<Site> {
  const functions = new Map<Deps, ReturnType<typeof serve>>();
  let turn = 0;
  let wakes = 0;
  const webhooksOf = (deps: Deps) => {
    const known =
      functions.get(deps) ??
      serve(
        () => deps,
        [route(operations.stravaHandshake, handshake), route(operations.stravaEvent, receiveEvent)],
      );
    functions.set(deps, known);
    return known;
  };
  const server = await listen({
    port: 0,
    host: '127.0.0.1',
    log: () => undefined,
    async handler(request) {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/api/v1/webhooks/')) {
        turn += 1;
        const instance = options.instances[turn % options.instances.length];
        return instance === undefined
          ? new Response(null, { status: 503 })
          : webhooksOf(instance.deps)(request);
      }
      wakes += 1;
      return new Response(null, { status: 202 });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    wakes: () => wakes,
    close: server.close,
  };
}
