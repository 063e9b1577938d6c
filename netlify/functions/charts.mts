import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/charts.ts';
import { deps } from '../../lib/deps.ts';
import { getChart } from '../../lib/features/charts/get-chart.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [route(operations.getChart, getChart)]);

export const config: Config = {
  path: '/api/v1/activities/:activity_id/charts/:chart',
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
