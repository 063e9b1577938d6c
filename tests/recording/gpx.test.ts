import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import * as fc from '../support/fast-check.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const START_MS = Date.UTC(2026, 4, 1, 6, 30);

interface Point {
  s?: number | undefined;
  lat?: number;
  inside?: string;
}

const point = ({ s, lat = 52, inside = '' }: Point) =>
  `<trkpt lat="${lat}" lon="4.25">${s === undefined ? '' : `<time>${new Date(START_MS + s * 1000).toISOString()}</time>`}${inside}</trkpt>`;
const segment = (...points: Point[]) => `<trkseg>${points.map(point).join('')}</trkseg>`;
const track = (head: string, ...segments: string[]) => `<trk>${head}${segments.join('')}</trk>`;
const gpx = (...inside: string[]) =>
  `<?xml version="1.0"?><gpx version="1.1" creator="Made up" xmlns="http://www.topografix.com/GPX/1/1">${inside.join('')}</gpx>`;
const seconds = (from: number, to: number): Point[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ s: from + i }));

const decode = (text: string, options = {}) => decodeFile(bytesOf(text), options);
const codes = (text: string) => decode(text).warnings.map(({ code }) => code);
function refusal(text: string): unknown {
  try {
    decode(text);
    return 'read';
  } catch (error) {
    return (error as UnreadableFile).code;
  }
}

