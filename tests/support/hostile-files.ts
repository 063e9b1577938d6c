import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipOf } from './zip-of.ts';

/** A file made to do harm or to confuse, and what must become of it: a refusal's code, or `read` with warnings. */
interface HostileFile {
  case: string;
  make: () => Uint8Array;
  /** `read`, `read: truncated`, or the codes it may be refused with. */
  becomes: string;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const MB = 2 ** 20;
const filled = (unit: string, mb: number) => unit.repeat(Math.ceil((mb * MB) / unit.length));

const POINT = '<trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time></trkpt>';
const GPX = `<gpx><trk><trkseg>${POINT}`;
const GPX_END = '</trkseg></trk></gpx>';
const TCX_START =
  '<TrainingCenterDatabase><Activities><Activity Sport="Biking"><Lap StartTime="2026-01-01T00:00:00Z"><Track>';
const TRACKPOINT =
  '<Trackpoint><Time>2026-01-01T00:00:00Z</Time><DistanceMeters>1</DistanceMeters></Trackpoint>';
const TABLE = 'time_s,hr\n0,100\n';
const gpx = bytesOf(GPX + GPX_END);

const text = (becomes: string, name: string, make: () => string): HostileFile => ({
  case: name,
  make: () => bytesOf(make()),
  becomes,
});
const file = (becomes: string, name: string, make: () => Uint8Array): HostileFile => ({
  case: name,
  make,
  becomes,
});

const doctype = (inside: string) => `<?xml version="1.0"?><!DOCTYPE gpx ${inside}>${GPX}${GPX_END}`;

const ENTITIES = [
  text('unsafe_xml', 'a billion laughs', () =>
    doctype(
      `[<!ENTITY a "ha">${'bcdefghij'.replaceAll(/./g, (name) => `<!ENTITY ${name} "${`&${String.fromCharCode(name.charCodeAt(0) - 1)};`.repeat(10)}">`)}]`,
    ),
  ),
  text('unsafe_xml', 'quadratic blowup', () => doctype(`[<!ENTITY a "${filled('a', 1)}">]`)),
  text('unsafe_xml', 'an external entity', () =>
    doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
  ),
  text('unsafe_xml', 'an external DTD', () => doctype('SYSTEM "http://localhost/x.dtd"')),
  text('unsafe_xml', 'a parameter entity', () => doctype('[<!ENTITY % p SYSTEM "x"> %p;]')),
  text('unsafe_xml', 'a DOCTYPE in lower case', () => `<!doctype gpx>${GPX}${GPX_END}`),
  text(
    'unsafe_xml',
    'a DOCTYPE behind the root',
    () => `<gpx><!DOCTYPE gpx [<!ENTITY a "b">]>${POINT}</gpx>`,
  ),
  text(
    'unsafe_xml',
    'a DOCTYPE that never ends',
    () => `<gpx><!DOCTYPE gpx [${filled('<!ENTITY a "b">', 1)}`,
  ),
  text('unsafe_xml', 'an ENTITY without a DOCTYPE', () => `<gpx><!ENTITY a "b">${POINT}</gpx>`),
  text('unsafe_xml', 'a declaration of 20 MB', () => `<gpx><!${filled('A', 20)}`),
  text(
    'unsafe_xml',
    'a declaration behind what looks like a comment',
    () => `<gpx a="<!--"><!${filled('A', 5)}`,
  ),
  text('unsafe_xml', 'a notation', () => `<gpx><!NOTATION a SYSTEM "b">${POINT}</gpx>`),
  text(
    'read: unknown_entity',
    'entities nobody declared',
    () => `${GPX}<name>&a;&b;&c;</name>${GPX_END}`,
  ),
  text(
    'read: unknown_entity truncated',
    'a million times the same entity nobody declared',
    () => `${GPX}<name>${'&a;'.repeat(1e6)}</name>${GPX_END}`,
  ),
  text(
    'read: unknown_entity truncated',
    'ten thousand entities nobody declared',
    () =>
      `${GPX}<name>${Array.from({ length: 10_000 }, (_, i) => `&e${i};`).join('')}</name>${GPX_END}`,
  ),
  text(
    'read',
    'a million references to one character',
    () => `${GPX}<name>${'&#97;'.repeat(1e6)}</name>${GPX_END}`,
  ),
  text(
    'read: unknown_entity',
    'references to characters that are none',
    () => `${GPX}<name>&#0;&#xFFFFFFFFF;&#-1;</name>${GPX_END}`,
  ),
  text(
    'read: truncated',
    'an entity of 5 MB',
    () => `${GPX}<name>&${filled('a', 5)};</name>${GPX_END}`,
  ),
];

const XML = [
  text('read: truncated', 'elements 100,000 deep', () => `${GPX}${'<a>'.repeat(1e5)}`),
  text(
    'read: truncated',
    'elements 100,000 deep and closed',
    () => `${GPX}${'<a>'.repeat(1e5)}${'</a>'.repeat(1e5)}${GPX_END}`,
  ),
  text(
    'damaged_file',
    'a million attributes',
    () => `<gpx ${Array.from({ length: 1e6 }, (_, i) => `a${i}=""`).join(' ')}><trk/></gpx>`,
  ),
  text('damaged_file', 'an attribute of 20 MB', () => `<gpx a="${filled('a', 20)}"><trk/></gpx>`),
  text('damaged_file', 'an attribute’s name of 20 MB', () => `<gpx ${filled('a', 20)}="1"/>`),
  text('unknown_format', 'an element’s name of 20 MB', () => `<${filled('a', 20)}>`),
  text(
    'read',
    'a name of 20 MB',
    () => `<gpx><trk><name>${filled('a', 20)}</name><trkseg>${POINT}${GPX_END}`,
  ),
  text('read: truncated', 'a comment of 20 MB', () => `${GPX}<!--${filled('- ', 20)}-->${GPX_END}`),
  text(
    'read: truncated',
    'a processing instruction of 20 MB',
    () => `${GPX}<?a ${filled('a', 20)}?>${GPX_END}`,
  ),
  text(
    'read',
    'CDATA of 20 MB',
    () => `${GPX}<name><![CDATA[${filled('a', 20)}]]></name>${GPX_END}`,
  ),
  text(
    'read',
    'half a million pieces of CDATA',
    () => `${GPX}<name>${'<![CDATA[a]]>'.repeat(5e5)}</name>${GPX_END}`,
  ),
  text('read: truncated', 'CDATA that never ends', () => `${GPX}<name><![CDATA[${filled(']', 5)}`),
  text('read: malformed_xml truncated', 'nothing but <', () => GPX + filled('<', 5)),
  text('read: malformed_xml truncated', 'nothing but &', () => GPX + filled('&', 5)),
  text('read: malformed_xml truncated', 'nothing but </>', () => GPX + filled('</>', 5)),
  text('read: truncated', 'nothing but white space behind <', () => `${GPX}<${filled(' ', 5)}`),
  text('read', 'NULs behind the root', () => GPX + GPX_END + filled('\0', 5)),
  text('read: truncated', 'NULs instead of the end', () => GPX + filled('\0', 5)),
  text('read', 'a second root', () => `${GPX}${GPX_END}<gpx>${filled(POINT, 1)}</gpx>`),
  text(
    'read: malformed_xml truncated',
    'ten thousand ends too many',
    () => `${GPX}${'</a>'.repeat(10_000)}`,
  ),
  text(
    'read: malformed_xml',
    'elements that overlap',
    () =>
      `<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</trkpt></time></trkseg></trk></gpx>`,
  ),
  text(
    'read: malformed_xml',
    'attributes without quotes',
    () => GPX.replaceAll('"1"', '1') + GPX_END,
  ),
  text(
    'damaged_file',
    'attributes called hasOwnProperty',
    () => `<gpx hasOwnProperty="1" a="2">${POINT}</gpx>`,
  ),
  text(
    'read',
    'attributes called __proto__ and constructor',
    () => `<gpx __proto__="1" constructor="2" toString="3"><trk><trkseg>${POINT}${GPX_END}`,
  ),
  text(
    'read',
    'elements called __proto__ and constructor',
    () =>
      `${GPX}<trkpt lat="1" lon="2"><time>2026-01-01T00:00:01Z</time><extensions><__proto__>1</__proto__><constructor>2</constructor></extensions></trkpt>${GPX_END}`,
  ),
  text(
    'not_an_activity',
    'places and numbers that are none',
    () =>
      `<gpx><trk><trkseg><trkpt lat="NaN" lon="Infinity"><ele>1e999</ele><time>never</time></trkpt>${GPX_END}`,
  ),
  text(
    'read',
    'numbers beyond all sense',
    () =>
      `${GPX}<trkpt lat="1e300" lon="-1e300"><ele>-1e308</ele><speed>1e308</speed><time>2026-01-01T00:00:01Z</time></trkpt>${GPX_END}`,
  ),
  text(
    'read: points_without_time time_unsorted time_impossible',
    'times of all ages',
    () =>
      `<gpx><trk><trkseg>${['1970-01-01', '2099-12-31', '2026-01-01', '2026-01-01', '9999-12-31', '-271821-04-20'].map((day, s) => `<trkpt lat="1" lon="2"><time>${day}T00:00:0${s}Z</time></trkpt>`).join('')}${GPX_END}`,
  ),
  text('too_large', 'more than a thousand tracks', () => `<gpx>${'<trk/>'.repeat(1e5)}</gpx>`),
  text(
    'damaged_file',
    'a hundred thousand empty segments',
    () => `<gpx><trk>${'<trkseg/>'.repeat(1e5)}`,
  ),
  text('too_large', 'more than two million elements', () => GPX + '<a/>'.repeat(2_000_001)),
  text(
    'too_large',
    'a hundred thousand laps',
    () => `<TrainingCenterDatabase><Activities><Activity>${'<Lap/>'.repeat(1e5)}`,
  ),
  text(
    'too_large',
    'a hundred thousand activities',
    () => `<TrainingCenterDatabase><Activities>${'<Activity/>'.repeat(1e5)}`,
  ),
  text(
    'read: truncated time_repeated',
    'fifty thousand trackpoints at once',
    () => TCX_START + TRACKPOINT.repeat(5e4),
  ),
  text(
    'read: truncated',
    'points within points',
    () => `${TCX_START}${TRACKPOINT}${'<Trackpoint>'.repeat(1000)}`,
  ),
  text('unknown_format', 'a web page', () => '<!DOCTYPE html><html><body>Sign in</body></html>'),
  text('unknown_format', 'another XML', () => '<?xml version="1.0"?><kml><Document/></kml>'),
  text('unknown_format', 'nothing but a declaration', () => '<?xml version="1.0"?>'),
];

const TABLES = [
  text(
    'unknown_columns',
    'a million columns',
    () => `${Array.from({ length: 1e6 }, (_, i) => `c${i}`).join(',')}\n1,2`,
  ),
  text('unknown_columns', 'a header of 20 MB', () => filled('time_s', 20)),
  text('no_data', 'an unclosed quote of 20 MB', () => `time_s,hr\n"${filled('a,\n', 20)}`),
  text(
    'read: truncated',
    'an unclosed quote of 20 MB behind a row',
    () => `${TABLE}"${filled('a', 20)}`,
  ),
  text('unknown_columns', 'a row of ten million cells', () => TABLE + ','.repeat(1e7)),
  text('too_large', 'rows of a thousand cells', () => TABLE + filled(`${','.repeat(1000)}\n`, 5)),
  text('too_large', 'a table of 25 MB', () => TABLE + filled('1,2\n', 25)),
  text('read', 'ten million empty lines', () => TABLE + '\n'.repeat(1e7)),
  text('unknown_columns', 'nothing but quotes', () => filled('"', 5)),
  text(
    'read: columns_ignored',
    'columns called __proto__',
    () => 'time_s,hr,__proto__,constructor\n0,100,1,2\n',
  ),
  text('read: columns_ignored', 'a column twice', () => 'time_s,hr,hr\n0,100,1\n'),
  text('no_data', 'times beyond all sense', () => 'time_s,hr\n1e300,1\n-5,1\nNaN,1\n'),
  text(
    'too_large',
    'an interval of a billion lengths',
    () => 'Stroke,Lengths,Time\nFree,1000000000,1:00\n',
  ),
  text(
    'too_large',
    'a distance of a billion pools',
    () => 'Stroke,Distance,Time\nFree,25,0:20\nFree,25000000000,1:00\n',
  ),
  text('unknown_columns', 'text that is no table', () => 'Dear diary, today I swam.'),
];

const BYTES = [
  file('empty_file', 'no bytes', () => new Uint8Array()),
  text('empty_file', 'white space', () => ' \r\n\t '),
  file('unknown_format', 'NUL bytes', () => new Uint8Array(20 * MB)),
  file('unknown_format', 'bytes of a picture', () =>
    Uint8Array.from({ length: MB }, (_, i) => (i * 7919) % 256),
  ),
  file('read', 'UTF-16 with half a character at the end', () =>
    Buffer.concat([Buffer.from(`\ufeff${GPX}${GPX_END}`, 'utf16le'), Buffer.of(0x3c)]),
  ),
  file('unknown_format', 'UTF-32', () =>
    Buffer.from(
      Uint32Array.from(Buffer.from(`?${GPX}`), (code, at) => (at === 0 ? 0xfeff : code)).buffer,
    ),
  ),
  file('read: encoding_guessed', 'bytes that are no UTF-8', () =>
    Buffer.concat([
      bytesOf(`${GPX}<name>`),
      Buffer.of(0xff, 0xfe, 0xc0, 0x80),
      bytesOf(`</name>${GPX_END}`),
    ]),
  ),
  file('read', 'two byte order marks', () => bytesOf(`\ufeff\ufeff${GPX}${GPX_END}`)),
  file('read: encoding_guessed', 'an encoding nobody knows', () =>
    Buffer.from(
      `<?xml version="1.0" encoding="x-klingon"?>${GPX}<name>\u00e9</name>${GPX_END}`,
      'latin1',
    ),
  ),
  file('too_large', '49 MB', () => bytesOf(GPX + filled(' ', 49))),
];

const GZIPS = [
  file('read', 'a .gz', () => gzipSync(gpx)),
  file('unknown_format', 'a .gz in a .gz', () => gzipSync(gzipSync(gpx))),
  file('too_large', 'a .gz of 100 MB of blanks', () => gzipSync(Buffer.alloc(100 * MB, 0x20))),
  file('too_large', 'a .gz of 40 MB of blanks', () => gzipSync(Buffer.alloc(40 * MB, 0x20))),
  file('read: truncated', 'a .gz that breaks off', () =>
    gzipSync(bytesOf(GPX + GPX_END)).subarray(0, -6),
  ),
  file('damaged_file', 'a .gz with a wrong checksum', () =>
    Buffer.concat([gzipSync(gpx).subarray(0, -8), Buffer.alloc(8)]),
  ),
  file('damaged_file', 'a header of a .gz', () => gzipSync(gpx).subarray(0, 10)),
  file('read', 'a .gz with NULs behind it', () =>
    Buffer.concat([gzipSync(gpx), Buffer.alloc(1000)]),
  ),
];

const one = { name: 'a.gpx', bytes: gpx };
const bomb = deflateRawSync(Buffer.alloc(60 * MB, 0x20));

const ZIPS = [
  file('read', 'a .zip', () => zipOf([one])),
  file('read', 'a .zip that was written as a stream', () => zipOf([{ ...one, isStreamed: true }])),
  file('read', 'a zip64', () => zipOf([one], { isLarge: true })),
  file('read', 'a .zip with what macOS adds', () =>
    zipOf([
      { name: '__MACOSX/._a.gpx', bytes: bytesOf('x') },
      { name: '.DS_Store', bytes: bytesOf('x') },
      one,
    ]),
  ),
  file('read', 'a name that leads out', () =>
    zipOf([{ ...one, name: '../../../etc/cron.d/a.gpx' }]),
  ),
  file('read', 'a name with back slashes and NULs', () =>
    zipOf([{ ...one, name: 'C:\\x\\..\\a.gpx\0.gpx' }]),
  ),
  file('read', 'a name that is no UTF-8', () =>
    zipOf([{ ...one, name: Buffer.from('gr\xfcn.gpx', 'latin1') }]),
  ),
  file('unknown_format', 'a comment that holds another directory', () =>
    zipOf([one], { comment: Buffer.from(zipOf([])) }),
  ),
  file('unknown_format', 'a .zip without a recording', () =>
    zipOf([{ name: 'a.jpg', bytes: gpx }]),
  ),
  file('unknown_format', 'an empty .zip', () => zipOf([])),
  file('unknown_format', 'a .zip in a .zip', () => zipOf([{ name: 'a.zip', bytes: zipOf([one]) }])),
  file('unknown_format', 'a .zip that is called .gpx in a .zip', () =>
    zipOf([{ name: 'a.gpx', bytes: zipOf([one]) }]),
  ),
  file('read', 'a .gz in a .zip', () => zipOf([{ name: 'a.gpx.gz', bytes: gzipSync(gpx) }])),
  file('too_large', 'a bomb in a .zip', () => zipOf([{ ...one, packed: bomb }])),
  file('too_large', 'a bomb that says it is small', () =>
    zipOf([{ ...one, packed: bomb, unpackedBytes: 10 }]),
  ),
  file('read', 'a file that says it is 4 GB', () => zipOf([{ ...one, unpackedBytes: 0xfffffffe }])),
  file('damaged_file', 'a file that says it is packed in 4 GB', () =>
    zipOf([{ ...one, packedBytes: 0xfffffffe }]),
  ),
  file('too_large', 'a bomb as .gz in a .zip', () =>
    zipOf([{ name: 'a.gpx.gz', bytes: gzipSync(Buffer.alloc(60 * MB, 0x20)) }]),
  ),
  file('damaged_file', 'files that lie over each other', () =>
    zipOf(
      Array.from({ length: 9 }, () => ({ ...one, packed: Buffer.alloc(5000, 1) })),
      { areOverlapping: true },
    ),
  ),
  file('damaged_file', 'a .zip that lists itself', () =>
    zipOf([{ ...one, headerAt: 0, packedBytes: 1e6 }]),
  ),
  file('damaged_file', 'a file whose header is elsewhere', () => zipOf([{ ...one, headerAt: 7 }])),
  file('damaged_file', 'a file whose header is beyond the end', () =>
    zipOf([{ ...one, headerAt: 0xfffffff0 }]),
  ),
  file('damaged_file', 'a wrong checksum', () => zipOf([{ ...one, crc: 1 }])),
  file('damaged_file', 'a file with a password', () => zipOf([{ ...one, flags: 1 }])),
  file('damaged_file', 'a file packed in another way', () => zipOf([{ ...one, method: 99 }])),
  file('damaged_file', 'deflate that is none', () =>
    zipOf([{ ...one, packed: Buffer.alloc(100, 0xff) }]),
  ),
  file('too_large', 'ten thousand files and one more', () =>
    zipOf(
      Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.gpx`, bytes: new Uint8Array() })),
    ),
  ),
  file('damaged_file', 'a directory that says 60,000 files', () => zipOf([one], { count: 9999 })),
  file('too_large', 'a zip64 that says 2⁶³ files', () =>
    zipOf([one], { isLarge: true, count: 2n ** 63n - 1n }),
  ),
  file('damaged_file', 'a zip64 whose directory is beyond the end', () =>
    zipOf([one], { isLarge: true, directoryAt: 2n ** 53n }),
  ),
  file('damaged_file', 'a .zip that breaks off', () => zipOf([one]).subarray(0, -30)),
  file('damaged_file', 'the first bytes of a .zip', () => zipOf([one]).subarray(0, 4)),
];

export const HOSTILE_FILES = [...ENTITIES, ...XML, ...TABLES, ...BYTES, ...GZIPS, ...ZIPS];
