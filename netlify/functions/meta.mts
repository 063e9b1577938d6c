import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/meta.ts';
import document from '../../lib/contract/openapi.json' with { type: 'json' };
import { deps } from '../../lib/deps.ts';
import { getConfig } from '../../lib/features/meta/get-config.ts';
import { getHealth } from '../../lib/features/meta/get-health.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.getHealth, getHealth),
  route(operations.getConfig, getConfig),
  route(operations.getOpenapi, async () => document),
]);

export const config: Config = {
  path: ['/api/v1/health', '/api/v1/config', '/api/v1/openapi.json'],
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
