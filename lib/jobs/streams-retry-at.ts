/** Strava announces an activity before its streams can be read: minutes as a rule, seldom an hour. */
const RETRY_AFTER_S = [5 * 60, 15 * 60, 45 * 60];

/** When to ask for streams again for the `attempt`th time (from 1); `undefined`: they will not come. */
export function streamsRetryAt(input: { attempt: number; now: Date }): Date | undefined {
  const afterS = RETRY_AFTER_S[input.attempt - 1];
  return afterS === undefined ? undefined : new Date(input.now.getTime() + afterS * 1000);
}
