import { describe, expect, test } from 'vitest';
import { findInsights } from '../../lib/analytics/insights/find-insights.ts';
import type { InsightFacts } from '../../lib/analytics/insights/insight.ts';
import { COMPARED_METRICS, INSIGHT_KINDS } from '../../lib/analytics/insights/insight-kinds.ts';
import { SPORTS } from '../../lib/analytics/recording.ts';
import { isFor, METRICS } from '../../lib/analytics/registry.ts';
import * as fc from '../support/fast-check.ts';
import { isDerived, numbersIn, valueAt, writingsOf } from '../support/insight-evidence.ts';

type Metrics = Record<string, number>;

interface Given extends Partial<Omit<InsightFacts, 'metrics' | 'thresholds' | 'history'>> {
  metrics?: Metrics;
  thresholds?: Metrics;
  /** As many of the past as there are values, each like the activity but for the metric. */
  past?: { id: string; values: number[] }[];
}

function factsOf({ metrics = {}, thresholds = {}, past = [], ...rest }: Given): InsightFacts {
  const count = Math.max(0, ...past.map(({ values }) => values.length));
  const activities = Array.from(
    { length: count },
    (_, i) =>
      new Map(
        Object.entries({
          ...metrics,
          ...Object.fromEntries(past.map(({ id, values }) => [id, values[i] ?? 0])),
        }),
      ),
  );
  return {
    sport: 'cycling',
    intervals: [],
    climbs: [],
    zones: [],
    records: [],
    ...rest,
    metrics: new Map(Object.entries(metrics)),
    thresholds: new Map(Object.entries(thresholds)),
    history: { days: 90, activities },
  };
}

const RIDE = { timer_time_s: 7200, moving_time_s: 7200, elapsed_time_s: 7300 };
const RUN = { timer_time_s: 3000, moving_time_s: 3000, elapsed_time_s: 3010, distance_m: 10_000 };
const SWIM = { timer_time_s: 2700, moving_time_s: 2400 };
const spans = (...powers: number[]) =>
  powers.map((averagePowerW) => ({ timerTimeS: 240, averagePowerW }));
const paces = (...speeds: number[]) =>
  speeds.map((averageSpeedMps) => ({ timerTimeS: 200, averageSpeedMps }));
const power = (...secondsS: number[]) => [{ scheme: 'coggan_7', secondsS, belowS: 0 }];
const around = (middle: number) => [0.99, 1, 1.01, 0.995, 1.005, 1].map((share) => middle * share);
const bigPast = (id: string, most: number) => [{ id, values: [most, 1, 1, 1, 1, 1, 1, 1] }];
const climb = (gainM: number, averagePowerW?: number) => ({
  timerTimeS: 900,
  gainM,
  averageGradePct: 5,
  category: undefined,
  ...(averagePowerW === undefined ? {} : { averagePowerW }),
});

