import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Zip, ZipDeflate, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import { readStravaList } from '../../lib/recording/strava-export.ts';
import { unpackFile } from '../../lib/recording/unpack-file.ts';
import { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import { randomOf } from '../sandbox/strava/random.ts';
import type { DecodedLine } from '../support/decode-process.ts';
import { HOSTILE_FILES } from '../support/hostile-files.ts';
import { mutate } from '../support/mutate.ts';
import { unsoundness } from '../support/unsoundness.ts';
import { zipOf } from '../support/zip-of.ts';

const MOST_S = 5;
const MEMORY_MB = 384;
const MUTANTS = 7000;

const startedAt = new Date(Date.UTC(2026, 0));
const times = Array.from({ length: 8 }, (_, s) => `2026-05-01T06:30:0${s}.000Z`);

const GPX = `<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="é" xmlns="x"><!-- c --><trk><name><![CDATA[a]]></name><type>9</type><trkseg>${times.map((time, s) => `<trkpt lat="52.${s}" lon="4"><ele>${s}</ele><time>${time}</time><extensions><g:hr>12${s}</g:hr></extensions></trkpt>${s === 4 ? '</trkseg><trkseg>' : ''}`).join('')}</trkseg></trk></gpx>`;
const TCX = `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap StartTime="${times[0]}"><TotalTimeSeconds>4</TotalTimeSeconds><Track>${times.map((time, s) => `<Trackpoint><Time>${time}</Time><DistanceMeters>${s * 3}</DistanceMeters><HeartRateBpm><Value>140</Value></HeartRateBpm></Trackpoint>${s === 4 ? `</Track></Lap><Lap StartTime="${time}"><TotalTimeSeconds>3</TotalTimeSeconds><Track>` : ''}`).join('')}</Track></Lap><Creator><Name>Edge</Name></Creator></Activity></Activities></TrainingCenterDatabase>`;
const TABLE = `timestamp,time_s,lap,heart_rate_bpm,lat_deg,lng_deg,moving\n${times.map((time, s) => `${time},${s},${s >> 2},9${s},52,4,true`).join('\n')}\n`;
const SWIM = `"","Intervals","Swim Stroke","Lengths","Distance","Time","Total Strokes"\n${['1","Freestyle","2","50","1:00.5","40', '","Freestyle","--","25","0:30.0","20', '","Freestyle","--","25","0:30.5","20', '","Rest","--","--","0:10.0","--'].map((row) => `"","${row}"`).join('\n')}\n`;
const made = [GPX, TCX, TABLE, SWIM].map((text) => Buffer.from(text));
const packed = [
  gzipSync(GPX),
  zipOf([{ name: 'a/b.gpx', bytes: Buffer.from(GPX) }]),
  zipOf([{ name: 'b.tcx.gz', bytes: gzipSync(TCX) }], { isLarge: true }),
];

const corpus = process.env.FETTLE_CORPUS;
if (!corpus) {
  process.stdout.write('Recorded files to damage LEFT OUT: FETTLE_CORPUS is not set\n');
}
const folder = join(corpus ?? '.', 'gpx-tcx');
const recorded = corpus
  ? readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => /\.(gpx|tcx|csv)$/.test(path) && statSync(path).size < 10_000)
      .map((path) => readFileSync(path))
  : [];

/** `read` soundly, `refused`, or in words what no file may lead to. */
function outcome(bytes: Uint8Array): string {
  try {
    return unsoundness(decodeFile(bytes, { startedAt })) ?? 'read';
  } catch (error) {
    return error instanceof UnreadableFile ? 'refused' : String((error as Error).stack);
  }
}

