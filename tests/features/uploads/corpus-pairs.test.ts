/** Recorded files: which are of one bout, and that no others are. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toFileActivity } from '../../../lib/features/uploads/to-file-activity.ts';
import { decodeFile } from '../../../lib/recording/decode-file.ts';
import { UnreadableFile } from '../../../lib/recording/unreadable-file.ts';
import { useWorld } from '../../db/world.ts';

const corpus = process.env['FETTLE_CORPUS'];

/** The bouts of which there are several files, and why. */
const BOUTS: { why: string; files: string[] }[] = [
  {
    why: 'three formats of one ride',
    files: [
      'GoldenCheetah__2020-06-01-16-52-40.fit',
      'GoldenCheetah__activity_5039744860.gpx',
      'GoldenCheetah__activity_5039744860.tcx',
    ],
  },
  {
    why: 'two formats of one run, and copies of the first as a crash and a broken upload leave it',
    files: [
      'msimms__20181108_run_garmin_fenix_3_hr.fit',
      'msimms__20181108_run_garmin_fenix_3_hr.tcx',
      'derived__crashed-no-size-no-crc.fit',
      'derived__truncated-60pct.fit',
    ],
  },
  {
    why: 'two formats of one run',
    files: [
      'msimms__20210119_run_garmin_fenix6_sapphire.gpx',
      'msimms__20210119_run_garmin_fenix6_sapphire.tcx',
    ],
  },
  {
    why: 'two watches on one run',
    files: ['msimms__20210507_run_coros_pace_2.fit', 'msimms__20210507_run_garmin_fenix_6.fit'],
  },
  {
    why: 'a copy with one byte of its checksum changed',
    files: ['msimms__20130720_run_garmin_forerunner_10.fit', 'derived__wrong-file-crc.fit'],
  },
  {
    why: 'a copy that breaks off',
    files: ['msimms__20180831_beach_run_runkeeper.gpx', 'derived__truncated.gpx'],
  },
  {
    why: 'a copy with sets put in',
    files: ['jimmykane__suunto-weight.fit', 'derived__strength-with-sets.fit'],
  },
  {
    why: 'a copy called squash instead of yoga',
    files: ['jimmykane__failed.fit', 'derived__squash-hr-only.fit'],
  },
];

describe.skipIf(corpus === undefined)('over FETTLE_CORPUS', () => {
  const world = useWorld();

  test('all files of one bout are found to be, no others are, and each bout counts once', {
    timeout: 120_000,
  }, async () => {
    const { athleteId } = await world.newAthlete();
    const fileOf = new Map<string, string>();
    const add = async (path: string) => {
      const file = path.split('/').at(-1) ?? '';
      const bytes = readFileSync(path);
      for (const [index, recording] of decode(bytes, file).entries()) {
        const activity = toFileActivity(recording, {
          startedAt: recording.startedAt ?? new Date('2026-01-01T00:00:00Z'),
          format: file.split('.').at(-1) ?? '',
          filename: file,
        });
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const row = {
          ...activity,
          athlete_id: athleteId,
          source: 'file',
          source_id: index === 0 ? sha256 : `${sha256}#${index + 1}`,
        };
        const [added] = await world.sql<{ id: string }>(
          `insert into activities (${Object.keys(row).join(', ')}, streams)
           select ${Object.keys(row).join(', ')}, 'pending' from jsonb_populate_record(null::activities, $1) returning id`,
          [JSON.stringify(row)],
        );
        fileOf.set(added?.id ?? '', file);
      }
    };
    const paths = ['fit', 'gpx-tcx'].flatMap((folder) =>
      readdirSync(join(corpus ?? '', folder))
        .filter((file) => /\.(fit|gpx|tcx|gz)$/.test(file))
        .map((file) => join(corpus ?? '', folder, file)),
    );
    for (const path of paths) {
      await add(path);
    }
    const rows = await world.sql<{ id: string; group_id: string | null; counted: boolean }>(
      'select id, group_id, counted from activities where athlete_id = $1',
      [athleteId],
    );
    const groups = Map.groupBy(
      rows.filter(({ group_id }) => group_id !== null),
      ({ group_id }) => group_id,
    );
    const found = [...groups.values()].map((members) =>
      members.map(({ id }) => fileOf.get(id) ?? '').toSorted(),
    );
    const byFirst = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    expect(found.sort(byFirst)).toEqual(BOUTS.map(({ files }) => files.toSorted()).sort(byFirst));
    const sum = await world.sql<{ n: number }>(
      'select sum(activities)::int as n from training_days where athlete_id = $1',
      [athleteId],
    );
    const copies = BOUTS.reduce((count, { files }) => count + files.length - 1, 0);
    expect(sum[0]?.n).toBe(rows.length - copies);
    console.log(
      `${fileOf.size} recordings of ${paths.length} files: ${found.length} bouts recorded more than once, no other pair.`,
    );
  });
});

function decode(bytes: Uint8Array, filename: string) {
  try {
    return decodeFile(bytes, { filename }).recordings;
  } catch (error) {
    if (error instanceof UnreadableFile) {
      return [];
    }
    throw error;
  }
}
