/**
 * The value below which the share `p` (0 to 1) of ascending values lies: linear between the two around, type 7
 * of Hyndman & Fan 1996. NaN of nothing.
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (at - below) * (high - low);
}
