import type { FileRecording, RecordedDevice, RecordedEvent } from '../recording.ts';
import { createFitEncoder } from './fit-encoder.ts';
import { fitExercise } from './fit-exercise.ts';
import { type FitFile, onWholeSeconds, timestamp } from './fit-file.ts';
import { recordWriter } from './fit-records.ts';
import { writeTotals } from './fit-totals.ts';
import {
  FIT_DEVICES,
  FIT_EVENT,
  FIT_EVENT_TYPE,
  FIT_STROKES,
  fitEvent,
  fitEventType,
  fitManufacturer,
  fitSport,
} from './fit-words.ts';
import { endOf } from './span-totals.ts';
import { startMs } from './times.ts';

/**
 * The recording as a FIT activity file: its device, samples with pauses, events and beats among them, lengths,
 * sets, laps (one, where there is none) and totals, stated ones before reckoned ones.
 *
 * FIT counts whole seconds: every time is rounded, and of samples in one second the first is kept. The name
 * becomes that of a workout; notes, names of laps, `moving` and `motion` have no place. Throws a RangeError without a start.
 */
export function writeFit(told: FileRecording): Uint8Array {
  const recording = onWholeSeconds(told);
  const file: FitFile = {
    fit: createFitEncoder(),
    recording,
    startS: Math.floor(startMs(recording) / 1000) - FIT_EPOCH_S,
    endS: endOf(recording),
  };
  const { fit } = file;
  fit.write('file_id', {
    type: ACTIVITY_FILE,
    manufacturer: DEVELOPMENT,
    product: 0,
    time_created: timestamp(file, file.endS),
  });
  fit.write('file_creator', { software_version: 1 });
  writeDevices(file);
  if (recording.name !== undefined) {
    fit.write('workout', { ...fitSport(recording), num_valid_steps: 0, wkt_name: recording.name });
  }
  writeSamples(file);
  writeLengths(file);
  writeSets(file);
  writeTotals(file);
  return fit.finish();
}

/** 1989-12-31T00:00:00Z. */
const FIT_EPOCH_S = 631_065_600;
const ACTIVITY_FILE = 4;
/** The manufacturer's number for who has none. */
const DEVELOPMENT = 255;
/** Behind what recorded, at index 0. */
const MOST_SENSORS = 250;

/** What recorded, then its sensors; a barometer that no device tells of is one of them. */
function writeDevices(file: FitFile): void {
  const { devices, altitudeSource } = file.recording;
  const creator = devices.find(({ kind }) => kind === undefined);
  const sensors: Partial<RecordedDevice>[] = devices.filter((device) => device !== creator);
  if (altitudeSource === 'barometric' && !sensors.some(({ kind }) => kind === 'barometer')) {
    sensors.push({ kind: 'barometer' });
  }
  for (const [index, device] of [creator ?? {}, ...sensors.slice(0, MOST_SENSORS)].entries()) {
    const { kind, name, manufacturer, product, serialNumber, softwareVersion } = device;
    const maker = fitManufacturer(manufacturer);
    file.fit.write('device_info', {
      timestamp: timestamp(file, 0),
      device_index: index,
      ...(kind === undefined ? undefined : FIT_DEVICES[kind]),
      manufacturer: maker ?? (index === 0 ? DEVELOPMENT : undefined),
      serial_number: serialNumber === undefined ? undefined : Number(serialNumber),
      software_version: softwareVersion === undefined ? undefined : Number(softwareVersion),
      // with its maker's name where that has no number
      product_name: maker === undefined ? (name ?? product) : product,
    });
  }
}

