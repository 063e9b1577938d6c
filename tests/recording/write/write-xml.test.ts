import sax from 'sax';
import { describe, expect, test } from 'vitest';
import type { LatLng } from '../../../lib/recording/channels.ts';
import type { FileRecording } from '../../../lib/recording/recording.ts';
import { NotWritable } from '../../../lib/recording/write/not-writable.ts';
import { writeFile } from '../../../lib/recording/write/write-file.ts';
import * as fc from '../../support/fast-check.ts';
import {
  anyRecording,
  blankRecording,
  HAND_MADE,
  poolSwim,
  ride,
  run,
  squash,
} from './recordings.ts';

interface Element {
  name: string;
  text: string;
  attributes: Record<string, string>;
  children: Element[];
}

/** Read by a parser that forgives nothing, with the namespaces that the prefixes need. */
function parse(bytes: Uint8Array): Element {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const parser = sax.parser(true, { xmlns: true });
  const root: Element = { name: '', text: '', attributes: {}, children: [] };
  const open = [root];
  parser.onopentag = ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, attribute]) => [
      key,
      typeof attribute === 'string' ? attribute : attribute.value,
    ]);
    const element = { name, text: '', attributes: Object.fromEntries(values), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it has no such method
  parser.ontext = (words) => {
    const element = open.at(-1);
    if (element) {
      element.text += words;
    }
  };
  parser.onclosetag = () => open.pop();
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- it has no such method
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(text).close();
  return root;
}

function all({ children }: Element, name: string): Element[] {
  return children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...all(child, name),
  ]);
}

const textOf = (element: Element | undefined, name: string) =>
  element && all(element, name)[0]?.text;
const written = (recording: FileRecording, format: 'gpx' | 'tcx') =>
  parse(writeFile(recording, format).bytes);

const somewhere = { time: [0], latlng: [[46, 14] satisfies [number, number]] };

