/**
 * How long the analysis of a ride takes: all metrics, laps, intervals, climbs, best efforts, zones and curves, from
 * the stored channels on. Rides at 1 Hz with power, heart rate, speed, distance, altitude, cadence, position and
 * temperature, made up and always the same; medians after warm-up. Fails above 10 ms for 4 h, or where twice the
 * ride takes more than 2.2 times as long; growth is that of the least times, which what else the machine does
 * touches least.
 *
 *     node tests/bench/analysis.ts
 */
import { analyse } from '../../lib/analytics/analyse.ts';
import { toSeries } from '../../lib/analytics/resample.ts';
import { madeUpRide } from '../support/made-up-ride.ts';

const HOURS = [1, 2, 4, 8, 16];
const RUNS = 41;
const WARM_UP = 15;
const MOST_MS_FOR_4_H = 10;
const MOST_GROWTH = 2.2;
const THRESHOLDS = {
  ftpW: 250,
  criticalPowerW: 245,
  wPrimeJ: 20_000,
  lthrBpm: 168,
  maxHeartRateBpm: 190,
  restingHeartRateBpm: 50,
  vt1Bpm: 140,
  vt2Bpm: 168,
  weightKg: 72,
  sex: 'female',
} as const;

function timeMs(run: () => unknown): number {
  const start = performance.now();
  sink = run();
  return performance.now() - start;
}

/** Keeps the last result alive, so that no run can be left out. */
let sink: unknown;

function medianOf(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

const rides = HOURS.map((hours) => ({ hours, ride: madeUpRide({ hours }) }));
const timed = rides.map(({ hours, ride }) => ({
  hours,
  whole: { run: () => analyse(ride, THRESHOLDS), times: [] as number[] },
  series: { run: () => toSeries(ride, THRESHOLDS), times: [] as number[] },
}));
// in turns, so that a busy moment of the machine meets all rides alike
for (let round = -WARM_UP; round < RUNS; round += 1) {
  for (const { run, times } of timed.flatMap(({ whole, series }) => [whole, series])) {
    const time = timeMs(run);
    if (round >= 0) {
      times.push(time);
    }
  }
}

const rows = timed.map(({ hours, whole, series }) => ({
  hours,
  medianMs: medianOf(whole.times),
  leastMs: Math.min(...whole.times),
  mostMs: Math.max(...whole.times),
  seriesMs: medianOf(series.times),
}));
const growths = rows.slice(1).map(({ leastMs }, i) => leastMs / (rows[i]?.leastMs ?? NaN));
console.log(`Medians of ${RUNS} runs, ms${sink === undefined ? ', of nothing' : ''}`);
console.table(
  rows.map(({ hours, medianMs, leastMs, mostMs, seriesMs }, i) => ({
    'ride, h': hours,
    analysis: medianMs.toFixed(2),
    growth: growths[i - 1]?.toFixed(2) ?? '',
    least: leastMs.toFixed(2),
    most: mostMs.toFixed(2),
    'of it series': seriesMs.toFixed(2),
  })),
);

const fourHoursMs = rows.find(({ hours }) => hours === 4)?.medianMs ?? NaN;
if (!(fourHoursMs <= MOST_MS_FOR_4_H)) {
  console.error(`4 h take ${fourHoursMs.toFixed(2)} ms; ${MOST_MS_FOR_4_H} are the limit.`);
  process.exitCode = 1;
}
if (growths.some((growth) => growth > MOST_GROWTH)) {
  console.error(`Twice the ride takes more than ${MOST_GROWTH} times as long.`);
  process.exitCode = 1;
}