/** Every kind at its thresholds: the text that comes, or none. */
const CASES: { kind: string; case: string; given: Given; says?: RegExp }[] = [
  {
    kind: 'decoupling',
    case: 'at 5 %',
    given: { metrics: { ...RIDE, decoupling_pct: 5 } },
    says: /^Power per heartbeat was 5 % lower/,
  },
  {
    kind: 'decoupling',
    case: 'on a hot day it names the heat',
    given: { metrics: { ...RIDE, decoupling_after_warm_up_pct: 8, average_temperature_c: 31 } },
    says: /8 % lower.*31 °C/,
  },
  {
    kind: 'decoupling',
    case: 'between 3 and 5 %',
    given: { metrics: { ...RIDE, decoupling_pct: 4.9 } },
  },
  {
    kind: 'decoupling',
    case: 'together over two hours',
    given: { metrics: { ...RIDE, decoupling_pct: 1.2 } },
    says: /stayed together over 2 h 00 min.*1\.2 %/,
  },
  {
    kind: 'decoupling',
    case: 'together for an hour, as is usual',
    given: { metrics: { ...RIDE, moving_time_s: 3600, decoupling_pct: 1.2 } },
  },
  {
    kind: 'decoupling',
    case: 'of a run by pace',
    given: { sport: 'running', metrics: { ...RUN, pace_decoupling_pct: 7 } },
    says: /^Speed per heartbeat was 7 % lower/,
  },
  {
    kind: 'heart_rate_drift',
    case: 'at 6 %',
    given: { sport: 'rowing', metrics: { ...RIDE, heart_rate_drift_pct: 6 } },
    says: /6 % higher/,
  },
  {
    kind: 'heart_rate_drift',
    case: 'under 6 %',
    given: { sport: 'rowing', metrics: { ...RIDE, heart_rate_drift_pct: 5.9 } },
  },
  {
    kind: 'run_pacing',
    case: 'a second half 4 % slower',
    given: { sport: 'running', metrics: { ...RUN, pace_fade_pct: 4, average_pace_s_per_km: 300 } },
    says: /10 km took 4 % longer.*5:00 \/km/,
  },
  {
    kind: 'run_pacing',
    case: 'a second half 3.9 % slower',
    given: {
      sport: 'running',
      metrics: { ...RUN, pace_fade_pct: 3.9, average_pace_s_per_km: 300 },
    },
  },
  {
    kind: 'run_pacing',
    case: 'a second half 2 % faster',
    given: { sport: 'running', metrics: { ...RUN, pace_fade_pct: -2, average_pace_s_per_km: 300 } },
    says: /2 % quicker/,
  },
  {
    kind: 'run_pacing',
    case: 'even halves',
    given: {
      sport: 'running',
      metrics: { ...RUN, pace_fade_pct: 0.5, average_pace_s_per_km: 300 },
    },
    says: /to within 0\.5 %/,
  },
  {
    kind: 'run_pacing',
    case: 'a stop may be all there is to it',
    given: {
      sport: 'running',
      metrics: { ...RUN, elapsed_time_s: 3200, pace_fade_pct: 8, average_pace_s_per_km: 300 },
    },
  },
  {
    kind: 'run_pacing',
    case: 'a mountain has no comparable halves',
    given: {
      sport: 'running',
      metrics: { ...RUN, elevation_gain_m: 400, pace_fade_pct: 8, average_pace_s_per_km: 300 },
    },
  },
  {
    kind: 'power_pacing',
    case: 'surges at 1.3',
    given: {
      metrics: { ...RIDE, variability_index: 1.3, weighted_power_w: 221, average_power_w: 170 },
    },
    says: /221 W.*170 W/,
  },
  {
    kind: 'power_pacing',
    case: 'neither even nor surging',
    given: {
      metrics: { ...RIDE, variability_index: 1.29, weighted_power_w: 219, average_power_w: 170 },
    },
  },
  {
    kind: 'power_pacing',
    case: 'even at 1.05',
    given: {
      metrics: { ...RIDE, variability_index: 1.05, weighted_power_w: 210, average_power_w: 200 },
    },
    says: /even for 2 h 00 min/,
  },
  {
    kind: 'intervals',
    case: 'lost at 5 %',
    given: { intervals: spans(300, 290, 285) },
    says: /3 efforts of about 4 min was 5 % below the first: 300 W in the first, 285 W in the last/,
  },
  {
    kind: 'intervals',
    case: 'neither held nor lost',
    given: { intervals: spans(300, 290, 288) },
  },
  {
    kind: 'intervals',
    case: 'held to 3 %',
    given: { intervals: spans(300, 291.1, 297) },
    says: /held/,
  },
  {
    kind: 'intervals',
    case: 'the last the strongest',
    given: { intervals: spans(300, 300, 312) },
    says: /4 % stronger/,
  },
  { kind: 'intervals', case: 'two are no set', given: { intervals: spans(300, 200) } },
  {
    kind: 'intervals',
    case: 'efforts of all lengths are no set',
    given: {
      intervals: spans(300, 200, 100).map((span, i) => ({ ...span, timerTimeS: 40 * 6 ** i })),
    },
  },
  {
    kind: 'intervals',
    case: 'of a run by pace',
    given: { sport: 'running', intervals: paces(5, 4.8, 4.5) },
    says: /10 % slower than the first: 3:20 \/km in the first, 3:42 \/km in the last/,
  },
  {
    kind: 'middle_intensity',
    case: 'at 35 %',
    given: { metrics: RIDE, zones: power(2340, 2340, 2520, 0, 0, 0, 0) },
    says: /^35 % of the time \(42 min\).*hardly any was hard/,
  },
  {
    kind: 'middle_intensity',
    case: 'under 35 %',
    given: { metrics: RIDE, zones: power(2340, 2341, 2519, 0, 0, 0, 0) },
  },
  {
    kind: 'middle_intensity',
    case: 'on a hard day it is no question',
    given: { metrics: RIDE, zones: power(2000, 1500, 3000, 400, 300, 0, 0) },
  },
  {
    kind: 'middle_intensity',
    case: 'with a tenth of it unknown',
    given: { metrics: RIDE, zones: power(2000, 1000, 3400, 0, 0, 0, 0) },
  },
  {
    kind: 'hard_minutes',
    case: 'at 20 %',
    given: { metrics: RIDE, zones: power(5760, 0, 0, 1000, 440, 0, 0) },
    says: /^24 min.*20 %/,
  },
  {
    kind: 'hard_minutes',
    case: 'under 20 %',
    given: { metrics: RIDE, zones: power(5761, 0, 0, 1000, 439, 0, 0) },
  },
  {
    kind: 'hard_minutes',
    case: 'of a match by heart rate',
    given: {
      sport: 'squash',
      metrics: { ...RIDE, timer_time_s: 3000 },
      zones: [{ scheme: 'max_heart_rate_5', secondsS: [0, 0, 500, 1000, 1500], belowS: 0 }],
    },
    says: /^25 min.*50 %/,
  },
  {
    kind: 'easy_kept',
    case: 'at 90 %',
    given: { metrics: RIDE, zones: power(3240, 3240, 720, 0, 0, 0, 0) },
    says: /^90 % of the time/,
  },
  {
    kind: 'easy_kept',
    case: 'under 90 %',
    given: { metrics: RIDE, zones: power(3240, 3239, 721, 0, 0, 0, 0) },
  },
  {
    kind: 'efficiency',
    case: 'more than usual',
    given: {
      metrics: { ...RIDE, average_heart_rate_bpm: 140, efficiency_factor: 1.6 },
      past: [{ id: 'efficiency_factor', values: around(1.5) }],
    },
    says: /At 140 bpm you got 6\.7 % more power than in 6 sessions.*90 days.*1\.6 W a beat, usually 1\.5/,
  },
  {
    kind: 'efficiency',
    case: 'of a run in ground',
    given: {
      sport: 'running',
      metrics: { ...RUN, average_heart_rate_bpm: 150, metres_per_heartbeat: 1.2 },
      past: [{ id: 'metres_per_heartbeat', values: around(1.3) }],
    },
    says: /less ground/,
  },
  {
    kind: 'efficiency',
    case: 'as usual',
    given: {
      metrics: { ...RIDE, average_heart_rate_bpm: 140, efficiency_factor: 1.51 },
      past: [{ id: 'efficiency_factor', values: around(1.5) }],
    },
  },
  {
    kind: 'efficiency',
    case: 'four of the past are no habit',
    given: {
      metrics: { ...RIDE, average_heart_rate_bpm: 140, efficiency_factor: 1.8 },
      past: [{ id: 'efficiency_factor', values: around(1.5).slice(0, 4) }],
    },
  },
  {
    kind: 'efficiency',
    case: 'at another heart rate it is not compared',
    given: {
      metrics: { ...RIDE, average_heart_rate_bpm: 140, efficiency_factor: 1.8 },
      past: [
        { id: 'efficiency_factor', values: around(1.5) },
        { id: 'average_heart_rate_bpm', values: Array.from({ length: 6 }, () => 120) },
      ],
    },
  },
  {
    kind: 'efficiency',
    case: 'where the past scatters as much',
    given: {
      metrics: { ...RIDE, average_heart_rate_bpm: 140, efficiency_factor: 1.7 },
      past: [{ id: 'efficiency_factor', values: [1.2, 1.3, 1.5, 1.6, 1.7, 1.8] }],
    },
  },
  {
    kind: 'output_against_usual',
    case: 'faster than usual',
    given: {
      sport: 'running',
      metrics: { ...RUN, average_pace_s_per_km: 290 },
      past: [{ id: 'average_pace_s_per_km', values: around(310) }],
    },
    says: /4:50 \/km is 6\.5 % faster than the 5:10 \/km of 6 sessions/,
  },
  {
    kind: 'output_against_usual',
    case: 'within 3 %',
    given: {
      sport: 'running',
      metrics: { ...RUN, average_pace_s_per_km: 302 },
      past: [{ id: 'average_pace_s_per_km', values: around(310) }],
    },
  },
  {
    kind: 'output_against_usual',
    case: 'of a set of intervals nothing',
    given: {
      sport: 'running',
      metrics: { ...RUN, average_pace_s_per_km: 250 },
      intervals: paces(5, 5, 5),
      past: [{ id: 'average_pace_s_per_km', values: around(310) }],
    },
  },
  {
    kind: 'output_against_usual',
    case: 'of a swim by 100 m',
    given: {
      sport: 'swimming',
      metrics: { ...SWIM, swim_pace_s_per_100m: 125 },
      past: [{ id: 'swim_pace_s_per_100m', values: around(112) }],
    },
    says: /2:05 per 100 m is 12 % slower/,
  },
  {
    kind: 'session_size',
    case: '8 % beyond the farthest',
    given: { metrics: { distance_m: 108_000 }, past: bigPast('distance_m', 100_000) },
    says: /^108 km: the farthest of the 90 days before, 8 % beyond the 100 km that led 8 sessions/,
  },
  {
    kind: 'session_size',
    case: 'just beyond',
    given: { metrics: { distance_m: 107_000 }, past: bigPast('distance_m', 100_000) },
  },
  {
    kind: 'session_size',
    case: 'of strength in kg',
    given: {
      sport: 'strength',
      metrics: { volume_load_kg: 9000 },
      past: bigPast('volume_load_kg', 6000),
    },
    says: /9,000 kg.*50 %/,
  },
  {
    kind: 'threshold_outdated',
    case: '2 % above FTP',
    given: { metrics: { ftp_from_20_min_w: 255 }, thresholds: { ftp_w: 250 } },
    says: /speaks for an FTP of about 255 W; 250 W is set/,
  },
  {
    kind: 'threshold_outdated',
    case: 'within 2 %',
    given: { metrics: { ftp_from_20_min_w: 254 }, thresholds: { ftp_w: 250 } },
  },
  {
    kind: 'threshold_outdated',
    case: 'no FTP is set',
    given: { metrics: { ftp_from_20_min_w: 300 } },
  },
  {
    kind: 'reserve_spent',
    case: 'below zero',
    given: { metrics: { min_w_prime_balance_j: -1000 }, thresholds: { w_prime_j: 20_000 } },
    says: /1 kJ more than the 20 kJ/,
  },
  {
    kind: 'reserve_spent',
    case: 'nearly spent',
    given: { metrics: { min_w_prime_balance_j: 3000 }, thresholds: { w_prime_j: 20_000 } },
    says: /15 % of your W′ of 20 kJ was left/,
  },
  {
    kind: 'reserve_spent',
    case: 'enough left',
    given: { metrics: { min_w_prime_balance_j: 3100 }, thresholds: { w_prime_j: 20_000 } },
  },
  {
    kind: 'climbs',
    case: 'fallen by 8 %',
    given: { climbs: [climb(90, 250), climb(80, 229.9)] },
    says: /8 % below the first: 230 W after 250 W/,
  },
  {
    kind: 'climbs',
    case: 'a long one and a short one do not compare',
    given: { climbs: [climb(90, 250), { ...climb(40, 200), timerTimeS: 500 }] },
  },
  {
    kind: 'climbs',
    case: 'the biggest',
    given: { climbs: [climb(150), climb(312)] },
    says: /312 m at 5 %, took 15 min\.$/,
  },
  { kind: 'climbs', case: 'no big one', given: { climbs: [climb(99)] } },
  {
    kind: 'heat',
    case: 'hotter, and less for each heartbeat',
    given: {
      metrics: { ...RIDE, average_temperature_c: 31, efficiency_factor: 1.4 },
      past: [
        { id: 'average_temperature_c', values: around(20) },
        { id: 'efficiency_factor', values: around(1.5) },
      ],
    },
    says: /31 °C, usually 20 °C, and each heartbeat gave 6\.7 % less/,
  },
  {
    kind: 'heat',
    case: 'as hot as usual',
    given: {
      metrics: { ...RIDE, average_temperature_c: 31, efficiency_factor: 1.4 },
      past: [
        { id: 'average_temperature_c', values: around(30.5) },
        { id: 'efficiency_factor', values: around(1.5) },
      ],
    },
  },
  {
    kind: 'heart_rate_recovery',
    case: '6 bpm apart',
    given: {
      metrics: { ...RIDE, heart_rate_recovery_bpm: 46 },
      past: [{ id: 'heart_rate_recovery_bpm', values: around(40) }],
    },
    says: /fell by 46 bpm.*40 bpm/,
  },
  {
    kind: 'heart_rate_recovery',
    case: '5 bpm apart',
    given: {
      metrics: { ...RIDE, heart_rate_recovery_bpm: 45 },
      past: [{ id: 'heart_rate_recovery_bpm', values: around(40) }],
    },
  },
  {
    kind: 'run_cadence',
    case: 'quicker',
    given: {
      sport: 'running',
      metrics: { ...RUN, running_cadence_spm: 180 },
      past: [{ id: 'running_cadence_spm', values: around(172) }],
    },
    says: /180 steps a minute is 4\.7 % above your usual 172/,
  },
  {
    kind: 'run_cadence',
    case: 'within 3 %',
    given: {
      sport: 'running',
      metrics: { ...RUN, running_cadence_spm: 176 },
      past: [{ id: 'running_cadence_spm', values: around(172) }],
    },
  },
  {
    kind: 'swim_pacing',
    case: 'faded by 4 %',
    given: {
      sport: 'swimming',
      metrics: { length_fade_pct: 4, length_variation_pct: 5, swim_pace_s_per_100m: 101 },
    },
    says: /4 % longer.*1:41 per 100 m/,
  },
  {
    kind: 'swim_pacing',
    case: 'even',
    given: {
      sport: 'swimming',
      metrics: { length_fade_pct: 1, length_variation_pct: 3.5, swim_pace_s_per_100m: 101 },
    },
    says: /varied by only 3\.5 %/,
  },
  {
    kind: 'swim_pacing',
    case: 'neither',
    given: {
      sport: 'swimming',
      metrics: { length_fade_pct: 3, length_variation_pct: 5, swim_pace_s_per_100m: 101 },
    },
  },
  {
    kind: 'swim_rest',
    case: 'at 40 %',
    given: { sport: 'swimming', metrics: { swim_rest_s: 1200, swim_time_s: 1800 } },
    says: /^Rest took 40 % of the session: 20 min beside 30 min/,
  },
  {
    kind: 'swim_rest',
    case: 'under 40 %',
    given: { sport: 'swimming', metrics: { swim_rest_s: 1190, swim_time_s: 1800 } },
  },
  {
    kind: 'swim_technique',
    case: 'longer strokes',
    given: {
      sport: 'swimming',
      metrics: { ...SWIM, distance_per_stroke_m: 1.4, swim_pace_s_per_100m: 100 },
      past: [{ id: 'distance_per_stroke_m', values: around(1.3) }],
    },
    says: /1\.40 m, 7\.7 % longer than the 1\.30 m of 6 swims.*1:40 per 100 m/,
  },
  {
    kind: 'swim_technique',
    case: 'as usual',
    given: {
      sport: 'swimming',
      metrics: { ...SWIM, distance_per_stroke_m: 1.31 },
      past: [{ id: 'distance_per_stroke_m', values: around(1.3) }],
    },
  },
  {
    kind: 'match_shape',
    case: 'three games',
    given: { sport: 'squash', metrics: { games: 3, longest_game_s: 720, break_time_s: 240 } },
    says: /3 stretches of play, the longest of 12 min, with 4 min of breaks/,
  },
  {
    kind: 'match_shape',
    case: 'one stretch is no match',
    given: { sport: 'squash', metrics: { games: 1, longest_game_s: 720, break_time_s: 0 } },
  },
];

