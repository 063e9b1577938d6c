import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/training.ts';
import { deps } from '../../lib/deps.ts';
import { getLoad } from '../../lib/features/training/get-load.ts';
import { getPowerCurve } from '../../lib/features/training/get-power-curve.ts';
import { getReadiness } from '../../lib/features/training/get-readiness.ts';
import { getRecords } from '../../lib/features/training/get-records.ts';
import { getStatistics } from '../../lib/features/training/get-statistics.ts';
import { getTrends } from '../../lib/features/training/get-trends.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.getLoad, getLoad),
  route(operations.getStatistics, getStatistics),
  route(operations.getTrends, getTrends),
  route(operations.getRecords, getRecords),
  route(operations.getPowerCurve, getPowerCurve),
  route(operations.getReadiness, getReadiness),
]);

export const config: Config = {
  path: [
    '/api/v1/training/load',
    '/api/v1/training/statistics',
    '/api/v1/training/trends',
    '/api/v1/training/records',
    '/api/v1/training/power-curve',
    '/api/v1/training/readiness',
  ],
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