describe('a GPX track', () => {
  test('with sensors under whatever prefix is channels', () => {
    const values =
      '<ele>12.5</ele><extensions><q:TrackPointExtension xmlns:q="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"><q:hr>140</q:hr><q:cad>80</q:cad><q:atemp>18</q:atemp><q:speed>3.5</q:speed></q:TrackPointExtension><power>210</power></extensions>';
    const { recordings, warnings } = decode(
      gpx(
        track(
          '<name>Out</name><desc>and back</desc><type>trail_running</type>',
          segment({ s: 0, inside: values }, { s: 2 }),
        ),
      ),
    );
    expect(warnings).toEqual([]);
    expect(recordings).toHaveLength(1);
    expect(recordings[0]).toMatchObject({
      startedAt: new Date(START_MS),
      sport: 'running',
      subSport: 'trail_running',
      name: 'Out',
      notes: 'and back',
      devices: [{ name: 'Made up' }],
      channels: {
        time: [0, 2],
        latlng: [
          [52, 4.25],
          [52, 4.25],
        ],
        altitude: [12.5, null],
        heart_rate: [140, null],
        cadence: [80, null],
        temperature: [18, null],
        speed: [3.5, null],
        power: [210, null],
      },
      pauses: [],
    });
  });

  test('with Cluetrust’s extension has its distance, if that counts from the start', () => {
    const at = (s: number, m: number) => ({
      s,
      inside: `<extensions><gpxdata:hr>120</gpxdata:hr><gpxdata:distance>${m}</gpxdata:distance></extensions>`,
    });
    const counted = decode(gpx(track('', segment(at(0, 0), at(1, 4), at(2, 9))))).recordings[0];
    expect(counted?.channels).toMatchObject({ distance: [0, 4, 9], heart_rate: [120, 120, 120] });
    const steps = gpx(track('', segment(...[9, 2, 8, 1, 7, 3].map((m, s) => at(s, m)))));
    expect(decode(steps).recordings[0]?.channels.distance).toBeUndefined();
    expect(codes(steps)).toEqual(['distance_not_cumulative']);
  });

  test('has a pause between any two segments, and none within', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 5000 }), (counts, gapS) => {
        let s = 0;
        const pauses: { fromS: number; toS: number }[] = [];
        const segments = counts.map((count, at) => {
          if (at > 0) {
            pauses.push({ fromS: s - 1, toS: s - 1 + gapS });
            s += gapS - 1;
          }
          s += count;
          return segment(...seconds(s - count, s - 1));
        });
        const { recordings } = decode(gpx(track('', ...segments, '<trkseg/>')));
        expect(recordings[0]?.pauses).toEqual(pauses);
        expect(recordings[0]?.channels.time).toHaveLength(counts.reduce((a, b) => a + b));
      }),
      { numRuns: 50 },
    );
  });

  test('of one sport goes on in the next within half an hour, and not beyond', () => {
    const files = [1000, 1801].map((gap) =>
      gpx(
        track('<name>a</name>', segment(...seconds(0, 9))),
        track('', segment(...seconds(9 + gap, 20 + gap))),
      ),
    );
    expect(files.map((file) => decode(file).recordings.length)).toEqual([1, 2]);
    expect(decode(files[0] ?? '').recordings[0]).toMatchObject({
      name: 'a',
      pauses: [{ fromS: 9, toS: 1009 }],
    });
  });

  test('of another sport is a recording of its own, even at the same time', () => {
    const file = gpx(
      track('<type>running</type>', segment(...seconds(0, 9))),
      track('<type>cycling</type>', segment(...seconds(5, 20))),
    );
    expect(decode(file).recordings.map(({ sport }) => sport)).toEqual(['running', 'cycling']);
  });

  test('that repeats another is left out, the one with more points stays', () => {
    const file = gpx(
      track('<name>saved</name>', segment({ s: 0 }, { s: 40 }, { s: 80 })),
      track('<name>log</name>', segment(...seconds(1, 80))),
    );
    expect(decode(file).recordings.map(({ name }) => name)).toEqual(['log']);
    expect(codes(file)).toEqual(['track_repeated']);
  });

  test('without any time is a route, and so is a route', () => {
    expect(refusal(gpx(track('', segment({}, {}))))).toBe('not_an_activity');
    expect(refusal(gpx('<rte><rtept lat="1" lon="2"/></rte>'))).toBe('not_an_activity');
    expect(refusal(gpx('<wpt lat="1" lon="2"/>'))).toBe('not_an_activity');
    expect(refusal(gpx(track('')))).toBe('no_data');
  });

  test('whose points lack times here and there is told without them', () => {
    const file = gpx(track('', segment({ s: 0 }, {}, { s: 2 }, {})));
    expect(decode(file).recordings[0]?.channels.time).toEqual([0, 2]);
    expect(decode(file).warnings).toEqual([
      { code: 'points_without_time', detail: '2 points have no time and were left out.' },
    ]);
  });

  test('out of order is sorted, with what it repeats joined, and without what is a month away', () => {
    const hr = (bpm: number) => `<extensions><hr>${bpm}</hr></extensions>`;
    const points = [
      { s: 1, inside: hr(101) },
      { s: 0, inside: hr(100) },
      { s: 1 },
      { s: 2 },
      { s: 9e7 },
    ];
    const file = gpx(track('', segment(...points)));
    expect(decode(file).recordings[0]?.channels).toMatchObject({
      time: [0, 1, 2],
      heart_rate: [100, 101, null],
    });
    expect(codes(file)).toEqual(['time_unsorted', 'time_impossible', 'time_repeated']);
  });

  test('of a device whose clock was never set needs to be told the start', () => {
    const file = gpx(
      track(
        '',
        '<trkseg><trkpt lat="1" lon="2"><time>1980-01-06T00:00:05Z</time></trkpt></trkseg>',
      ),
    );
    expect(refusal(file)).toBe('no_start_time');
    const startedAt = new Date(START_MS);
    expect(decode(file, { startedAt }).recordings[0]?.startedAt).toEqual(startedAt);
  });

  test('with the cadence of both legs tells that of one', () => {
    const steps = (s: number) => ({ s, inside: '<extensions><cad>172</cad></extensions>' });
    const file = (type: string) => gpx(track(`<type>${type}</type>`, segment(steps(0), steps(1))));
    expect(decode(file('running')).recordings[0]?.channels.cadence).toEqual([86, 86]);
    expect(codes(file('running'))).toEqual(['cadence_in_steps']);
    expect(decode(file('cycling')).recordings[0]?.channels.cadence).toEqual([172, 172]);
  });

  test.each([
    ['9', 'running', undefined],
    ['1', 'cycling', undefined],
    ['Biking', 'cycling', undefined],
    ['VirtualRide', 'cycling', 'virtual_ride'],
    ['street_running', 'running', 'street_running'],
    ['open_water_swimming', 'swimming', 'open_water_swimming'],
    ['cross_country_skiing', 'skiing', 'cross_country_skiing'],
    ['Langlauf', 'skiing', 'langlauf'],
    ['Lauf', 'running', 'lauf'],
    ['Course à pied', 'running', 'course_a_pied'],
    ['motorcycling', 'other', 'motorcycling'],
    ['table_tennis', 'other', 'table_tennis'],
    ['Tennis', 'tennis', undefined],
    ['Snowshoe', 'hiking', 'snowshoe'],
    ['unknown', 'other', undefined],
  ])('of the type %s is %s', (type, sport, subSport) => {
    const { recordings } = decode(gpx(track(`<type>${type}</type>`, segment({ s: 0 }))));
    expect(recordings[0]).toMatchObject({ sport, subSport });
  });

  test('without a type may say its sport by its name', () => {
    const named = (name: string) =>
      decode(gpx(track(`<name>${name}</name>`, segment({ s: 0 })))).recordings[0];
    expect(named('Running 8/31/19 12:35 pm')).toMatchObject({
      sport: 'running',
      subSport: undefined,
    });
    expect(named('Around the lake')?.sport).toBe('other');
  });
});

