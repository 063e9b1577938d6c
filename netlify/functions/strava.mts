import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/strava.ts';
import { deps } from '../../lib/deps.ts';
import { callback } from '../../lib/features/strava/callback.ts';
import { disconnect } from '../../lib/features/strava/disconnect.ts';
import { exchange } from '../../lib/features/strava/exchange.ts';
import { getStatus } from '../../lib/features/strava/get-status.ts';
import { login } from '../../lib/features/strava/login.ts';
import { token } from '../../lib/features/strava/token.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.stravaLogin, login),
  route(operations.stravaCallback, callback),
  route(operations.stravaToken, token),
  route(operations.stravaExchange, exchange),
  route(operations.getStravaStatus, getStatus),
  route(operations.disconnectStrava, disconnect),
]);

export const config: Config = {
  path: [
    '/api/v1/strava',
    '/api/v1/strava/login',
    '/api/v1/strava/callback',
    '/api/v1/strava/token',
    '/api/v1/strava/exchange',
    '/api/v1/strava/status',
  ],
  rateLimit: { windowLimit: 60, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
