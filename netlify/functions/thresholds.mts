import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/thresholds.ts';
import { deps } from '../../lib/deps.ts';
import { addThresholds } from '../../lib/features/thresholds/add-thresholds.ts';
import { getZones } from '../../lib/features/thresholds/get-zones.ts';
import { listThresholds } from '../../lib/features/thresholds/list-thresholds.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.listThresholds, listThresholds),
  route(operations.addThresholds, addThresholds),
  route(operations.getZones, getZones),
]);

export const config: Config = {
  path: ['/api/v1/me/thresholds', '/api/v1/me/zones'],
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
