import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/analysis.ts';
import { deps } from '../../lib/deps.ts';
import { getAnalysis } from '../../lib/features/analysis/get-analysis.ts';
import { startAnalysis } from '../../lib/features/analysis/start-analysis.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.getAnalysis, getAnalysis),
  route(operations.startAnalysis, startAnalysis),
]);

export const config: Config = {
  path: '/api/v1/activities/:activity_id/analysis',
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