const best = (rest: object) => [
  {
    kind: 'speed' as const,
    span: 5000,
    value: 3.6,
    previous: 3.5,
    activities: 34,
    days: 730,
    ...rest,
  },
];
const POINTS = { won_points_heart_rate_bpm: 168, lost_points_heart_rate_bpm: 172 };
const TESTS = { points_heart_rate_p: 0.02, points_heart_rate_permutation_p: 0.03 };
CASES.push(
  {
    kind: 'personal_best',
    case: 'over 5 km',
    given: { sport: 'running', records: best({}) },
    says: /^5 km in 23:09: your best in 2 years, of 34 activities before with one\. The best until now was 23:49\.$/,
  },
  {
    kind: 'personal_best',
    case: 'of power',
    given: { records: best({ kind: 'power', span: 300, value: 310, previous: 300, days: 45 }) },
    says: /^5 min at 310 W: your best in 45 days.*was 300 W/,
  },
  {
    kind: 'personal_best',
    case: 'by a hair',
    given: { records: best({ value: 3.53 }) },
  },
  {
    kind: 'personal_best',
    case: 'of a second',
    given: { records: best({ kind: 'power', span: 1, value: 900, previous: 800 }) },
  },
  { kind: 'personal_best', case: 'after four', given: { records: best({ activities: 4 }) } },
  {
    kind: 'points_heart_rate',
    case: 'clear by both tests',
    given: {
      sport: 'squash',
      metrics: { ...POINTS, ...TESTS, points_heart_rate_difference_bpm: -4 },
    },
    says: /was 4 bpm lower than after those you lost: 168 bpm and 172 bpm/,
  },
  {
    kind: 'points_heart_rate',
    case: 'clear by one test only',
    given: {
      sport: 'squash',
      metrics: {
        ...POINTS,
        ...TESTS,
        points_heart_rate_permutation_p: 0.05,
        points_heart_rate_difference_bpm: -4,
      },
    },
  },
  {
    kind: 'pressure_points',
    case: 'won more than usual',
    given: {
      sport: 'squash',
      metrics: { points_won: 30, points_lost: 30, pressure_points_won: 7, pressure_points_lost: 2 },
    },
    says: /won 7 of 9 points, more than the 50 % of the whole match/,
  },
  {
    kind: 'pressure_points',
    case: 'four are too few',
    given: {
      sport: 'squash',
      metrics: { points_won: 30, points_lost: 30, pressure_points_won: 4, pressure_points_lost: 0 },
    },
  },
  {
    kind: 'rallies',
    case: 'of a match with motion',
    given: {
      sport: 'squash',
      metrics: { rallies: 60, average_rally_s: 14.2, average_rest_s: 11, play_share_pct: 56 },
    },
    says: /60 rallies of 14\.2 s on average, with 11 s between them.*56 %/,
  },
  {
    kind: 'rallies',
    case: 'too few',
    given: {
      sport: 'squash',
      metrics: { rallies: 19, average_rally_s: 14.2, average_rest_s: 11, play_share_pct: 56 },
    },
  },
  {
    kind: 'game_recovery',
    case: '8 bpm less',
    given: {
      sport: 'squash',
      metrics: { first_break_recovery_bpm: 50, last_break_recovery_bpm: 42 },
    },
    says: /fell by 42 bpm in the last break between games, after 50 bpm in the first/,
  },
  {
    kind: 'game_recovery',
    case: '7 bpm less',
    given: {
      sport: 'squash',
      metrics: { first_break_recovery_bpm: 50, last_break_recovery_bpm: 43 },
    },
  },
);

