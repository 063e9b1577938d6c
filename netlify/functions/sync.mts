import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/sync.ts';
import { deps } from '../../lib/deps.ts';
import { getSync } from '../../lib/features/sync/get-sync.ts';
import { startSync } from '../../lib/features/sync/start-sync.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.startSync, startSync),
  route(operations.getSync, getSync),
]);

export const config: Config = {
  path: '/api/v1/sync',
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
