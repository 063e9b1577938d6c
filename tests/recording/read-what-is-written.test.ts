import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { FileRecording } from '../../lib/recording/recording.ts';
import { writeCsv } from '../../lib/recording/write/write-csv.ts';
import { writeGpx } from '../../lib/recording/write/write-gpx.ts';
import { writeTcx } from '../../lib/recording/write/write-tcx.ts';
import * as fc from '../support/fast-check.ts';
import { ride } from './write/recordings.ts';

/** Channels a format has, as they come back in its digits; samples it cannot hold left out. */
const FORMATS = [
  {
    format: 'gpx',
    write: writeGpx,
    channels: ['heart_rate', 'power', 'cadence', 'altitude', 'temperature', 'latlng'],
    holds: ({ channels }: FileRecording, at: number) => (channels.latlng?.[at] ?? null) !== null,
  },
  {
    format: 'tcx',
    write: writeTcx,
    channels: ['heart_rate', 'power', 'cadence', 'altitude', 'speed', 'distance', 'latlng'],
    holds: () => true,
  },
  {
    format: 'csv',
    write: writeCsv,
    channels: [
      'heart_rate',
      'power',
      'cadence',
      'altitude',
      'speed',
      'distance',
      'latlng',
      'grade',
    ],
    holds: () => true,
  },
] as const;

describe('what is written is read', () => {
  test.each(FORMATS)(
    'as $format: samples, sport, start and pauses',
    ({ format, write, channels, holds }) => {
      const recording = ride();
      const decoded = decodeFile(write(recording));
      const [read] = decoded.recordings;
      expect(decoded).toMatchObject({ format, warnings: [] });
      const time = recording.channels.time ?? [];
      const kept = [...time.keys()].filter((at) => holds(recording, at));
      const firstS = time[kept[0] ?? 0] ?? 0;
      const startS = format === 'gpx' ? firstS : 0;
      expect(read?.startedAt?.getTime()).toBe(
        (recording.startedAt?.getTime() ?? 0) + startS * 1000,
      );
      expect(read?.channels.time).toEqual(kept.map((at) => (time[at] ?? 0) - startS));
      for (const channel of channels) {
        const values = kept.map((at) => recording.channels[channel]?.[at] ?? null);
        const got = read?.channels[channel] ?? [];
        expect(got, channel).toHaveLength(values.length);
        const apart = values.filter((value, at) => !isNear(value, got[at]));
        expect(apart, channel).toEqual([]);
      }
      if (format !== 'csv') {
        expect(read?.sport).toBe(recording.sport);
        expect(read?.pauses).toHaveLength(recording.pauses.length);
      }
    },
  );

  test('whatever letters a name has', () => {
    const recording = ride();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const shown = name.replaceAll(/\s+/g, ' ').trim();
        fc.pre(shown === name && name.isWellFormed());
        const short = {
          ...recording,
          name,
          pauses: [],
          laps: [],
          channels: { time: [0], latlng: [[1, 2] as [number, number]] },
        };
        expect(decodeFile(writeGpx(short)).recordings[0]?.name).toBe(name);
      }),
      { numRuns: 200 },
    );
  });
});

/** To the last digit that is written: 3 decimals, and 9 of a degree. */
function isNear(value: unknown, got: unknown): boolean {
  if (Array.isArray(value) && Array.isArray(got)) {
    return value.every((axis, at) => Math.abs(axis - got[at]) <= 1e-9);
  }
  return value === null || got === null
    ? value === got
    : Math.abs(Number(value) - Number(got)) <= 6e-4;
}