const insightOf = (kind: string, facts: InsightFacts) => {
  // alone, so that no worthier one of its theme stands in front
  const found = INSIGHT_KINDS.find(({ id }) => id === kind);
  return found === undefined || !isFor(facts.sport, found) ? undefined : found.find(facts);
};

describe('each kind of insight', () => {
  test.each(CASES)('$kind, $case', ({ kind, given, says }) => {
    const text = insightOf(kind, factsOf(given))?.text.in('metric');
    if (says === undefined) {
      expect(text).toBeUndefined();
    } else {
      expect(text).toMatch(says);
    }
  });

  test('has a case in which it fires, and one in which it does not', () => {
    for (const { id } of INSIGHT_KINDS) {
      const says = CASES.filter(({ kind }) => kind === id).map((one) => one.says !== undefined);
      expect([id, new Set(says).size]).toEqual([id, 2]);
    }
  });

  test.each(CASES.filter(({ says }) => says !== undefined))(
    '$kind rests on nothing that cannot be computed ($case)',
    ({ kind, given }) => {
      const facts = factsOf(given);
      const metrics = facts.metrics;
      for (const id of metrics.keys()) {
        const without = new Map([...metrics].filter(([name]) => name !== id));
        const left = insightOf(kind, { ...facts, metrics: without });
        const named = [...(left?.text.evidence ?? []), ...(left?.basis ?? [])];
        expect(named.map(({ metric }) => metric)).not.toContain(id);
      }
    },
  );

  test('speaks of lengths in the athlete’s units', () => {
    const facts = factsOf({
      sport: 'running',
      metrics: { ...RUN, pace_fade_pct: 6, average_pace_s_per_km: 300 },
    });
    expect(findInsights(facts)[0]?.text).toEqual({
      metric: expect.stringContaining('10 km took 6 % longer than the first, at 5:00 /km'),
      imperial: expect.stringContaining('6.2 mi took 6 % longer than the first, at 8:03 /mi'),
    });
  });
});