describe('XML is well-formed', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    }),
    fc.constantFrom(
      ']]>',
      '<!--',
      '<![CDATA[',
      '&#0;',
      '&amp;',
      '"\'>',
      '\u0000',
      '\ud800',
      '\udc00x',
    ),
  );

  test('whatever a name, a note and a device say, and they come back but for what XML cannot hold', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, notes) => {
        const devices = [
          {
            name,
            manufacturer: undefined,
            product: undefined,
            serialNumber: notes,
            softwareVersion: notes,
            kind: undefined,
          },
        ];
        const recording = { ...blankRecording(), name, notes, devices, channels: somewhere };
        const gpx = written(recording, 'gpx');
        const tcx = written(recording, 'tcx');
        expect(all(gpx, 'name')[0]?.text).toBe(holdable(name));
        expect(all(gpx, 'desc')[0]?.text).toBe(holdable(notes));
        expect(all(tcx, 'Notes')[0]?.text).toBe(holdable(notes));
        expect(all(tcx, 'Name')[0]?.text).toBe(holdable(name));
      }),
      { numRuns: 300 },
    );
  });

  test('whatever the recording is', () => {
    fc.assert(
      fc.property(anyRecording, (recording) => {
        expect(all(written(recording, 'tcx'), 'Lap').length).toBe(
          Math.max(1, recording.laps.length),
        );
        if (recording.channels.latlng?.some((position) => position !== null)) {
          expect(all(written(recording, 'gpx'), 'trk')).toHaveLength(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Character by character, after the definition of Char in XML 1.0. */
function holdable(text: string): string {
  return Array.from(text)
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0;
      const isControl = code < 0x20 && ![0x09, 0x0a, 0x0d].includes(code);
      return (
        !isControl && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
      );
    })
    .join('');
}

describe('GPX', () => {
  test('is a track of the samples with a position, in a segment from pause to pause', () => {
    const gpx = written(ride(), 'gpx');
    const segments = all(gpx, 'trkseg').map((segment) => all(segment, 'trkpt'));
    expect(segments.map((points) => points.length)).toStrictEqual([295, 280, 240]);
    expect(textOf(segments[1]?.[0], 'time')).toBe('2026-05-01T06:07:00Z');
    const point = segments[0]?.[0];
    expect(point?.attributes).toStrictEqual({ lat: '46.05035', lon: '14.49995' });
    expect(textOf(point, 'gpxtpx:hr')).toBe('142');
    expect(textOf(point, 'gpxtpx:cad')).toBe('88');
    expect(textOf(point, 'gpxtpx:atemp')).toBe('-3');
    expect(textOf(point, 'power')).toBe('206');
    expect(textOf(point, 'ele')).toBe('100.2');
    expect(textOf(gpx, 'type')).toBe('cycling');
  });

  test('writes parts of a second, and no number with an exponent', () => {
    const latlng: LatLng[] = [
      [1e-7, -1e-12],
      [0, 0],
    ];
    const withTime = { ...blankRecording(), channels: { time: [0, 0.5], latlng } };
    const points = all(written(withTime, 'gpx'), 'trkpt');
    expect(points.map(({ attributes }) => attributes)).toStrictEqual([
      { lat: '0.0000001', lon: '0' },
      { lat: '0', lon: '0' },
    ]);
    expect(points.map((point) => textOf(point, 'time'))).toStrictEqual([
      '2026-05-01T06:00:00Z',
      '2026-05-01T06:00:00.500Z',
    ]);
  });

  test.each(Object.entries({ squash, poolSwim }))(
    'without a position it cannot be: %s',
    (_, made) => {
      expect(() => writeFile(made(), 'gpx')).toThrow(NotWritable);
    },
  );
});

describe('TCX', () => {
  test('has a track from pause to pause in each lap, and the lap’s figures', () => {
    const laps = all(written(ride(), 'tcx'), 'Lap');
    expect(laps.map(({ attributes }) => attributes)).toStrictEqual([
      { StartTime: '2026-05-01T06:00:00Z' },
      { StartTime: '2026-05-01T06:07:30Z' },
    ]);
    const points = laps.map((lap) =>
      all(lap, 'Track').map((track) => all(track, 'Trackpoint').length),
    );
    expect(points).toStrictEqual([
      [300, 30],
      [250, 240],
    ]);
    expect(textOf(laps[0], 'TotalTimeSeconds')).toBe(String(450 - 121));
    expect(textOf(laps[0], 'DistanceMeters')).toBe(String(450 * 8.25));
    const calories = laps.map((lap) => Number(textOf(lap, 'Calories')));
    expect(calories).toStrictEqual([139, 206]);
  });

  test('has speed and power where Garmin puts them, and a run’s cadence too', () => {
    const [point] = all(written(ride(), 'tcx'), 'Trackpoint').slice(100);
    expect(textOf(point, 'ns3:Speed')).toBe('8.898');
    expect(textOf(point, 'ns3:Watts')).toBe('311');
    expect(textOf(point, 'Cadence')).toBe('0');
    const runner = written(run(), 'tcx');
    expect(textOf(all(runner, 'Trackpoint')[2], 'ns3:RunCadence')).toBe('81');
    expect(all(runner, 'Cadence')).toHaveLength(0);
    expect(all(runner, 'Activity')[0]?.attributes).toStrictEqual({ Sport: 'Running' });
  });

  test('says no heart rate of 0 and no endless speed, which it has no number for', () => {
    const channels = { time: [0, 1e-300], heart_rate: [0, 0], distance: [0, 1e10] };
    const [lap] = all(written({ ...blankRecording(), channels }, 'tcx'), 'Lap');
    expect(textOf(lap, 'HeartRateBpm')).toBeUndefined();
    expect(textOf(lap, 'AverageHeartRateBpm')).toBeUndefined();
    expect(textOf(lap, 'MaximumHeartRateBpm')).toBeUndefined();
    expect(textOf(lap, 'ns3:AvgSpeed')).toBeUndefined();
    expect(textOf(lap, 'DistanceMeters')).toBe('10000000000');
  });

  test('holds a recording without samples by its laps', () => {
    const tcx = written({ ...poolSwim(), channels: {} }, 'tcx');
    expect(all(tcx, 'Lap')).toHaveLength(2);
    expect(all(tcx, 'Track')).toHaveLength(0);
  });
});

test.each(Object.entries(HAND_MADE))(
  'no format writes a recording without a start: %s',
  (_, made) => {
    for (const format of ['fit', 'gpx', 'tcx', 'csv'] as const) {
      expect(() => writeFile({ ...made(), startedAt: undefined }, format)).toThrow(RangeError);
    }
  },
);