/** Records, with what else happened by its time: beats, pauses, events. */
function writeSamples(file: FitFile): void {
  const { fit, recording } = file;
  const { channels, pauses, events, rrIntervalsMs } = recording;
  const happened = [
    { atS: 0, write: () => writeTimer(file, 0, 'start') },
    ...pauses.flatMap(({ fromS, toS }) => [
      { atS: fromS, write: () => writeTimer(file, fromS, 'stop_all') },
      { atS: toS, write: () => writeTimer(file, toS, 'start') },
    ]),
    ...events.map((event) => ({ atS: event.atS, write: () => writeEvent(file, event) })),
    ...beatMessages(rrIntervalsMs).map(({ atS, time }) => ({
      atS,
      write: () => fit.write('hrv', { time }),
    })),
  ].toSorted((a, b) => a.atS - b.atS);
  let next = 0;
  const writeUntil = (atS: number) => {
    for (; next < happened.length && (happened[next]?.atS ?? 0) <= atS; next += 1) {
      happened[next]?.write();
    }
  };
  writeUntil(0);
  const writeRecord = recordWriter(fit, file);
  let second = -Infinity;
  for (const [sample, timeS] of (channels.time ?? []).entries()) {
    if (timeS !== null && Math.round(timeS) > second) {
      second = Math.round(timeS);
      writeUntil(timeS);
      writeRecord(sample);
    }
  }
  writeUntil(Infinity);
  writeTimer(file, file.endS, 'stop_all');
}

function writeTimer(file: FitFile, atS: number, type: keyof typeof FIT_EVENT_TYPE): void {
  file.fit.write('event', {
    timestamp: timestamp(file, atS),
    event: FIT_EVENT.timer,
    event_type: FIT_EVENT_TYPE[type],
    data: 0,
  });
}

/** In FIT's words only; those of the timer follow from the pauses. */
function writeEvent(file: FitFile, { event, type, atS, data }: RecordedEvent): void {
  const number = fitEvent(event);
  const typeNumber = type === undefined ? undefined : fitEventType(type);
  const isKnown = number !== undefined && (typeNumber !== undefined || type === undefined);
  if (isKnown && number !== FIT_EVENT.timer) {
    file.fit.write('event', {
      timestamp: timestamp(file, atS),
      event: number,
      event_type: typeNumber,
      data,
    });
  }
}

const BEATS_IN_A_MESSAGE = 5;

/** Intervals in seconds by five, with the time the first ends, as if the first beat were at the start. */
function beatMessages(rrIntervalsMs: readonly number[]): { atS: number; time: number[] }[] {
  const messages: { atS: number; time: number[] }[] = [];
  let atS = 0;
  for (let i = 0; i < rrIntervalsMs.length; i += BEATS_IN_A_MESSAGE) {
    const time = rrIntervalsMs.slice(i, i + BEATS_IN_A_MESSAGE).map((ms) => ms / 1000);
    messages.push({
      atS,
      time: Array.from({ length: BEATS_IN_A_MESSAGE }, (_, beat) => time[beat] ?? Number.NaN),
    });
    atS += time.reduce((sum, s) => sum + s, 0);
  }
  return messages;
}

function writeLengths(file: FitFile): void {
  const { lengths, poolM } = file.recording;
  for (const [index, { startS, durationS, strokes, stroke }] of lengths.entries()) {
    const isSwum = stroke !== 'idle';
    file.fit.write('length', {
      message_index: index,
      timestamp: timestamp(file, startS + durationS),
      event: FIT_EVENT.length,
      event_type: FIT_EVENT_TYPE.stop,
      start_time: timestamp(file, startS),
      total_elapsed_time: durationS,
      total_timer_time: durationS,
      length_type: isSwum ? 1 : 0,
      swim_stroke: isSwum ? FIT_STROKES[stroke] : undefined,
      total_strokes: strokes,
      avg_speed: isSwum && poolM !== undefined && durationS > 0 ? poolM / durationS : undefined,
    });
  }
}

function writeSets(file: FitFile): void {
  for (const [index, set] of file.recording.sets.entries()) {
    const { kind, startS, durationS, exercise, reps, weightKg } = set;
    file.fit.write('set', {
      message_index: index,
      timestamp: timestamp(file, startS === undefined ? file.endS : startS + (durationS ?? 0)),
      start_time: startS === undefined ? undefined : timestamp(file, startS),
      duration: durationS,
      set_type: kind === 'active' ? 1 : 0,
      repetitions: reps,
      weight: weightKg,
      ...fitExercise(exercise),
    });
  }
}
