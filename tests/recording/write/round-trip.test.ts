import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHANNELS, type ChannelName } from '../../../lib/recording/channels.ts';
import { decodeFile } from '../../../lib/recording/decode-file.ts';
import type { DecodedFile, FileRecording } from '../../../lib/recording/recording.ts';
import { UnreadableFile } from '../../../lib/recording/unreadable-file.ts';
import { NotWritable } from '../../../lib/recording/write/not-writable.ts';
import { writeFile } from '../../../lib/recording/write/write-file.ts';
import * as fc from '../../support/fast-check.ts';
import {
  anyRecording,
  blankRecording,
  HAND_MADE,
  heartBeats,
  poolSwim,
  ride,
  run,
  strength,
} from './recordings.ts';

type Format = DecodedFile['format'];

const FORMATS = ['fit', 'gpx', 'tcx', 'csv'] as const;

/** How far a value may be from what was written; a channel that is not named has no place in the format. */
const WITHIN: Record<Format, Partial<Record<ChannelName, number>>> = {
  fit: {
    heart_rate: 0.5,
    power: 0.5,
    cadence: 1 / 256,
    speed: 0.0005,
    distance: 0.005,
    altitude: 0.1,
    // half of 180° / 2³¹
    latlng: 4.2e-8,
    temperature: 0.5,
    grade: 0.005,
    vertical_oscillation: 0.05,
    stance_time: 0.05,
    step_length: 0.05,
    respiration_rate: 0.005,
    core_body_temperature: 0.005,
    left_right_balance: 0.5,
  },
  gpx: {
    heart_rate: 0.5,
    power: 0.5,
    cadence: 0.5,
    altitude: 0.0005,
    latlng: 5e-10,
    temperature: 0.0005,
  },
  tcx: {
    heart_rate: 0.5,
    power: 0.5,
    cadence: 0.5,
    speed: 0.0005,
    distance: 0.0005,
    altitude: 0.0005,
    latlng: 5e-10,
  },
  csv: Object.fromEntries(
    Object.keys(CHANNELS)
      .filter((name) => name !== 'time')
      .map((name) => [name, 0]),
  ),
};

const namesOf = (format: Format) => Object.keys(WITHIN[format]) as ChannelName[];

/** The value of a sample as far as the format has it. */
function holdsOf(
  { channels }: FileRecording,
  name: ChannelName,
  at: { sample: number; format: Format },
) {
  const value = channels[name]?.[at.sample] ?? null;
  const isRefused = at.format === 'tcx' && name === 'heart_rate' && Math.round(Number(value)) < 1;
  return isRefused ? null : value;
}

/** Written and read again; `undefined` where the format cannot hold it at all. */
function again(recording: FileRecording, format: Format): FileRecording | undefined {
  try {
    const { bytes } = writeFile(recording, format);
    const { recordings, warnings } = decodeFile(bytes, { filename: `x.${format}` });
    expect(warnings).toStrictEqual([]);
    expect(recordings).toHaveLength(1);
    return recordings[0];
  } catch (error) {
    if (
      error instanceof NotWritable ||
      (error instanceof UnreadableFile && error.code === 'no_data')
    ) {
      return undefined;
    }
    throw error;
  }
}

/** The samples a format has room for: FIT one a second, GPX those with a position, TCX those with a value. */
function samplesIn(recording: FileRecording, format: Format): number[] {
  const time = recording.channels.time ?? [];
  const all = Array.from(time.keys());
  if (format === 'fit') {
    const seconds = new Set<number>();
    return all.filter((sample) => {
      const second = Math.round(time[sample] ?? 0);
      return !seconds.has(second) && seconds.add(second);
    });
  }
  if (format === 'gpx') {
    return all.filter(
      (sample) =>
        recording.channels.latlng?.[sample] !== null && recording.channels.latlng !== undefined,
    );
  }
  return format === 'csv'
    ? all
    : all.filter((sample) =>
        namesOf('tcx').some((name) => holdsOf(recording, name, { sample, format }) !== null),
      );
}

