import type { InsightKind } from './insight.ts';
import { climbs } from './kinds/climbs.ts';
import { decoupling } from './kinds/decoupling.ts';
import { easyKept } from './kinds/easy-kept.ts';
import { efficiency } from './kinds/efficiency.ts';
import { gameRecovery } from './kinds/game-recovery.ts';
import { hardMinutes } from './kinds/hard-minutes.ts';
import { heartRateDrift } from './kinds/heart-rate-drift.ts';
import { heartRateRecovery } from './kinds/heart-rate-recovery.ts';
import { heat } from './kinds/heat.ts';
import { intervals } from './kinds/intervals.ts';
import { matchShape } from './kinds/match-shape.ts';
import { middleIntensity } from './kinds/middle-intensity.ts';
import { outputAgainstUsual } from './kinds/output-against-usual.ts';
import { personalBest } from './kinds/personal-best.ts';
import { pointsHeartRate } from './kinds/points-heart-rate.ts';
import { powerPacing } from './kinds/power-pacing.ts';
import { pressurePoints } from './kinds/pressure-points.ts';
import { rallies } from './kinds/rallies.ts';
import { reserveSpent } from './kinds/reserve-spent.ts';
import { runCadence } from './kinds/run-cadence.ts';
import { runPacing } from './kinds/run-pacing.ts';
import { sessionSize } from './kinds/session-size.ts';
import { swimPacing } from './kinds/swim-pacing.ts';
import { swimRest } from './kinds/swim-rest.ts';
import { swimTechnique } from './kinds/swim-technique.ts';
import { thresholdOutdated } from './kinds/threshold-outdated.ts';

/** Every kind of insight there is. A kind is added by its file and a line here. */
export const INSIGHT_KINDS: readonly InsightKind[] = [
  climbs,
  decoupling,
  easyKept,
  efficiency,
  gameRecovery,
  hardMinutes,
  heartRateDrift,
  heartRateRecovery,
  heat,
  intervals,
  matchShape,
  middleIntensity,
  outputAgainstUsual,
  personalBest,
  pointsHeartRate,
  powerPacing,
  pressurePoints,
  rallies,
  reserveSpent,
  runCadence,
  runPacing,
  sessionSize,
  swimPacing,
  swimRest,
  swimTechnique,
  thresholdOutdated,
];

/** Of the whole: goes up when any kind does, or one is added. */
export const INSIGHTS_VERSION: number = INSIGHT_KINDS.reduce(
  (sum, { version }) => sum + version,
  0,
);

/** The metrics that insights compare with the athlete’s past: what history has to bring. */
export const COMPARED_METRICS = [
  'average_heart_rate_bpm',
  'average_pace_s_per_km',
  'average_temperature_c',
  'distance_m',
  'distance_per_stroke_m',
  'efficiency_factor',
  'elapsed_time_s',
  'elevation_gain_m',
  'grade_adjusted_pace_s_per_km',
  'heart_rate_recovery_bpm',
  'load',
  'metres_per_heartbeat',
  'moving_time_s',
  'running_cadence_spm',
  'swim_pace_s_per_100m',
  'timer_time_s',
  'volume_load_kg',
  'weighted_power_w',
] as const;
