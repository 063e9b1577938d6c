import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/jobs.ts';
import { deps } from '../../lib/deps.ts';
import { getJob } from '../../lib/features/jobs/get-job.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [route(operations.getJob, getJob)]);

export const config: Config = {
  path: '/api/v1/jobs/:job_id',
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
