import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { DecodedFile } from '../../lib/recording/recording.ts';
import { isStravaList, readStravaList } from '../../lib/recording/strava-export.ts';
import type { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import { expectNothingUnreal } from '../support/expect-nothing-unreal.ts';

const corpus = process.env.FETTLE_CORPUS;
if (!corpus) {
  process.stdout.write('GPX and TCX corpus LEFT OUT: FETTLE_CORPUS is not set\n');
}
const folder = join(corpus ?? '', 'gpx-tcx');

/** Files that are refused, and why. */
const REFUSED: Record<string, string> = {
  'tkrajina__unicode_with_bom.gpx': 'not_an_activity',
  'pablo-albaladejo__WorkoutRepeatBlocks.tcx': 'not_an_activity',
  'derived__entity-expansion.gpx': 'unsafe_xml',
};

/** Where the list counts otherwise, what is right here, and why. */
const OTHERWISE: Record<string, Record<string, { is: unknown; because: string }>> = {
  'GoldenCheetah__activity_5039744860.tcx': {
    points: { is: 96, because: 'four laps begin with the point the one before ended with' },
    with_hr: { is: 96, because: 'as above' },
    with_watts: {
      is: 95,
      because: 'as above; one of the two without power has the time of one with it',
    },
    with_position: { is: 96, because: 'as above' },
  },
  'tkrajina__cerknicko-jezero-without-elevations.gpx': {
    points: { is: 295, because: 'the last point has a place and no time' },
    segments: { is: 7, because: 'the first segment has no point' },
  },
  'tkrajina__track-with-empty-segment.gpx': {
    segments: { is: 1, because: 'the second segment has no point' },
  },
  'tkrajina__gpx1.0_with_all_fields.gpx': {
    points: { is: 1, because: 'the other five belong to routes' },
    segments: { is: 1, because: 'the other segment has no point' },
    first_time: { is: '2013-01-01T12:00:04Z', because: 'the earlier one listed is a route’s' },
    with_ele: { is: 1, because: 'the other point belongs to a route' },
  },
};

/** What the list tells of a file, as it was decoded. */
const READ: Record<string, (file: DecodedFile) => unknown> = {
  points: ({ recordings }) => sum(recordings.map(({ channels }) => channels.time?.length ?? 0)),
  segments: ({ recordings }) => sum(recordings.map(({ pauses }) => pauses.length + 1)),
  first_time: ({ recordings: [first] }) => timeAt(first, first?.channels.time?.[0]),
  last_time: ({ recordings }) => {
    const last = recordings.at(-1);
    return timeAt(last, last?.channels.time?.at(-1));
  },
  with_ele: counted('altitude'),
  with_hr: counted('heart_rate'),
  with_cad: counted('cadence'),
  with_power: counted('power'),
  with_watts: counted('power'),
  with_position: counted('latlng'),
  creator: ({ recordings: [first] }) => first?.devices[0]?.name ?? null,
  activities: ({ recordings }) => recordings.length,
  sport: ({ recordings }) => recordings.map(({ sport }) => SPORT_OF[sport]),
  laps: ({ recordings }) => sum(recordings.map(({ laps }) => laps.length)),
  lap_seconds: ({ recordings: [first] }) => round(first?.stated.timerTimeS),
  lap_metres: ({ recordings: [first] }) => round(first?.stated.distanceM),
};
const SPORT_OF: Record<string, string> = { running: 'Running', cycling: 'Biking' };
/** Of the document, not of what it holds. */
const LEFT_OUT = ['version'];

const sum = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);
const round = (number = Number.NaN) => Math.round(number * 100) / 100;
const timeAt = (recording: DecodedFile['recordings'][number] | undefined, s?: number | null) =>
  Number(recording?.startedAt) + Number(s) * 1000;

function counted(channel: 'altitude' | 'heart_rate' | 'cadence' | 'power' | 'latlng') {
  return ({ recordings }: DecodedFile) =>
    sum(
      recordings.map(
        ({ channels }) => channels[channel]?.filter((value) => value !== null).length ?? 0,
      ),
    );
}

const bytesOf = (name: string) => readFileSync(join(folder, name));