describe('what science disagrees on is marked', () => {
  test.each([
    { case: 'by its kind', given: { metrics: { ...RIDE, decoupling_pct: 8 } }, contested: true },
    {
      case: 'by a metric it rests on',
      given: { metrics: { load: 120 }, past: bigPast('load', 80) },
      contested: true,
    },
    {
      case: 'and what it agrees on is not',
      given: { metrics: { distance_m: 120_000 }, past: bigPast('distance_m', 80_000) },
      contested: false,
    },
  ])('$case', ({ given, contested }) => {
    expect(findInsights(factsOf(given)).map((insight) => insight.contested)).toEqual([contested]);
  });
});

const IDS = [...METRICS.keys()];
const number = fc.double({ min: -1000, max: 100_000, noNaN: true });
const near = fc.double({ min: 0.5, max: 2, noNaN: true });
const metrics = fc
  .record(Object.fromEntries(IDS.map((id) => [id, rangeOf(id)])), { requiredKeys: [] })
  .map((record) => new Map(Object.entries(record as Metrics)));
const span = fc.record({
  timerTimeS: fc.double({ min: 0, max: 2000, noNaN: true }),
  averagePowerW: fc.double({ min: 0, max: 500, noNaN: true }),
  averageSpeedMps: fc.double({ min: 0, max: 8, noNaN: true }),
  gainM: number,
  averageGradePct: fc.double({ min: 0, max: 20, noNaN: true }),
  category: fc.constant(undefined),
});

