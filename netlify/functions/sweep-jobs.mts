import type { Config } from '@netlify/functions';
import { deps } from '../../lib/deps.ts';
import { sweepJobs } from '../../lib/features/jobs/sweep-jobs.ts';

/** Every minute: frees the jobs of runners that died, and wakes a runner where jobs are due. */
export default async (): Promise<void> => sweepJobs(deps());

export const config: Config = { schedule: '* * * * *' };
