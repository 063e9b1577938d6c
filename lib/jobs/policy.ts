/** How jobs are run. One place, so that nothing above or below retries again. */
export const RUNNER_POLICY = {
  /** Jobs at a time in one runner. */
  concurrency: 4,
  /** A job whose lease is not prolonged for so long is taken from its runner. */
  leaseS: 60,
  heartbeatS: 20,
  /** Progress is written at most so often. */
  progressS: 2,
  /** So long before the deadline nothing new is started and handlers are asked to hand over. */
  marginS: 20,
  /** So long after the deadline aborted handlers may still settle. */
  graceS: 5,
  /** While jobs run and slots are free, look for new ones so often. */
  pollS: 5,
  /** Backoff: uniform in 0 to min(cap, base × 2^(attempt − 1)). */
  backoffBaseS: 10,
  backoffCapS: 900,
  /** A kind this instance does not know belongs to a newer one, which takes over within minutes. */
  unknownKindS: 300,
  /** Where Strava is not callable and did not say until when. */
  parkS: 900,
  settleAttempts: 3,
  settleRetryS: 1,
};

export type RunnerPolicy = typeof RUNNER_POLICY;
