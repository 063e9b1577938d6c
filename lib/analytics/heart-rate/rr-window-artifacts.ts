/** What a beat can be. */
const RULE = { shortestMs: 300, longestMs: 2000, neighbours: 10, mostOff: 0.2 } as const;

/**
 * RR intervals that are artifacts, by a window: outside 300 to 2000 ms, or more than 20 % off the mean of the 10
 * intervals either side that are inside.
 *
 * Answers indexes, ascending. Source: GoldenCheetah's filter after PhysioNet's; the limits are ours.
 */
export function windowArtifacts(rrMs: Float64Array): number[] {
  const inside = (i: number) =>
    (rrMs[i] as number) >= RULE.shortestMs && (rrMs[i] as number) <= RULE.longestMs;
  const found: number[] = [];
  for (let i = 0; i < rrMs.length; i += 1) {
    let sum = 0;
    let count = 0;
    const to = Math.min(rrMs.length - 1, i + RULE.neighbours);
    for (let j = Math.max(0, i - RULE.neighbours); j <= to; j += 1) {
      if (j !== i && inside(j)) {
        sum += rrMs[j] as number;
        count += 1;
      }
    }
    const mean = sum / count;
    if (!inside(i) || Math.abs((rrMs[i] as number) - mean) > RULE.mostOff * mean) {
      found.push(i);
    }
  }
  return found;
}