describe.skipIf(!corpus)('the recorded GPX, TCX and CSV files of FETTLE_CORPUS', () => {
  test('hold what the list says of each: points, segments, laps, times, channels', () => {
    const list = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<
      string,
      { expected: Record<string, unknown> }
    >;
    const files = readdirSync(folder).filter((name) => /\.(gpx|tcx)$/.test(name));
    const counts = { files: 0, refused: 0, values: 0, otherwise: 0 };
    for (const name of files) {
      if (name in REFUSED) {
        expect(
          refusal(() => decodeFile(bytesOf(name), { filename: name })),
          name,
        ).toBe(REFUSED[name]);
        counts.refused += 1;
        continue;
      }
      const decoded = decodeFile(bytesOf(name), { filename: name });
      expectNothingUnreal(decoded, name);
      counts.files += 1;
      for (const [key, listed] of Object.entries(list[name]?.expected ?? {})) {
        if (LEFT_OUT.includes(key)) {
          continue;
        }
        const otherwise = OTHERWISE[name]?.[key];
        const expected = otherwise?.is ?? listed;
        const isTime = key.endsWith('_time');
        expect(READ[key]?.(decoded), `${name}: ${key}`).toEqual(
          isTime ? Date.parse(withZone(String(expected))) : expected,
        );
        counts.values += 1;
        counts.otherwise += otherwise ? 1 : 0;
      }
    }
    expect(counts).toEqual({ files: 14, refused: 3, values: 129, otherwise: 11 });
  });

  test('of one ride or run say the same in GPX as in TCX', () => {
    for (const name of [
      'GoldenCheetah__activity_5039744860',
      'msimms__20210119_run_garmin_fenix6_sapphire',
    ]) {
      const [gpx, tcx] = ['gpx', 'tcx'].map(
        (format) => decodeFile(bytesOf(`${name}.${format}`)).recordings[0],
      );
      expect(gpx?.startedAt, name).toEqual(tcx?.startedAt);
      expect(gpx?.sport, name).toBe(tcx?.sport);
      for (const channel of ['time', 'heart_rate', 'cadence', 'latlng'] as const) {
        expect(gpx?.channels[channel], `${name} ${channel}`).toEqual(tcx?.channels[channel]);
      }
    }
  });

  test('that break off keep their points', () => {
    const { recordings, warnings } = decodeFile(bytesOf('derived__truncated.gpx'));
    const whole = decodeFile(bytesOf('msimms__20180831_beach_run_runkeeper.gpx')).recordings[0];
    expect(warnings.map(({ code }) => code)).toEqual(['truncated']);
    const points = bytesOf('derived__truncated.gpx').toString().split('</trkpt>').length - 1;
    expect(recordings[0]?.channels.time).toEqual(whole?.channels.time?.slice(0, points));
  });

  test('of a swim tell its lengths, whatever mark its decimals have', () => {
    const startedAt = new Date('2026-03-01T07:00:00Z');
    const [en, es] = ['en', 'es'].map(
      (language) =>
        decodeFile(bytesOf(`imitated__garmin-swim-splits-${language}.csv`), { startedAt })
          .recordings[0],
    );
    expect(en).toEqual(es);
    expect(en).toMatchObject({ startedAt, sport: 'swimming', poolM: 22.86 });
    const swum = en?.lengths.filter(({ stroke }) => stroke === 'free') ?? [];
    expect([swum.length, en?.lengths.length, en?.laps.length]).toEqual([60, 66, 11]);
    // cumulative time goes on at the wall, six times for 10 s and more
    expect(en?.stated.timerTimeS).toBeCloseTo(26 * 60 + 39.1, 0);
    expect(en?.lengths[0]).toEqual({ startS: 0, durationS: 21.1, strokes: 9, stroke: 'free' });
    expect(en?.stated.distanceM).toBeCloseTo(60 * 22.86, 6);
    expect(refusal(() => decodeFile(bytesOf('imitated__garmin-swim-splits-en.csv')))).toBe(
      'no_start_time',
    );
  });

  test('of a Strava export list the activity of each file', () => {
    expect(isStravaList('export/activities.csv')).toBe(true);
    expect(readStravaList(bytesOf('martin-ueding__activities.csv'))).toEqual([
      {
        sourceActivityId: '12070555079',
        filename: 'activities/12866632127.fit',
        name: 'Laufen Landal Park',
        notes: undefined,
        gear: undefined,
        sport: 'running',
        subSport: undefined,
        startedAt: new Date('2022-05-29T15:53:35Z'),
      },
    ]);
  });
});

/** A time without a zone is UTC. */
const withZone = (time: string) => (/(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`);

function refusal(run: () => unknown): unknown {
  try {
    run();
    return 'read';
  } catch (error) {
    return (error as UnreadableFile).code;
  }
}
