import { gunzipSync, gzipSync } from 'node:zlib';

export interface HeartRateSample {
  /** ms since 1970. */
  atMs: number;
  bpm: number;
  /** 0 to 1, as the sensor judged it. */
  confidence?: number | undefined;
}

interface Axes {
  x: readonly number[];
  y: readonly number[];
  z: readonly number[];
}

/** What an app sends at a time while it records: samples as they were measured. */
export type LiveBatch =
  | { kind: 'heart_rate'; samples: readonly HeartRateSample[] }
  | {
      kind: 'motion';
      /** Of the first sample, ms since 1970. */
      startMs: number;
      hz: number;
      /** m/s² */
      accelerometer: Axes;
      /** °/s or rad/s; kept, not used. */
      gyroscope?: Axes | undefined;
    };

/** Of JSON, so that a stored row cannot ask for more memory than a request may send. */
const MOST_BYTES = 4_194_304;

/** The same batch has the same text, which stands for it in its digest. */
export function batchText(batch: LiveBatch): string {
  if (batch.kind === 'heart_rate') {
    return JSON.stringify([
      'heart_rate',
      batch.samples.map(({ atMs, bpm, confidence }) => [atMs, bpm, confidence ?? null]),
    ]);
  }
  const { startMs, hz, accelerometer, gyroscope } = batch;
  const axes = (of: Axes | undefined) => (of === undefined ? null : [of.x, of.y, of.z]);
  return JSON.stringify(['motion', startMs, hz, axes(accelerometer), axes(gyroscope)]);
}

/** A batch's text as bytes, for storing. */
export function packBatch(text: string): Uint8Array {
  return gzipSync(text, { level: 4 });
}

/** Throws where the bytes are no batch. */
export function unpackBatch(bytes: Uint8Array): LiveBatch {
  const text = gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  const stored = JSON.parse(text) as StoredBatch;
  if (stored[0] === 'heart_rate') {
    const samples = stored[1].map(([atMs, bpm, confidence]) => ({
      atMs,
      bpm,
      ...(confidence === null ? {} : { confidence }),
    }));
    return { kind: 'heart_rate', samples };
  }
  if (stored[0] === 'motion') {
    const [kind, startMs, hz, accelerometer, gyroscope] = stored;
    return {
      kind,
      startMs,
      hz,
      accelerometer: toAxes(accelerometer),
      ...(gyroscope === null ? {} : { gyroscope: toAxes(gyroscope) }),
    };
  }
  throw new TypeError('The stored batch is of no kind that is known here.');
}

function toAxes([x, y, z]: StoredAxes): Axes {
  return { x, y, z };
}

type StoredAxes = [x: number[], y: number[], z: number[]];
type StoredBatch =
  | ['heart_rate', [atMs: number, bpm: number, confidence: number | null][]]
  | ['motion', startMs: number, hz: number, StoredAxes, StoredAxes | null];
