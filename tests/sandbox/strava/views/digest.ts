import type { Recordings } from '../generate/make-recording.ts';
import type { ActivitySource, Recording } from '../model.ts';
import { polylineOf } from '../polyline.ts';
import { type Numbers, numbersOf } from './numbers.ts';

/** What a summary needs of the samples, so that a list does not make them again. */
export interface Digest {
  numbers: Numbers;
  summaryPolyline: string;
  /** `[]` where there is no position: Strava never says null here. */
  startLatLng: number[];
  endLatLng: number[];
}

export interface Digests {
  of(source: ActivitySource): Digest;
}

const nothingRecorded: Recording = {
  timeS: new Float64Array(0),
  moving: new Uint8Array(0),
  channels: {},
  lapStarts: [],
};

function isThere(value: number): boolean {
  return !Number.isNaN(value);
}

function positionAt({ lat, lng }: Recording, end: 'first' | 'last'): number[] {
  if (lat === undefined || lng === undefined) return [];
  const index = end === 'first' ? lat.findIndex(isThere) : lat.findLastIndex(isThere);
  return index < 0 ? [] : [lat[index]!, lng[index]!];
}

function digestOf(source: ActivitySource, recording: Recording | undefined): Digest {
  const samples = recording ?? nothingRecorded;
  const { lat, lng } = samples;
  const numbers = numbersOf({ recording: samples, from: 0, to: samples.timeS.length - 1 });
  if (source.kind === 'manual') {
    const { kind: _kind, ...typed } = source;
    Object.assign(numbers, typed, {
      averageSpeedMps: source.movingTimeS > 0 ? source.distanceM / source.movingTimeS : 0,
    });
  }
  return {
    numbers,
    summaryPolyline:
      lat === undefined || lng === undefined ? '' : polylineOf({ lat, lng, maxPoints: 120 }),
    startLatLng: positionAt(samples, 'first'),
    endLatLng: positionAt(samples, 'last'),
  };
}

/** Digests, made on first use and kept as long as their activity. */
export function createDigests(recordings: Recordings): Digests {
  const known = new WeakMap<ActivitySource, Digest>();
  return {
    of(source) {
      let digest = known.get(source);
      if (digest === undefined) {
        digest = digestOf(source, recordings.of(source));
        known.set(source, digest);
      }
      return digest;
    },
  };
}
