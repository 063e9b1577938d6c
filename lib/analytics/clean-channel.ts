import type { RecordedChannels, Recording } from './recording.ts';
import type { Timeline } from './repair-times.ts';
import {
  CHANNEL_RULES,
  FASTEST_MPS,
  type QualityCode,
  type QualityFlag,
  type SeriesChannel,
  SPIKE_W_PER_KG,
} from './series.ts';

/** Where a series' channel is stored. */
const STORED = {
  heartRateBpm: 'heart_rate',
  powerW: 'power',
  cadenceRpm: 'cadence',
  speedMps: 'speed',
  distanceM: 'distance',
  altitudeM: 'altitude',
  latDeg: 'latlng',
  lngDeg: 'latlng',
  temperatureC: 'temperature',
  gradePct: 'grade',
  moving: 'moving',
  motion: 'motion',
} as const satisfies Record<SeriesChannel, keyof RecordedChannels>;

/**
 * One channel at the kept samples, what its sensor cannot have meant taken out, and what was taken. No values
 * where none is left.
 *
 * Readings outside the channel's range are missing, so that up to 3 s of them are bridged like any drop-out;
 * so is a single sample of power above 25 W/kg between two that are not. Distance that falls is held, but for a
 * single sample ahead of the next two, which is missing.
 */
export function cleanChannel({
  channel,
  recording: { channels, sport },
  timeline,
  weightKg,
}: {
  channel: SeriesChannel;
  recording: Pick<Recording, 'channels' | 'sport'>;
  timeline: Timeline;
  weightKg: number | undefined;
}): { values?: Float64Array; flags: QualityFlag[] } {
  const stored: readonly unknown[] | undefined = channels[STORED[channel]];
  if (stored === undefined) {
    return { flags: [] };
  }
  const { samples } = timeline;
  const [lowest, highest] = rangeOf(channel, sport);
  const values = readingsOf(stored, { samples, axis: channel === 'lngDeg' ? 1 : 0 });
  const outside = new Taken(channel, 'out_of_range');
  let present = 0;
  for (let i = 0; i < values.length; i += 1) {
    const reading = values[i] as number;
    if (reading >= lowest && reading <= highest) {
      present += 1;
    } else if (!Number.isNaN(reading)) {
      values[i] = NaN;
      outside.add(i);
    }
  }
  const flags = outside.flags(timeline);
  if (present === 0) {
    return { flags };
  }
  if (channel === 'powerW' && weightKg !== undefined && weightKg > 0) {
    flags.push(...dropSpikes(values, SPIKE_W_PER_KG * weightKg).flags(timeline));
  }
  if (channel === 'distanceM') {
    flags.push(...holdFalls(values).flags(timeline));
  }
  if (channel === 'lngDeg') {
    unwrap(values);
  }
  return { values, flags };
}

function rangeOf(channel: SeriesChannel, sport: Recording['sport']): readonly [number, number] {
  const [lowest, highest] = CHANNEL_RULES[channel].range;
  return [lowest, channel === 'speedMps' ? (FASTEST_MPS[sport] ?? highest) : highest];
}

/** NaN for whatever is no number. */
function readingsOf(
  stored: readonly unknown[],
  { samples, axis }: { samples: Uint32Array; axis: 0 | 1 },
): Float64Array {
  const readings = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) {
    const sample = stored[samples[i] as number];
    readings[i] = typeof sample === 'number' ? sample : unusual(sample, axis);
  }
  return readings;
}

/** A position's coordinate, or a judgement. */
function unusual(sample: unknown, axis: 0 | 1): number {
  if (Array.isArray(sample)) {
    const coordinate: unknown = sample[axis];
    return typeof coordinate === 'number' ? coordinate : NaN;
  }
  return typeof sample === 'boolean' ? Number(sample) : NaN;
}

function dropSpikes(values: Float64Array, limit: number): Taken {
  const taken = new Taken('powerW', 'spike');
  for (let i = 1; i < values.length - 1; i += 1) {
    const before = values[i - 1] as number;
    const after = values[i + 1] as number;
    if ((values[i] as number) > limit && before <= limit && after <= limit) {
      values[i] = NaN;
      taken.add(i);
    }
  }
  return taken;
}

function holdFalls(values: Float64Array): Taken {
  const taken = new Taken('distanceM', 'distance_fell');
  let furthest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const distance = values[i] as number;
    const next = values[i + 1] ?? NaN;
    const ahead = next < distance && next >= furthest && !((values[i + 2] ?? next) >= distance);
    if (distance < furthest || ahead) {
      values[i] = distance < furthest ? furthest : NaN;
      taken.add(i);
    } else if (distance > furthest) {
      furthest = distance;
    }
  }
  return taken;
}

/** Lets longitude run on over the antimeridian, so that the line between two samples is the short one. */
function unwrap(values: Float64Array): void {
  let last = NaN;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) {
      values[i] = Number.isNaN(last) ? value : value - 360 * Math.round((value - last) / 360);
      last = values[i] as number;
    }
  }
}

/** Counts the samples a rule took, for one flag. */
class Taken {
  #count = 0;
  #first = 0;
  #last = 0;
  readonly #channel: SeriesChannel;
  readonly #code: QualityCode;

  constructor(channel: SeriesChannel, code: QualityCode) {
    this.#channel = channel;
    this.#code = code;
  }

  add(sample: number): void {
    this.#first = this.#count === 0 ? sample : this.#first;
    this.#last = sample;
    this.#count += 1;
  }

  flags(timeline: Timeline): QualityFlag[] {
    const detail = `${this.#channel}: ${this.#count} ${this.#count === 1 ? 'sample' : 'samples'}`;
    const fromS = secondOf(timeline, this.#first);
    const toS = secondOf(timeline, this.#last) + 1;
    return this.#count === 0 ? [] : [{ code: this.#code, detail, fromS, toS }];
  }
}

/** The second of timer time a kept sample falls in. */
function secondOf({ stretches, timesS }: Timeline, sample: number): number {
  const stretch = stretches.findLast(({ from }) => from <= sample);
  return stretch === undefined
    ? 0
    : stretch.at + Math.floor((timesS[sample] as number) - stretch.startS);
}
