import { downsampleIndexes } from '../../analytics/downsample.ts';
import { BRIDGE_S, type Series } from '../../analytics/series.ts';

/** Where a line goes through: samples of a series, ascending, and the breaks between them. */
export interface Drawn {
  timesS: number[];
  /** Index into the series; `undefined` breaks the line. */
  at: (number | undefined)[];
}

/** A break takes its own point and the samples on both its sides. */
const POINTS_A_GAP = 3;
/** The share of the points that breaks may take; of more, the longest are shown. */
const MOST_FOR_GAPS = 0.5;

/**
 * Which samples to draw of a channel of a series, at most `points` of 10 or more: the shape and the extremes
 * are kept, and where the channel is silent or the clock stood for more than 10 s the line breaks, also before
 * its first value and after its last, so that all charts of a recording begin and end at the same time.
 */
export function drawnSamples(
  { elapsedS }: Pick<Series, 'elapsedS'>,
  { values, points }: { values: Float64Array; points: number },
): Drawn {
  const present = elapsedS.map((_, i) => i).filter((i) => !Number.isNaN(values[i]));
  const timesS = present.map((i) => elapsedS[i] as number);
  const drawn: Drawn = { timesS: [], at: [] };
  const draw = (timeS: number, at: number | undefined) => {
    drawn.timesS.push(timeS);
    drawn.at.push(at);
  };
  const startS = elapsedS[0] ?? NaN;
  const endS = elapsedS.at(-1) ?? NaN;
  const isLate = (timesS[0] ?? NaN) - startS > BRIDGE_S;
  const isShort = endS - (timesS.at(-1) ?? NaN) > BRIDGE_S;
  const gaps = longestGaps(timesS, Math.floor((points * MOST_FOR_GAPS) / POINTS_A_GAP));
  const kept = downsampleIndexes({
    time: timesS,
    channels: [present.map((i) => values[i] as number)],
    limit: points - POINTS_A_GAP * gaps.length - (isLate ? 1 : 0) - (isShort ? 1 : 0),
  });
  const edges = gaps.flatMap((position) => [position - 1, position]);
  const breaks = new Set(gaps);
  if (isLate) {
    draw(startS, undefined);
  }
  for (const position of new Set([...kept, ...edges].sort((a, b) => a - b))) {
    if (breaks.has(position)) {
      draw((timesS[position - 1] as number) + 1, undefined);
    }
    draw(timesS[position] as number, present[position]);
  }
  if (isShort) {
    draw(endS, undefined);
  }
  return drawn;
}

/** The positions before which time jumps, ascending; of more than `most`, the longest. */
function longestGaps(timesS: Float64Array, most: number): number[] {
  const lastsS = (position: number) =>
    (timesS[position] as number) - (timesS[position - 1] as number);
  const gaps = Array.from(timesS.keys()).filter(
    (position) => position > 0 && lastsS(position) > BRIDGE_S,
  );
  return gaps
    .toSorted((a, b) => lastsS(b) - lastsS(a))
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** A channel at the samples drawn, `null` where it has no value. */
export function pick(
  values: Float64Array,
  { at }: Drawn,
  { decimals }: { decimals: number },
): (number | null)[] {
  return at.map((i) => {
    const value = i === undefined ? NaN : (values[i] as number);
    return Number.isFinite(value) ? rounded(value, decimals) : null;
  });
}

export function rounded(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  return Math.round(value * unit) / unit;
}