describe('the text of a GPX file', () => {
  const file = gpx(track('<name>Málaga – Çeşme</name>', segment({ s: 0 }, { s: 1 })));
  const expected = decode(file).recordings;

  test('is read in UTF-8 and UTF-16, with and without a byte order mark', () => {
    const utf16 = (text: string, isBig: boolean) => {
      const bytes = Buffer.from(text, 'utf16le');
      return isBig ? bytes.swap16() : bytes;
    };
    const encoded = [
      bytesOf(file),
      bytesOf(`\ufeff${file}`),
      ...[false, true].flatMap((isBig) => [utf16(file, isBig), utf16(`\ufeff${file}`, isBig)]),
    ];
    expect(encoded.map((bytes) => decodeFile(bytes))).toEqual(
      encoded.map(() => ({ format: 'gpx', recordings: expected, warnings: [] })),
    );
  });

  test.each([
    ['Latin 1 that is declared', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
    ['Latin 1 that is not', '<?xml version="1.0"?>'],
    ['Latin 1 that says it is UTF-8', '<?xml version="1.0" encoding="UTF-8"?>'],
  ])('is read in %s, with a warning', (_, declaration) => {
    const text = gpx(track('<name>Málaga</name>', segment({ s: 0 })));
    const bytes = Buffer.from(text.replace('<?xml version="1.0"?>', declaration), 'latin1');
    const { recordings, warnings } = decodeFile(bytes);
    expect(recordings[0]?.name).toBe('Málaga');
    expect(warnings.map(({ code }) => code)).toEqual(['encoding_guessed']);
  });

  test('that is UTF-8 is read so, whatever it declares', () => {
    const latin = file.replace(
      '<?xml version="1.0"?>',
      '<?xml version="1.0" encoding="ISO-8859-1"?>',
    );
    expect(decode(latin)).toEqual({ format: 'gpx', recordings: expected, warnings: [] });
  });

  test('loses entities nobody declared, and mends a bare &', () => {
    const named = (name: string) => gpx(track(`<name>${name}</name>`, segment({ s: 0 })));
    expect(decode(named('a &amp; &#x41; &eacute;')).recordings[0]?.name).toBe('a & A é');
    expect(decode(named('a&nothing;b')).recordings[0]?.name).toBe('ab');
    expect(codes(named('a&nothing;b'))).toEqual(['unknown_entity']);
    expect(decode(named('Tom & Jerry')).recordings[0]?.name).toBe('Tom & Jerry');
    expect(codes(named('Tom & Jerry'))).toEqual(['malformed_xml']);
    expect(decode(named('<![CDATA[a <b> & c]]>')).recordings[0]?.name).toBe('a <b> & c');
  });

  test('says the same with attributes in any order, and under any prefix', () => {
    const plain = gpx(track('<name>n</name>', segment({ s: 0, inside: '<ele>1</ele>' }, { s: 1 })));
    const order = plain.replaceAll('lat="52" lon="4.25"', "lon='4.25'\n\tlat = '52'");
    expect(decode(order)).toEqual(decode(plain));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/), (prefix) => {
        const prefixed = plain
          .replaceAll(/<(\/?)(\w)/g, `<$1${prefix}:$2`)
          .replace('xmlns=', `xmlns:${prefix}=`);
        expect(decode(prefixed)).toEqual(decode(plain));
      }),
      { numRuns: 20 },
    );
  });

  test('cut anywhere keeps every point that was whole', () => {
    const text = gpx(
      track(
        '<name>a &amp; b</name><!-- - -->',
        segment({ s: 0, inside: '<ele>1</ele>' }, { s: 1 }),
        segment({ s: 9 }, { s: 10 }),
      ),
    );
    const whole = decode(text).recordings[0]?.channels;
    const seen = new Set<number>();
    for (let cut = 0; cut < text.length; cut += 1) {
      const part = text.slice(0, cut);
      const points = part.split('</trkpt>').length - 1;
      if (points === 0) {
        expect(refusal(part), part).not.toBe('read');
        continue;
      }
      const { recordings, warnings } = decode(part);
      expect(recordings[0]?.channels.time, part).toEqual(whole?.time?.slice(0, points));
      expect(recordings[0]?.channels.latlng, part).toEqual(whole?.latlng?.slice(0, points));
      expect(warnings.map(({ code }) => code)).toEqual(['truncated']);
      seen.add(points);
    }
    expect([...seen]).toEqual([1, 2, 3, 4]);
  });
});
