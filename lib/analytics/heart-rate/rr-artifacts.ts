import { quantileSorted } from '../statistics/quantile.ts';

/** Indexes of RR intervals by what is wrong with them, ascending. */
export interface RrArtifacts {
  /** A beat too early or too late, between two that are not. */
  ectopic: number[];
  /** Two intervals in one: a beat was not seen. */
  missed: number[];
  /** One interval in two: something was seen that was no beat. */
  extra: number[];
  /** Too long or too short, for whatever reason. */
  longShort: number[];
}

const ALPHA = 5.2;
const WINDOW_BEATS = 91;
const MEDIAN_BEATS = 11;
/** Line that separates ectopic beats: slope and intercept. */
const C1 = 0.13;
const C2 = 0.17;

/**
 * RR intervals that are artifacts, by kind: successive differences and distances from the running median, each
 * over a threshold of 5.2 quartile deviations of the 91 beats around.
 *
 * Source: Lipponen & Tarvainen, J Med Eng Technol 43:173, 2019. Windows are clipped at the ends, quantiles linear
 * (type 7). Where the quartile deviation is 0 (a metronome) only what differs at all is beyond it.
 * One pass; `correctRr` repeats it.
 */
export function rrArtifacts(rrMs: Float64Array): RrArtifacts {
  const found: RrArtifacts = { ectopic: [], missed: [], extra: [], longShort: [] };
  const count = rrMs.length;
  if (count < 3) {
    return found;
  }
  const steps = rrMs.map((rr, i) => (i === 0 ? 0 : rr - (rrMs[i - 1] as number)));
  steps[0] = steps.reduce((sum, step) => sum + step, 0) / (count - 1);
  const d = dividedBy(steps, thresholds(steps));
  const medians = runningMedian(rrMs);
  const offs = rrMs.map((rr, i) => {
    const off = rr - (medians[i] as number);
    return off < 0 ? 2 * off : off;
  });
  const offThresholds = thresholds(offs);
  const m = dividedBy(offs, offThresholds);

  const at = (i: number) => d[i < 0 ? -i : i >= count ? 2 * (count - 1) - i : i] as number;
  const near = (i: number) => ((d[i] as number) > 0 ? Math.max : Math.min)(at(i - 1), at(i + 1));
  const next = (i: number) => ((d[i] as number) >= 0 ? Math.min : Math.max)(at(i + 1), at(i + 2));
  const off = (i: number) => (rrMs[i] as number) - (medians[i] as number);

  for (let i = 0; i < count - 2; ) {
    const step = d[i] as number;
    if (Math.abs(step) <= 1) {
      i += 1;
      continue;
    }
    if ((step > 1 && near(i) < -C1 * step - C2) || (step < -1 && near(i) > -C1 * step + C2)) {
      found.ectopic.push(i);
      i += 1;
      continue;
    }
    const both = Math.abs(d[i + 1] as number) < Math.abs(d[i + 2] as number);
    for (const j of both ? [i, i + 1] : [i]) {
      i += 1;
      const long = (d[j] as number) > 1 && next(j) < -1;
      const short = (d[j] as number) < -1 && next(j) > 1;
      if (!long && !short && Math.abs(m[j] as number) <= 3) {
        continue;
      }
      const limit = offThresholds[j] as number;
      const rr = rrMs[j] as number;
      if (short && Math.abs(off(j) + (rrMs[j + 1] ?? NaN)) < limit) {
        found.extra.push(j);
      } else if (long && Math.abs(off(j) - rr / 2) < limit) {
        found.missed.push(j);
      } else {
        found.longShort.push(j);
      }
    }
  }
  return found;
}

/** Of a threshold of 0 only 0 stays within. */
function dividedBy(values: Float64Array, limits: Float64Array): Float64Array {
  return values.map((value, i) => (value === 0 ? 0 : value / (limits[i] as number)));
}

/** 5.2 quartile deviations of the sizes of the 91 values around. */
function thresholds(values: Float64Array): Float64Array {
  return around(values.map(Math.abs), WINDOW_BEATS, (sorted) => {
    const spread = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
    return ALPHA * (spread / 2);
  });
}

function runningMedian(values: Float64Array): Float64Array {
  return around(values, MEDIAN_BEATS, (sorted) => quantileSorted(sorted, 0.5));
}

function around(
  values: Float64Array,
  window: number,
  answer: (sorted: Float64Array) => number,
): Float64Array {
  const radius = (window - 1) / 2;
  return values.map((_, i) => answer(values.slice(Math.max(0, i - radius), i + radius + 1).sort()));
}
