/**
 * Decodes all hostile files, and every file of a zip of two thousand, in a process of its own, whose memory
 * whoever starts it can bound. Prints what became of each as a line of JSON.
 */
import { deflateRawSync } from 'node:zlib';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { DecodedFile } from '../../lib/recording/recording.ts';
import { unpackFile } from '../../lib/recording/unpack-file.ts';
import { UnreadableFile } from '../../lib/recording/unreadable-file.ts';
import { mulberry32 } from '../sandbox/strava/random.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { unsoundness } from './unsoundness.ts';
import { zipOf } from './zip-of.ts';

const FILES_IN_ZIP = 2000;

export interface DecodedLine {
  case: string;
  became: string;
  cpuS: number;
}

function outcome(run: () => DecodedFile): string {
  try {
    const decoded = run();
    const codes = decoded.warnings.map(({ code }) => code);
    const unsound = unsoundness(decoded);
    return unsound ?? (codes.length === 0 ? 'read' : `read: ${[...new Set(codes)].join(' ')}`);
  } catch (error) {
    return error instanceof UnreadableFile ? error.code : String((error as Error).stack);
  }
}

function told(name: string, run: () => string): void {
  const before = process.cpuUsage();
  const became = run();
  const { user, system } = process.cpuUsage(before);
  const line: DecodedLine = { case: name, became, cpuS: (user + system) / 1e6 };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const options = { startedAt: new Date(Date.UTC(2026, 0)) };
for (const { case: name, make } of HOSTILE_FILES) {
  const bytes = make();
  told(name, () => outcome(() => decodeFile(bytes, options)));
}

/** 50 MB packed, 1 GB unpacked. */
function largeZip(): Uint8Array {
  const random = mulberry32(1);
  const noise = Uint8Array.from({ length: 16_000 }, () => random() * 256);
  const head =
    '<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time></trkpt><!--';
  const text = Buffer.concat([
    Buffer.from(head),
    Buffer.from(noise.toString()),
    Buffer.from(`-->${' '.repeat(400_000)}</trkseg></trk></gpx>`),
  ]);
  const packed = deflateRawSync(text, { level: 1 });
  return zipOf(
    Array.from({ length: FILES_IN_ZIP }, (_, i) => ({
      name: `activities/${i}.gpx`,
      bytes: text,
      packed,
    })),
  );
}
const zip = largeZip();
told(`a zip of ${FILES_IN_ZIP} files`, () => {
  const { files } = unpackFile(zip);
  const bytes = files.reduce((sum, { unpack }) => sum + unpack().bytes.length, 0);
  return `${files.length} files, ${Math.round(zip.length / 1e6)} MB, ${Math.round(bytes / 1e6)} MB unpacked`;
});