function rangeOf(id: string) {
  const [lowest, highest] = METRICS.get(id)?.range ?? [0, 1];
  const tame = fc.double({ min: Math.max(lowest, -50), max: Math.min(highest, 500), noNaN: true });
  return fc.oneof(tame, fc.double({ min: lowest, max: highest, noNaN: true }));
}

const record = fc.record({
  kind: fc.constantFrom('power' as const, 'speed' as const),
  span: fc.constantFrom(5, 300, 1000, 1609.344, 5000, 21_097.5),
  value: fc.double({ min: 2, max: 1000, noNaN: true }),
  previous: fc.double({ min: 2, max: 1000, noNaN: true }),
  activities: fc.integer({ min: 0, max: 900 }),
  days: fc.integer({ min: 0, max: 730 }),
});

const anyFacts: fc.Arbitrary<InsightFacts> = fc
  .record({
    sport: fc.constantFrom(...SPORTS),
    metrics,
    thresholds: fc.record({ ftp_w: near, w_prime_j: near }, { requiredKeys: [] }).map(
      ({ ftp_w = 0, w_prime_j = 0 }) =>
        new Map([
          ['ftp_w', 250 * ftp_w],
          ['w_prime_j', 20_000 * w_prime_j],
        ]),
    ),
    intervals: fc.array(span, { maxLength: 6 }),
    climbs: fc.array(span, { maxLength: 4 }),
    zones: fc
      .array(fc.integer({ min: 0, max: 4000 }), { minLength: 7, maxLength: 7 })
      .map((secondsS) => power(...secondsS)),
    scatter: fc.array(near, { maxLength: 15 }),
    records: fc.array(record, { maxLength: 3 }),
  })
  .map(({ scatter, ...facts }) => ({
    ...facts,
    metrics: new Map([...facts.metrics, ['timer_time_s', totalOf(facts.zones)]]),
    history: {
      days: 90,
      activities: scatter.map(
        (by) => new Map([...facts.metrics].map(([id, value]) => [id, value * by])),
      ),
    },
  }));

