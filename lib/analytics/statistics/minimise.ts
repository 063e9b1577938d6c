const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Where a function of one number is lowest between `from` and `to`: the best of `steps` + 1 points on an even
 * grid, then golden-section search between its neighbours until that is narrower than a 10⁻¹² of the range.
 * A minimum narrower than a step of the grid may be overlooked.
 */
export function minimise(
  cost: (at: number) => number,
  { from, to, steps }: { from: number; to: number; steps: number },
): number {
  const step = (to - from) / steps;
  let best = from;
  let lowest = Infinity;
  for (let i = 0; i <= steps; i += 1) {
    const at = from + i * step;
    const height = cost(at);
    if (height < lowest) {
      lowest = height;
      best = at;
    }
  }
  let low = Math.max(from, best - step);
  let high = Math.min(to, best + step);
  for (let round = 0; round < 100 && high - low > 1e-12 * (to - from); round += 1) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (cost(left) <= cost(right)) {
      high = right;
    } else {
      low = left;
    }
  }
  return (low + high) / 2;
}
