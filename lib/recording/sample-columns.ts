import type { ChannelName, Channels, LatLng } from './channels.ts';
import type { FileRecording, FileWarning } from './recording.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** A lap may begin with the sample the last one ended with; at a pause the clock stood between the two. */
type Stretch = 'next lap' | 'after a pause';

/** What a sample can say, in the units of the channels; `moving` is 1 or 0. */
export type SampleValues = Partial<
  Record<Exclude<ChannelName, 'time' | 'latlng'> | 'latDeg' | 'lngDeg', number | undefined>
>;

/** 11 days at 1 Hz. */
const MAX_SAMPLES = 1_000_000;

/** Further from the middle of a recording no sample is: its time is wrong. */
const FARTHEST_MS = 31 * 86_400_000;

/** Distance that falls more often than this is not counted from the start. */
const MOST_FALLS = 0.01;

export interface SampleTable {
  startMs: number;
  endMs: number;
  channels: Channels;
  pauses: FileRecording['pauses'];
  warnings: FileWarning[];
}

/** Samples as they come from a file, and the channels they make. */
export class SampleColumns {
  readonly #times: number[] = [];
  readonly #columns: Partial<Record<keyof SampleValues, (number | null)[]>> = {};
  readonly #stretches = new Map<number, Stretch>();

  earliestMs = Infinity;
  latestMs = -Infinity;

  get count(): number {
    return this.#times.length;
  }

  /** A stretch begins with the next sample. */
  begin(stretch: Stretch): void {
    if (this.#stretches.get(this.count) !== 'after a pause') {
      this.#stretches.set(this.count, stretch);
    }
  }

  /** Throws UnreadableFile('too_large') beyond a million samples. Values that are not finite are missing. */
  add(ms: number, values: SampleValues): void {
    if (this.count >= MAX_SAMPLES) {
      throw new UnreadableFile('too_large', 'The file has more than a million samples.');
    }
    const at = this.#times.push(ms) - 1;
    this.earliestMs = Math.min(this.earliestMs, ms);
    this.latestMs = Math.max(this.latestMs, ms);
    for (const name of Object.keys(values) as (keyof SampleValues)[]) {
      const value = values[name];
      if (value !== undefined && Number.isFinite(value)) {
        const column = (this.#columns[name] ??= []);
        while (column.length < at) {
          column.push(null);
        }
        column.push(value);
      }
    }
  }

  /** Takes what another one holds, after a pause. */
  append(other: SampleColumns): void {
    this.begin('after a pause');
    const names = Object.keys(other.#columns) as (keyof SampleValues)[];
    for (const [index, ms] of other.#times.entries()) {
      const stretch = other.#stretches.get(index);
      if (stretch) {
        this.begin(stretch);
      }
      const values = names.map((name) => [name, other.#columns[name]?.[index] ?? undefined]);
      this.add(ms, Object.fromEntries(values) as SampleValues);
    }
  }

  /**
   * All channels, as long as `time` and in its order. Samples out of order are sorted; of samples with the same
   * time one stays, with what the others know beside; times a month away from the rest are dropped; distance
   * that is not cumulative is no channel. `undefined`: there is no sample.
   */
  finish(): SampleTable | undefined {
    const warnings: FileWarning[] = [];
    const order = this.#order(warnings);
    const [first] = order;
    const last = order.at(-1);
    if (first === undefined || last === undefined) {
      return undefined;
    }
    const startMs = this.#times[first] as number;
    const { groups, repeated } = this.#groups(order);
    warn(warnings, 'time_repeated', repeated, 'had the time of another and were joined with it');
    const columns: Partial<Record<keyof SampleValues, (number | null)[]>> = {};
    for (const name of Object.keys(this.#columns) as (keyof SampleValues)[]) {
      const column = this.#columns[name] ?? [];
      columns[name] = groups.map((group) => {
        const known = group.find((index) => (column[index] ?? null) !== null);
        return known === undefined ? null : (column[known] as number);
      });
    }
    const time = groups.map(
      ([index]) => ((this.#times[index as number] as number) - startMs) / 1000,
    );
    return {
      startMs,
      endMs: this.#times[last] as number,
      channels: toChannels(time, columns, warnings),
      pauses: groups.flatMap((group, at) => {
        const fromS = time[at - 1];
        const toS = time[at] as number;
        const isAfter = group.some((index) => this.#stretches.get(index) === 'after a pause');
        return isAfter && group.length === 1 && fromS !== undefined ? [{ fromS, toS }] : [];
      }),
      warnings,
    };
  }

  /** The samples to take, by ascending time. */
  #order(warnings: FileWarning[]): number[] {
    const at = (index: number) => this.#times[index] as number;
    const order = Array.from(this.#times.keys());
    const early = order.filter((index) => index > 0 && at(index) < at(index - 1));
    if (early.length > 0) {
      order.sort((a, b) => at(a) - at(b) || a - b);
      warn(
        warnings,
        'time_unsorted',
        early.length,
        'came before the one ahead of them and were sorted',
      );
    }
    const middleMs = this.#times[order[order.length >> 1] as number] as number;
    const near = order.filter((index) => Math.abs(at(index) - middleMs) <= FARTHEST_MS);
    warn(
      warnings,
      'time_impossible',
      order.length - near.length,
      'were a month away from the rest and were dropped',
    );
    return near;
  }

  /** Samples of one time together. A stretch may begin with the sample the last one ended with. */
  #groups(order: number[]): { groups: number[][]; repeated: number } {
    const groups: number[][] = [];
    let repeated = 0;
    for (const index of order) {
      const group = groups.at(-1);
      if (group && this.#times[group[0] as number] === this.#times[index]) {
        group.push(index);
        repeated += this.#stretches.has(index) ? 0 : 1;
      } else {
        groups.push([index]);
      }
    }
    return { groups, repeated };
  }
}

function warn(warnings: FileWarning[], code: string, count: number, what: string): void {
  if (count > 0) {
    warnings.push({ code, detail: `${count} ${count === 1 ? 'sample' : 'samples'} ${what}.` });
  }
}

function toChannels(
  time: number[],
  columns: Partial<Record<keyof SampleValues, (number | null)[]>>,
  warnings: FileWarning[],
): Channels {
  const { latDeg, lngDeg, moving, distance, ...numbers } = columns;
  const channels: Channels = { time };
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
    if (isTold(numbers[name])) {
      channels[name] = numbers[name];
    }
  }
  if (isTold(distance)) {
    if (isCumulative(distance)) {
      channels.distance = distance;
    } else {
      warnings.push({
        code: 'distance_not_cumulative',
        detail: 'The distance in the file is not counted from the start, so it was left out.',
      });
    }
  }
  const latlng = latDeg?.map((lat, index) => positionOf(lat, lngDeg?.[index] ?? null));
  if (latlng?.some((position) => position !== null)) {
    channels.latlng = latlng;
  }
  if (isTold(moving)) {
    channels.moving = moving.map((value) => (value === null ? null : value !== 0));
  }
  return channels;
}

function isTold(column: (number | null)[] | undefined): column is (number | null)[] {
  return column !== undefined && column.some((value) => value !== null);
}

function positionOf(lat: number | null, lng: number | null): LatLng | null {
  const isOnEarth = lat !== null && lng !== null && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  return isOnEarth ? [lat, lng] : null;
}

function isCumulative(distance: (number | null)[]): boolean {
  let falls = 0;
  let last = -Infinity;
  for (const value of distance) {
    if (value !== null) {
      falls += value < last - 1 ? 1 : 0;
      last = value;
    }
  }
  return falls <= 1 || falls <= MOST_FALLS * distance.length;
}