describe('a hostile file', () => {
  test('never leads to anything but a refusal or sound data with warnings, in little time and memory', {
    timeout: 180_000,
  }, () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [
        `--max-old-space-size=${MEMORY_MB}`,
        join(import.meta.dirname, '../support/decode-process.ts'),
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    expect(status, stderr.slice(-2000)).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as DecodedLine);
    const became = Object.fromEntries(lines.map(({ case: name, became }) => [name, became]));
    const expected = HOSTILE_FILES.map(({ case: name, becomes }) => [name, becomes]);
    expect(became).toEqual({
      ...Object.fromEntries(expected),
      'a zip of 2000 files': expect.stringMatching(/^2000 files, [45]\d MB, 9\d\d MB unpacked$/),
    });
    expect(HOSTILE_FILES.length).toBeGreaterThan(110);
    expect(lines.filter(({ cpuS }) => cpuS > MOST_S)).toEqual([]);
  });

  test('damaged by chance in seven thousand ways is refused or read soundly', {
    timeout: 120_000,
  }, () => {
    const random = randomOf('damaged files');
    const seeds = [...made, ...packed, ...recorded];
    const outcomes = Array.from({ length: MUTANTS }, (_, i) =>
      outcome(mutate(seeds[i % seeds.length] ?? Buffer.of(), random)),
    );
    expect(outcomes.filter((said) => said !== 'read' && said !== 'refused')).toEqual([]);
    // or all of it would pass that refuses everything
    expect(outcomes.filter((said) => said === 'read').length).toBeGreaterThan(MUTANTS * 0.3);
  });

  test('as a list of a Strava export is refused or read', () => {
    const random = randomOf('damaged lists');
    const list = Buffer.from(
      'Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Activity Gear,Filename\n1,"May 29, 2022, 3:53:35 PM",a,Run,"b\nc",Shoes,activities/1.gpx\n',
    );
    for (let i = 0; i < 500; i += 1) {
      const bytes = mutate(list, random);
      try {
        for (const { startedAt, name } of readStravaList(bytes)) {
          expect(Number.isNaN(startedAt?.getTime())).toBe(false);
          expect(name).not.toBe('');
        }
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFile);
      }
    }
  });
});

describe('the files of an upload', () => {
  const gpx = Buffer.from(GPX);

  test('are those of the zip, unpacked when asked, without what is packed with them', () => {
    const { files, warnings } = unpackFile(
      zipOf([
        { name: 'export/activities.csv', bytes: Buffer.from('a') },
        { name: 'export/activities/1.gpx.gz', bytes: gzipSync(GPX) },
        { name: 'export/activities/2.GPX', bytes: gpx },
        { name: 'export/activities/3.gpx', bytes: gpx, crc: 1 },
        { name: 'export/media/1.jpg', bytes: gpx },
        { name: '__MACOSX/export/._2.gpx', bytes: gpx },
        { name: 'export/.hidden/2.gpx', bytes: gpx },
        { name: 'export/other.zip', bytes: gpx },
      ]),
    );
    expect(files.map(({ name }) => name)).toEqual([
      'export/activities.csv',
      'export/activities/1.gpx',
      'export/activities/2.GPX',
      'export/activities/3.gpx',
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['nested_zip']);
    expect(files.slice(1, 3).map(({ unpack }) => Buffer.from(unpack().bytes))).toEqual([gpx, gpx]);
    // one that is damaged costs only itself
    expect(() => files[3]?.unpack()).toThrow(UnreadableFile);
  });

  test('are found in a zip of another writer, packed, stored and streamed', () => {
    const chunks: Uint8Array[] = [];
    const zip = new Zip((_, chunk) => chunks.push(chunk));
    const streamed = new ZipDeflate('c.gpx');
    zip.add(streamed);
    streamed.push(gpx, true);
    zip.end();
    const zips = [zipSync({ 'a.gpx': gpx, 'b.gpx': [gpx, { level: 0 }] }), Buffer.concat(chunks)];
    const found = zips.flatMap((zip) => unpackFile(zip).files);
    expect(found.map(({ name }) => name)).toEqual(['a.gpx', 'b.gpx', 'c.gpx']);
    expect(found.map(({ unpack }) => Buffer.from(unpack().bytes))).toEqual([gpx, gpx, gpx]);
  });

  test('is the one that is no zip', () => {
    const [file, ...others] = unpackFile(gzipSync(GPX), { filename: 'a.gpx.gz' }).files;
    expect(others).toEqual([]);
    expect(file?.name).toBe('a.gpx');
    expect(Buffer.from(file?.unpack().bytes ?? [])).toEqual(gpx);
  });

  test('cost no more than their packed size allows', () => {
    const blanks = (mb: number) =>
      zipOf([{ name: 'a.gpx', bytes: Buffer.alloc(mb * 2 ** 20, 0x20) }]);
    expect(unpackFile(blanks(1)).files[0]?.unpack().bytes.length).toBe(2 ** 20);
    expect(() => unpackFile(blanks(2)).files[0]?.unpack()).toThrow('too large');
  });
});
