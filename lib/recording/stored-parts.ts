import type { SwimStroke } from '../analytics/swimming/swim-length.ts';
import type { FileRecording, RecordedSet } from './recording.ts';

/** The JSON columns of `recordings`: times in s since the start of the activity, pauses included. */
export interface StoredParts {
  /** What recorded it, first, then its sensors. */
  devices: {
    name: string | null;
    manufacturer: string | null;
    product: string | null;
    serial_number: string | null;
    software_version: string | null;
    kind: string | null;
  }[];
  laps: { start_s: number; end_s: number; name: string | null }[];
  lengths: { start_s: number; duration_s: number; strokes: number | null; stroke: SwimStroke }[];
  sets: {
    kind: RecordedSet['kind'];
    start_s: number | null;
    duration_s: number | null;
    exercise: string | null;
    reps: number | null;
    weight_kg: number | null;
  }[];
  rr_intervals_ms: number[];
  events: { at_s: number; event: string; type: string | null; data: number | null }[];
  /** Null: not told, so that gaps between the samples say it. */
  pauses: { from_s: number; to_s: number }[] | null;
}

/** What of a recording is stored as JSON beside its channels. */
export function toStoredParts(recording: FileRecording): StoredParts {
  return {
    devices: recording.devices.map((device) => ({
      name: device.name ?? null,
      manufacturer: device.manufacturer ?? null,
      product: device.product ?? null,
      serial_number: device.serialNumber ?? null,
      software_version: device.softwareVersion ?? null,
      kind: device.kind ?? null,
    })),
    laps: recording.laps.map(({ startS, endS, name }) => ({
      start_s: startS,
      end_s: endS,
      name: name ?? null,
    })),
    lengths: recording.lengths.map(({ startS, durationS, strokes, stroke }) => ({
      start_s: startS,
      duration_s: durationS,
      strokes: strokes ?? null,
      stroke,
    })),
    sets: recording.sets.map((set) => ({
      kind: set.kind,
      start_s: set.startS ?? null,
      duration_s: set.durationS ?? null,
      exercise: set.exercise ?? null,
      reps: set.reps ?? null,
      weight_kg: set.weightKg ?? null,
    })),
    rr_intervals_ms: recording.rrIntervalsMs,
    events: recording.events.map(({ atS, event, type, data }) => ({
      at_s: atS,
      event,
      type: type ?? null,
      data: data ?? null,
    })),
    pauses: tellsPauses(recording)
      ? recording.pauses.map(({ fromS, toS }) => ({ from_s: fromS, to_s: toS }))
      : null,
  };
}

/** A file that writes down when its timer started and stopped tells with it that it did not stop in between. */
function tellsPauses({ pauses, events }: FileRecording): boolean {
  return pauses.length > 0 || events.some(({ event }) => event === 'timer');
}

/** The way back. What JSON columns do not hold is for the caller to add. */
export function fromStoredParts(
  parts: StoredParts,
): Pick<
  FileRecording,
  'devices' | 'laps' | 'lengths' | 'sets' | 'rrIntervalsMs' | 'events' | 'pauses'
> {
  return {
    devices: parts.devices.map((device) => ({
      name: device.name ?? undefined,
      manufacturer: device.manufacturer ?? undefined,
      product: device.product ?? undefined,
      serialNumber: device.serial_number ?? undefined,
      softwareVersion: device.software_version ?? undefined,
      kind: device.kind ?? undefined,
    })),
    laps: parts.laps.map(({ start_s, end_s, name }) => ({
      startS: start_s,
      endS: end_s,
      ...(name === null ? {} : { name }),
    })),
    lengths: parts.lengths.map(({ start_s, duration_s, strokes, stroke }) => ({
      startS: start_s,
      durationS: duration_s,
      strokes: strokes ?? undefined,
      stroke,
    })),
    sets: parts.sets.map((set) => ({
      kind: set.kind,
      startS: set.start_s ?? undefined,
      durationS: set.duration_s ?? undefined,
      exercise: set.exercise ?? undefined,
      reps: set.reps ?? undefined,
      weightKg: set.weight_kg ?? undefined,
    })),
    rrIntervalsMs: parts.rr_intervals_ms,
    events: parts.events.map(({ at_s, event, type, data }) => ({
      atS: at_s,
      event,
      type: type ?? undefined,
      data: data ?? undefined,
    })),
    pauses: (parts.pauses ?? []).map(({ from_s, to_s }) => ({ fromS: from_s, toS: to_s })),
  };
}
