import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/activity-files.ts';
import { deps } from '../../lib/deps.ts';
import { getActivityFile } from '../../lib/features/activity-files/get-activity-file.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [route(operations.getActivityFile, getActivityFile)]);

export const config: Config = {
  path: '/api/v1/activities/:activity_id/file',
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