function expectSameSamples(read: FileRecording, recording: FileRecording, format: Format): void {
  const samples = samplesIn(recording, format);
  const startMs = recording.startedAt?.getTime() ?? Number.NaN;
  const isFit = format === 'fit';
  const atMs = (sample: number) => {
    const timeS = recording.channels.time?.[sample] ?? Number.NaN;
    return isFit
      ? Math.floor(startMs / 1000) * 1000 + Math.round(timeS) * 1000
      : startMs + timeS * 1000;
  };
  const readStartMs = read.startedAt?.getTime() ?? Number.NaN;
  const readMs = (read.channels.time ?? []).map((s) => readStartMs + (s ?? Number.NaN) * 1000);
  expect(readMs.length).toBe(samples.length);
  const isLate = (sample: number, index: number) =>
    !(Math.abs((readMs[index] ?? Number.NaN) - atMs(sample)) <= 1);
  expect(samples.filter(isLate)).toStrictEqual([]);
  for (const name of namesOf(format)) {
    const within = (WITHIN[format][name] ?? 0) * (1 + 1e-9) + 1e-12;
    const isOff = (sample: number, index: number) => {
      const was = numbersIn(holdsOf(recording, name, { sample, format }));
      const is = numbersIn(holdsOf(read, name, { sample: index, format }));
      const isNear = (value: number, i: number) =>
        Math.abs(value - (is[i] ?? Number.NaN)) <= within;
      return was.length !== is.length || !was.every(isNear);
    };
    const off = samples.filter(isOff).slice(0, 3);
    expect(off.map((sample) => [name, sample, recording.channels[name]?.[sample]])).toStrictEqual(
      [],
    );
  }
}

/**
 * What a read recording becomes when it is written and read again: the same. TCX tells a pause only between two
 * samples and the end of the last lap only by its timer, so what its laps add up to settles first.
 */
function expectFixedPoint(once: FileRecording, format: Format): void {
  let settled: FileRecording | undefined = once;
  for (let i = 0; i < (format === 'tcx' ? 2 : 0); i += 1) {
    settled = settled && again(settled, format);
  }
  expect(settled).toBeDefined();
  expect(settled && again(settled, format)).toStrictEqual(settled);
}

const numbersIn = (value: unknown): number[] =>
  value === null ? [] : Array.isArray(value) ? value : [Number(value)];

