/**
 * How long 10,000 samples take to be written in each format, and how large they become: time, power, heart rate,
 * speed, distance, altitude, cadence, position and temperature at 1 Hz, made up and always the same; medians
 * after warm-up. Exits 1 where a bound does not hold.
 *
 *     node tests/bench/write.ts
 */
import type { Channels } from '../../lib/recording/channels.ts';
import { writeFile } from '../../lib/recording/write/write-file.ts';
import { blankRecording } from '../recording/write/recordings.ts';
import { madeUpRide } from '../support/made-up-ride.ts';
import { type Finding, median, printFindings, rounded } from './verdicts.ts';

const SAMPLES = 10_000;
const RUNS = 21;
const WARM_UP = 5;
const MOST_MS = 250;
const MOST_FIT_BYTES_PER_HOUR = 120_000;

const ride = madeUpRide({ hours: SAMPLES / 3600 });
const recording = {
  ...blankRecording(),
  sport: 'cycling' as const,
  channels: structuredClone(ride.channels) as Channels,
  laps: [...(ride.laps ?? [])],
};

const findings: Finding[] = [];
for (const format of ['fit', 'gpx', 'tcx', 'csv'] as const) {
  const times: number[] = [];
  let bytes = 0;
  for (let run = -WARM_UP; run < RUNS; run += 1) {
    const startedMs = performance.now();
    bytes = writeFile(recording, format).bytes.length;
    if (run >= 0) {
      times.push(performance.now() - startedMs);
    }
  }
  const bytesPerHour = Math.round((bytes / SAMPLES) * 3600);
  const ms = median(times);
  findings.push({
    name: format,
    figures: { ms: rounded(ms, 1), 'bytes per hour': bytesPerHour },
    held: { value: ms, atMost: MOST_MS },
  });
  if (format === 'fit') {
    findings.push({
      name: 'fit, size',
      figures: { 'bytes per hour': bytesPerHour },
      held: { value: bytesPerHour, atMost: MOST_FIT_BYTES_PER_HOUR },
    });
  }
}
process.exitCode = printFindings(`Writing ${SAMPLES} samples`, findings) ? 0 : 1;
