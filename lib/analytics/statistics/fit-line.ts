/** A straight line through points by least squares, and how far it can be trusted. */
export interface Line {
  slope: number;
  intercept: number;
  /** Share of the variance explained, 0 to 1. */
  r2: number;
  /** Sum of squared distances from the line. */
  sse: number;
  /** Standard error of the estimate; of two points, which any line fits, none: NaN. */
  see: number;
  slopeSe: number;
  interceptSe: number;
}

/** NaN throughout where the points have no two different `x`. */
export function fitLine({ x, y }: { x: Float64Array; y: Float64Array }): Line {
  const count = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / count;
  const meanY = y.reduce((sum, value) => sum + value, 0) / count;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < count; i += 1) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  let sse = 0;
  for (let i = 0; i < count; i += 1) {
    const off = (y[i] as number) - intercept - slope * (x[i] as number);
    sse += off * off;
  }
  const see = Math.sqrt(sse / (count > 2 ? count - 2 : NaN));
  return {
    slope,
    intercept,
    r2: 1 - sse / syy,
    sse,
    see,
    slopeSe: see / Math.sqrt(sxx),
    interceptSe: see * Math.sqrt(1 / count + (meanX * meanX) / sxx),
  };
}
