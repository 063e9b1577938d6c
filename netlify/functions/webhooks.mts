import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/webhooks.ts';
import { deps } from '../../lib/deps.ts';
import { handshake } from '../../lib/features/webhooks/handshake.ts';
import { receiveEvent } from '../../lib/features/webhooks/receive-event.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.stravaHandshake, handshake),
  route(operations.stravaEvent, receiveEvent),
]);

// Strava sends in bursts from few addresses, and what it is refused is lost: a generous limit.
export const config: Config = {
  path: '/api/v1/webhooks/strava/:secret',
  rateLimit: { windowLimit: 6000, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
