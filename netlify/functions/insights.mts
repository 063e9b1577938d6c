import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/insights.ts';
import { deps } from '../../lib/deps.ts';
import { getInsights } from '../../lib/features/insights/get-insights.ts';
import { regenerateInsights } from '../../lib/features/insights/regenerate-insights.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.getInsights, getInsights),
  route(operations.regenerateInsights, regenerateInsights),
]);

export const config: Config = {
  path: [
    '/api/v1/activities/:activity_id/insights',
    '/api/v1/activities/:activity_id/insights/regenerate',
  ],
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
