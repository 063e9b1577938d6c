/**
 * How long it takes to read a recording of 10,000 points as GPX and as TCX, beside the bare parser on the same
 * text; medians of interleaved runs. Fails where reading takes more than three times as long as parsing.
 *
 *     node tests/bench/xml.ts
 */
import sax from 'sax';
import type { LatLng } from '../../lib/recording/channels.ts';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import { emptyRecording } from '../../lib/recording/empty-recording.ts';
import { writeGpx } from '../../lib/recording/write/write-gpx.ts';
import { writeTcx } from '../../lib/recording/write/write-tcx.ts';
import { madeUpRide } from './made-up-ride.ts';

const POINTS = 10_000;
const RUNS = 21;
const WARM_UP = 7;
const MOST = 3;

const { channels } = madeUpRide({ seed: 1, hours: POINTS / 3600 });
const ride = {
  ...emptyRecording(),
  startedAt: new Date(Date.UTC(2026, 4, 1)),
  sport: 'cycling' as const,
  channels: {
    ...channels,
    // a point without a place is none in GPX
    latlng: (channels.latlng ?? []).map((place): LatLng => place ?? [52, 4]),
  },
};

function timeMs(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function medianOf(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const rows: Record<string, Record<string, number>> = {};
for (const [format, bytes] of [
  ['gpx', writeGpx(ride)],
  ['tcx', writeTcx(ride)],
] as const) {
  const text = new TextDecoder().decode(bytes);
  const points = decodeFile(bytes).recordings[0]?.channels.time?.length ?? 0;
  const times = { read: [] as number[], parse: [] as number[] };
  for (let run = -WARM_UP; run < RUNS; run += 1) {
    const read = timeMs(() => decodeFile(bytes));
    const parse = timeMs(() => sax.parser(true, { position: false }).write(text).close());
    if (run >= 0) {
      times.read.push(read);
      times.parse.push(parse);
    }
  }
  const [read, parse] = [medianOf(times.read), medianOf(times.parse)];
  rows[format] = {
    points,
    kB: Math.round(bytes.length / 1000),
    'read ms': Number(read.toFixed(1)),
    'parse ms': Number(parse.toFixed(1)),
    ratio: Number((read / parse).toFixed(2)),
  };
  if (points !== POINTS || !(read / parse <= MOST)) {
    process.stderr.write(
      `${format}: ${points} points, ${(read / parse).toFixed(2)} times the parser.\n`,
    );
    process.exitCode = 1;
  }
}
process.stdout.write(`\nreading XML, medians of ${RUNS}\n`);
console.table(rows);