const totalOf = (zones: InsightFacts['zones']) =>
  zones.flatMap(({ secondsS }) => secondsS).reduce((sum, seconds) => sum + seconds, 0);

describe('whatever the facts', () => {
  test('there are at most seven, one of a theme, certain enough and the worthiest first', () => {
    let told = 0;
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const found = findInsights(facts);
        told += found.length;
        const themes = found.map(({ kind }) => INSIGHT_KINDS.find(({ id }) => id === kind)?.theme);
        expect(found.length).toBeLessThanOrEqual(7);
        expect(new Set(themes).size).toBe(found.length);
        for (const { confidence } of found) {
          expect(confidence).toBeGreaterThanOrEqual(0.5);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(100);
  });

  test('the same is found again, in whatever order the past comes', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { history } = facts;
        const turned = { ...history, activities: history.activities.toReversed() };
        expect(findInsights({ ...facts, history: turned })).toEqual(findInsights(facts));
      }),
    );
  });

  test('evidence is in the analysis bit for bit, is finite, and the texts hold no other number', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const { kind, text, evidence } of findInsights(facts)) {
          for (const one of evidence) {
            expect([kind, one.metric, Number.isFinite(one.value)]).toEqual([
              kind,
              one.metric,
              true,
            ]);
            if (!isDerived(one)) {
              expect([one.metric, one.value]).toEqual([one.metric, valueAt(facts, one.metric)]);
            }
          }
          const writings = new Set(evidence.flatMap((one) => [...writingsOf(one)]));
          for (const words of Object.values(text)) {
            const strange = numbersIn(words).filter((written) => !writings.has(written));
            expect([kind, words, strange]).toEqual([kind, words, []]);
            expect(words).toMatch(/^[^!]+\.$/);
            expect(words).not.toMatch(/undefined|NaN|Infinity/);
            expect(words.match(/[.:;?](?= [A-Z]|$)/g)?.length).toBeLessThanOrEqual(2);
          }
        }
      }),
    );
  });
});

test('the past brings every metric that insights compare', () => {
  const asked = new Set<string>();
  const spy = (id: string) => {
    asked.add(id);
    return 1;
  };
  const activity = new Proxy(new Map<string, number>(), {
    get: (_, name) => (name === 'get' ? spy : undefined),
  });
  for (const sport of SPORTS) {
    const given = Object.fromEntries(IDS.map((id) => [id, 1]));
    const activities = Array.from({ length: 12 }, () => activity);
    const facts = { ...factsOf({ sport, metrics: given }), history: { days: 90, activities } };
    for (const kind of INSIGHT_KINDS.filter((one) => isFor(sport, one))) kind.find(facts);
  }
  expect([...asked].filter((id) => !(COMPARED_METRICS as readonly string[]).includes(id))).toEqual(
    [],
  );
  expect(asked.size).toBeGreaterThan(8);
});
