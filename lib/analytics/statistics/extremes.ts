/** The lowest and the highest of what is there from `from` until before `to`; undefined where nothing is. */
export function extremesOf(
  values: Float64Array,
  { from, to }: { from: number; to: number } = { from: 0, to: values.length },
): { lowest: number; highest: number } | undefined {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    if (value < lowest) {
      lowest = value;
    }
    if (value > highest) {
      highest = value;
    }
  }
  return highest < lowest ? undefined : { lowest, highest };
}