describe('written and read again, the samples are the same within what the format holds', () => {
  const cases = Object.entries(HAND_MADE).flatMap(([name, made]) =>
    FORMATS.map((format) => ({ name, made, format })),
  );
  test.each(cases)('$name as $format', ({ made, format }) => {
    const recording = made();
    const read = again(recording, format);
    if (read === undefined) {
      const hasNoPlace = samplesIn(recording, format).length === 0;
      expect(hasNoPlace || format === 'csv').toBe(true);
    } else {
      expectSameSamples(read, recording, format);
    }
  });

  test.each(FORMATS)('any recording as %s', (format) => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        const read = again(recording, format);
        if (read) {
          expectSameSamples(read, recording, format);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the second time nothing changes', () => {
  test.each(FORMATS)('of what was made by hand: %s', (format) => {
    for (const made of Object.values(HAND_MADE)) {
      const once = again(made(), format);
      if (once) {
        expectFixedPoint(once, format);
      }
    }
  });

  test.each(FORMATS)('of any recording: %s', (format) => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        const once = again(recording, format);
        if (once) {
          expectFixedPoint(once, format);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('what stands beside the samples comes back from FIT', () => {
  test('of a ride: words, devices, figures, laps, pauses, events and fields of others', () => {
    const read = again(ride(), 'fit');
    expect(read).toMatchObject({
      startedAt: ride().startedAt,
      sport: 'cycling',
      subSport: 'road',
      name: ride().name,
      stated: { ...ride().stated, elapsedTimeS: 999, timerTimeS: 817 },
      developerFields: ride().developerFields,
      laps: ride().laps,
      pauses: ride().pauses,
    });
    expect(read?.events).toContainEqual(ride().events[0]);
    expect(
      read?.devices.map(({ name, kind, serialNumber }) => [name, kind, serialNumber]),
    ).toStrictEqual([
      ['Edge 530', undefined, '3987654321'],
      ['HRM-Pro', 'heart_rate', undefined],
    ]);
  });

  test('of a run: laps to the second, their length to the millisecond', () => {
    expect(again(run(), 'fit')?.laps).toStrictEqual([
      { startS: 0, endS: 280.25 },
      { startS: 280, endS: 598.75 },
    ]);
  });

  test('of a swim: each length', () => {
    const read = again(poolSwim(), 'fit');
    expect(read).toMatchObject({ sport: 'swimming', poolM: 22.86, laps: poolSwim().laps });
    expect(read?.lengths).toStrictEqual(poolSwim().lengths);
  });

  test('of strength training: each set', () => {
    expect(again(strength(), 'fit')?.sets).toStrictEqual(strength().sets);
  });

  test('of a heart: each beat', () => {
    expect(again(heartBeats(), 'fit')?.rrIntervalsMs).toStrictEqual(heartBeats().rrIntervalsMs);
  });

  test.each([
    'squash',
    'padel',
    'badminton',
    'tennis',
    'hiit',
    'yoga',
    'skiing',
    'rowing',
    'hiking',
    'walking',
    'multisport',
    'other',
  ] as const)('the sport: %s', (sport) => {
    const time = [0, 1];
    const recording = { ...blankRecording(), sport, channels: { time, heart_rate: [100, 101] } };
    expect(again(recording, 'fit')?.sport).toBe(sport);
  });
});

describe('what stands beside the samples comes back', () => {
  test('from GPX: words and pauses', () => {
    expect(again(run(), 'gpx')).toMatchObject({ sport: 'running', subSport: undefined });
    const subSport = 'trail_running';
    expect(again({ ...run(), subSport }, 'gpx')).toMatchObject({ sport: 'running', subSport });
    expect(again(ride(), 'gpx')).toMatchObject({
      sport: 'cycling',
      name: ride().name,
      notes: ride().notes,
      // from its first position on
      pauses: ride().pauses.map(({ fromS, toS }) => ({ fromS: fromS - 5, toS: toS - 5 })),
    });
  });

  test('from TCX: notes, laps, pauses and calories', () => {
    expect(again(ride(), 'tcx')).toMatchObject({
      sport: 'cycling',
      notes: ride().notes,
      laps: ride().laps,
      pauses: ride().pauses,
      stated: { caloriesKcal: 345, timerTimeS: 817 },
    });
  });

  test('from CSV: laps, between samples', () => {
    expect(again(run(), 'csv')?.laps).toStrictEqual([
      { startS: 0, endS: 281 },
      { startS: 281, endS: 599 },
    ]);
  });
});

const corpus = process.env.FETTLE_CORPUS;
if (!corpus) {
  process.stdout.write('Round trips of real files LEFT OUT: FETTLE_CORPUS is not set\n');
}

interface Real {
  file: string;
  recording: FileRecording;
}

/** Every recording of every file that can be read, with its start; decoded once. */
function recordingsIn(folder: string): Real[] {
  const known = decoded.get(folder);
  if (known) {
    return known;
  }
  const all = readdirSync(folder).flatMap((file): Real[] => {
    try {
      const { recordings } = decodeFile(readFileSync(join(folder, file)), { filename: file });
      return recordings
        .filter(({ startedAt }) => startedAt !== undefined)
        .map((recording, index) => ({ file: `${file} ${index}`, recording }));
    } catch (error) {
      if (error instanceof UnreadableFile) {
        return [];
      }
      throw error;
    }
  });
  decoded.set(folder, all);
  return all;
}

const decoded = new Map<string, Real[]>();

/** All would take minutes: of more samples than these, one of so many. */
const MOST_SAMPLES: Record<Format, number> = { fit: 1000, gpx: 250, tcx: 250, csv: 250 };

function thinned(recording: FileRecording, most: number): FileRecording {
  const { channels, developerFields } = recording;
  const step = Math.ceil((channels.time?.length ?? 0) / most);
  const thin = <T>(values: T[]) => values.filter((_, index) => index % step === 0);
  return {
    ...recording,
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, values]) => [name, thin<unknown>(values)]),
    ),
    developerFields: developerFields.map((field) => ({ ...field, values: thin(field.values) })),
  };
}

describe.skipIf(!corpus)('every activity file of FETTLE_CORPUS', () => {
  const cases = ['fit', 'gpx-tcx'].flatMap((folder) =>
    FORMATS.map((format) => ({ folder, format })),
  );
  test.each(cases)(
    'comes back, and the second time as it was: $folder as $format',
    ({ folder, format }) => {
      const all = recordingsIn(join(corpus ?? '', folder));
      expect(all.length).toBeGreaterThan(10);
      const failures = all.flatMap(({ file, recording: whole }) => {
        const recording = thinned(whole, MOST_SAMPLES[format]);
        try {
          const once = again(recording, format);
          if (once) {
            expectSameSamples(once, recording, format);
            expectFixedPoint(once, format);
          }
          return [];
        } catch (error) {
          return [`${file}: ${String(error).slice(0, 500)}`];
        }
      });
      expect(failures).toStrictEqual([]);
    },
  );
});
