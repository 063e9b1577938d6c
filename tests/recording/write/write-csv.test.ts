import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Channels } from '../../../lib/recording/channels.ts';
import { CHANNEL_OF_COLUMN } from '../../../lib/recording/csv/csv-columns.ts';
import type { FileRecording } from '../../../lib/recording/recording.ts';
import { NotWritable } from '../../../lib/recording/write/not-writable.ts';
import { writeCsv } from '../../../lib/recording/write/write-csv.ts';
import * as fc from '../../support/fast-check.ts';
import { blankRecording } from './recordings.ts';

const textOf = (recording: FileRecording) => new TextDecoder().decode(writeCsv(recording));

describe('CSV', () => {
  test('is a row per sample, a column with its unit per channel, and an empty cell where nothing was', () => {
    const channels: Channels = {
      time: [0, 1.5, 4],
      heart_rate: [120, null, 0],
      latlng: [null, [52.123456789, -4.2], [0, 1e-7]],
      moving: [true, false, null],
      power: [null, null, null],
    };
    const laps = [
      { startS: 0, endS: 1.5 },
      { startS: 1.5, endS: 3 },
    ];
    expect(textOf({ ...blankRecording(), channels, laps })).toBe(
      [
        'timestamp,time_s,lap,heart_rate_bpm,lat_deg,lng_deg,moving',
        '2026-05-01T06:00:00Z,0,1,120,,,true',
        '2026-05-01T06:00:01.500Z,1.5,2,,52.123456789,-4.2,false',
        '2026-05-01T06:00:04Z,4,,0,0,1e-7,',
        '',
      ].join('\n'),
    );
  });

  test('any number comes back as it was', () => {
    const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const time = values.map((_, index) => index);
        const text = textOf({
          ...blankRecording(),
          channels: { time, heart_rate: time, grade: values },
        });
        const rows: Record<string, string>[] = parse(text, { columns: true });
        const read = rows.map(({ grade_pct: cell }) => (cell ? Number(cell) : null));
        // a sign of zero is none in a table
        expect(read).toEqual(values.map((value) => (value === null ? null : value + 0)));
      }),
    );
  });

  test('every column tells its channel', () => {
    expect(CHANNEL_OF_COLUMN.get('lng_deg')).toStrictEqual({ channel: 'latlng', part: 1 });
    expect(CHANNEL_OF_COLUMN.get('lap')).toBeUndefined();
  });

  test('without a sample it cannot be, nor without a start', () => {
    expect(() => writeCsv(blankRecording())).toThrow(NotWritable);
    expect(() => writeCsv({ ...blankRecording(), startedAt: undefined })).toThrow(RangeError);
  });
});
