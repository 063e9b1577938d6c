/** The fourth root of the mean fourth power of what is there; NaN where nothing is. */
export function fourthPowerMean(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) {
      const square = value * value;
      sum += square * square;
      count += 1;
    }
  }
  return Math.sqrt(Math.sqrt(sum / count));
}
