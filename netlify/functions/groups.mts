import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/groups.ts';
import { deps } from '../../lib/deps.ts';
import { mergeActivity } from '../../lib/features/groups/merge-activity.ts';
import { separateActivity } from '../../lib/features/groups/separate-activity.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.separateActivity, separateActivity),
  route(operations.mergeActivity, mergeActivity),
]);

export const config: Config = {
  path: ['/api/v1/activities/:activity_id/separate', '/api/v1/activities/:activity_id/merge'],
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
