import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { type LiveBatch, unpackBatch } from '../../recording/live-batch.ts';
import { type ExportEntry, textEntry } from './export-entry.ts';

/** What an app sent while it recorded, batch by batch as the API takes it, in the order of their times. */
export async function liveEntries(
  { id, source }: Pick<ActivityRow, 'id' | 'source'>,
  folder: string,
  { live }: Pick<Deps, 'live'>,
): Promise<ExportEntry[]> {
  const isOwn = source === 'app' || source === 'manual';
  const packed = isOwn ? await live.batches(id) : [];
  const lines = packed
    .flatMap((bytes) => readLine(bytes) ?? [])
    .sort((a, b) => a.startMs - b.startMs || (a.text < b.text ? -1 : 1))
    .map(({ text }) => `${text}\n`);
  return lines.length === 0 ? [] : [textEntry(`${folder}live.ndjson`, lines.join(''))];
}

/** `undefined`: athletes can write rows past the API that hold no batch. */
function readLine(bytes: Uint8Array): { startMs: number; text: string } | undefined {
  try {
    const batch = unpackBatch(bytes);
    const startMs = batch.kind === 'motion' ? batch.startMs : (batch.samples[0]?.atMs ?? 0);
    return { startMs, text: JSON.stringify(bodyOf(batch)) };
  } catch {
    return undefined;
  }
}

function bodyOf(batch: LiveBatch): object {
  if (batch.kind === 'heart_rate') {
    return {
      data: batch.samples.map(({ atMs, bpm, confidence }) => ({
        timestamp: new Date(atMs).toISOString(),
        heart_rate_bpm: bpm,
        ...(confidence === undefined ? {} : { confidence }),
      })),
    };
  }
  const { startMs, hz, accelerometer, gyroscope } = batch;
  return {
    start_time: new Date(startMs).toISOString(),
    sample_rate_hz: hz,
    accelerometer,
    ...(gyroscope === undefined ? {} : { gyroscope }),
  };
}
