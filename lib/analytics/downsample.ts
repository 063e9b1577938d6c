export interface DownsampleInput {
  /** Ascending and finite, in any unit. */
  time: Float64Array;
  /** Each as long as `time`; NaN is missing. */
  channels: readonly Float64Array[];
  /** The most indexes to answer, at least 2; Infinity keeps all. */
  limit: number;
}

/**
 * Which samples to keep so that a chart of fewer points keeps the shape: Largest-Triangle-Three-Buckets over
 * several channels at once, with one common set of ascending indexes, so that the channels stay aligned.
 *
 * Definition: the first and the last sample and every channel's highest and lowest (the first of equals) are
 * kept, in the order of the channels as far as `limit` has room; 2 + 2 × channels hold them all. What is left
 * of `limit` is as many buckets of consecutive samples, and each gives the sample that spans the largest
 * triangle with the last one kept before it and the mean of the bucket after it. Areas are summed over the
 * channels, each divided by its channel's range, so that watts do not outweigh metres. A missing corner is
 * level with the opposite one, and a missing candidate adds nothing.
 *
 * Scaling time or a channel changes nothing but near-ties. O(samples × channels).
 * Source: Steinarsson, Downsampling Time Series for Visual Representation, MSc thesis, University of Iceland
 * 2013, § 4.2. The reserved extremes and the sum over channels are ours.
 */
export function downsampleIndexes({ time, channels, limit }: DownsampleInput): Uint32Array {
  if (!(limit >= 2)) {
    throw new RangeError(`A limit of ${limit} has no room for the first and the last sample.`);
  }
  const count = time.length;
  if (count <= limit) {
    return new Uint32Array(count).map((_, index) => index);
  }
  const room = Math.floor(limit);
  const kept = new Uint8Array(count);
  kept[0] = 1;
  kept[count - 1] = 1;
  let buckets = room - 2;
  const ranges = channels.map(rangeOf);
  for (const extreme of ranges.flatMap(({ highest, lowest }) => [highest, lowest])) {
    if (buckets > 0 && kept[extreme] === 0) {
      kept[extreme] = 1;
      buckets -= 1;
    }
  }
  const startOf = (bucket: number) => 1 + Math.floor((bucket * (count - 2)) / buckets);
  for (let bucket = 0, anchor = 0; bucket < buckets; bucket += 1) {
    const from = startOf(bucket);
    const to = startOf(bucket + 1);
    const after = { from: to, to: Math.min(startOf(bucket + 2), count) };
    const next = { ...after, time: meanOf(time, after) };
    const areas = new Float64Array(to - from).fill(NOBODY_HAS);
    for (const [channel, values] of channels.entries()) {
      addAreasInto(areas, {
        time,
        values,
        weight: ranges[channel]?.weight ?? 0,
        anchor,
        from,
        next,
      });
    }
    const best = bestOf({ areas, kept, from });
    if (best !== undefined) {
      kept[best] = 1;
    }
    anchor = kept.lastIndexOf(1, to - 1);
  }
  return new Uint32Array(count).map((_, index) => index).filter((index) => kept[index] === 1);
}

/** Ranks below every area, so that a sample all channels miss loses to any that one of them has. */
const NOBODY_HAS = -1;

/** Where a channel is highest and lowest, and one over its range. Without a value, or flat: index 0, weight 0. */
function rangeOf(values: Float64Array): { highest: number; lowest: number; weight: number } {
  let max = -Infinity;
  let min = Infinity;
  let highest = 0;
  let lowest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value > max) {
      max = value;
      highest = i;
    }
    if (value < min) {
      min = value;
      lowest = i;
    }
  }
  return { highest, lowest, weight: max > min ? 1 / (max - min) : 0 };
}

/** Adds one channel's weighted triangles (twice their area: only the order counts) to a bucket's candidates. */
function addAreasInto(
  areas: Float64Array,
  {
    time,
    values,
    weight,
    anchor,
    from,
    next,
  }: {
    time: Float64Array;
    values: Float64Array;
    weight: number;
    /** The sample kept last. */
    anchor: number;
    /** The bucket's first sample. */
    from: number;
    /** The bucket after it and its mean time. */
    next: { from: number; to: number; time: number };
  },
): void {
  const mean = meanOf(values, next);
  const anchorTime = time[anchor] as number;
  const known = values[anchor] as number;
  const anchorValue = Number.isNaN(known) ? mean : known;
  const rise = Number.isNaN(mean) ? 0 : mean - anchorValue;
  const run = next.time - anchorTime;
  for (let offset = 0; offset < areas.length; offset += 1) {
    const value = values[from + offset] as number;
    if (!Number.isNaN(value)) {
      const height = Number.isNaN(anchorValue) ? 0 : value - anchorValue;
      const elapsed = (time[from + offset] as number) - anchorTime;
      const area = Math.abs(run * height - elapsed * rise) * weight;
      areas[offset] = Math.max(areas[offset] as number, 0) + area;
    }
  }
}

/** Of what is there; NaN where nothing is. */
function meanOf(values: Float64Array, { from, to }: { from: number; to: number }): number {
  let sum = 0;
  let present = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) {
      sum += value;
      present += 1;
    }
  }
  return sum / present;
}

/** The first of the largest that is not kept already; `undefined` where all are. */
function bestOf({
  areas,
  kept,
  from,
}: {
  areas: Float64Array;
  kept: Uint8Array;
  from: number;
}): number | undefined {
  let best: number | undefined;
  let largest = -Infinity;
  for (let offset = 0; offset < areas.length; offset += 1) {
    const area = areas[offset] as number;
    if (kept[from + offset] === 0 && area > largest) {
      largest = area;
      best = from + offset;
    }
  }
  return best;
}
