import type { Accepted } from '../../contract/schemas.ts';

/** The answer that points to a job. */
export function acceptedJob(jobId: string): Accepted {
  return { job_id: jobId, status_url: `/api/v1/jobs/${jobId}` };
}
