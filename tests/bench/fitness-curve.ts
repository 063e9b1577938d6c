/**
 * Fitness, fatigue and form of ten years (3,650 days): computed, and updated after a change of today's, of last
 * month's and of the first year's load. Medians and 95th percentiles in ms; the bound is 0.3 ms.
 *
 *     node tests/bench/fitness-curve.ts
 */
import { fitnessCurve, updatedFitnessCurve } from '../../lib/analytics/load/fitness-curve.ts';
import { seededRandom } from '../../lib/analytics/statistics/seeded-random.ts';

const DAYS = 3650;
const RUNS = 2000;
const BOUND_MS = 0.3;

const random = seededRandom(7);
const daily = {
  firstDay: 17_000,
  loads: Float64Array.from({ length: DAYS }, () => (random() < 0.3 ? 0 : random() * 180)),
};
const curve = fitnessCurve(daily);
/** Every answer is added to, so that none can be left out as unused. */
let sink = 0;

const cases: [name: string, run: () => { form: Float64Array }][] = [
  ['computed', () => fitnessCurve(daily)],
  ...[1, 30, DAYS - 100].map((daysAgo): [string, () => { form: Float64Array }] => [
    `updated from ${daysAgo} days ago`,
    () => updatedFitnessCurve(curve, { daily, fromDay: daily.firstDay + DAYS - daysAgo }),
  ]),
];

let isSlow = false;
for (const [name, run] of cases) {
  const times = new Float64Array(RUNS);
  for (let i = -RUNS / 2; i < RUNS; i += 1) {
    const from = performance.now();
    sink += run().form.at(-1) as number;
    if (i >= 0) {
      times[i] = performance.now() - from;
    }
  }
  times.sort();
  const [median, high] = [times[RUNS / 2] as number, times[RUNS * 0.95] as number];
  isSlow ||= median > BOUND_MS;
  console.log(`${name.padEnd(28)} ${median.toFixed(4)} ms, 95 % under ${high.toFixed(4)} ms`);
}
console.log(`(${sink.toExponential(1)})`);
process.exitCode = isSlow ? 1 : 0;
