import type { RecordedLap } from '../../analytics/recording.ts';
import type { FileRecording, StatedFigure } from '../recording.ts';
import { type FitFile, timestamp, wholeAndRest } from './fit-file.ts';
import { FIT_EVENT, FIT_EVENT_TYPE, fitSport } from './fit-words.ts';
import { lengthsIn, type Span, spanTotals, timerTimeS } from './span-totals.ts';

/** Laps, the session and the activity. */
export function writeTotals(file: FitFile): void {
  const { fit, recording } = file;
  const whole = { startS: 0, endS: file.endS };
  const laps: readonly RecordedLap[] = recording.laps.length > 0 ? recording.laps : [whole];
  for (const [index, lap] of laps.entries()) {
    const [firstLength] = lengthsIn(recording, lap);
    fit.write('lap', {
      message_index: index,
      ...spanFields(file, lap, spanTotals(recording, lap)),
      event: FIT_EVENT.lap,
      intensity: ACTIVE,
      lap_trigger: index === laps.length - 1 ? SESSION_END : MANUAL,
      first_length_index: firstLength && recording.lengths.indexOf(firstLength),
    });
  }
  const totals = { ...spanTotals(recording, whole), ...recording.stated };
  const { poolM } = recording;
  fit.write('session', {
    message_index: 0,
    ...spanFields(file, whole, totals),
    event: FIT_EVENT.session,
    first_lap_index: 0,
    num_laps: laps.length,
    trigger: ACTIVITY_END,
    pool_length: poolM,
    pool_length_unit: poolM === undefined ? undefined : METRIC,
  });
  fit.write('activity', {
    timestamp: timestamp(file, file.endS),
    total_timer_time: totals.timerTimeS ?? timerTimeS(recording, whole),
    num_sessions: 1,
    type: MANUAL,
    event: FIT_EVENT.activity,
    event_type: FIT_EVENT_TYPE.stop,
    local_timestamp:
      recording.utcOffsetS === undefined
        ? undefined
        : timestamp(file, file.endS) + recording.utcOffsetS,
  });
}

const ACTIVE = 0;
const MANUAL = 0;
const SESSION_END = 7;
const ACTIVITY_END = 0;
const METRIC = 0;

function spanFields(file: FitFile, span: Span, totals: Partial<Record<StatedFigure, number>>) {
  const { workKj } = totals;
  const cadence = wholeAndRest(totals.averageCadenceRpm, 128);
  const ascent = wholeAndRest(totals.elevationGainM, 100);
  return {
    timestamp: timestamp(file, span.endS),
    event_type: FIT_EVENT_TYPE.stop,
    start_time: timestamp(file, span.startS),
    ...fitSport(file.recording),
    total_elapsed_time: totals.elapsedTimeS,
    total_timer_time: totals.timerTimeS,
    total_moving_time: totals.movingTimeS,
    total_distance: totals.distanceM,
    total_calories: totals.caloriesKcal,
    total_work: workKj === undefined ? undefined : workKj * 1000,
    total_ascent: ascent.whole,
    total_fractional_ascent: ascent.rest,
    enhanced_avg_speed: totals.averageSpeedMps,
    enhanced_max_speed: totals.maxSpeedMps,
    avg_heart_rate: totals.averageHeartRateBpm,
    max_heart_rate: totals.maxHeartRateBpm,
    avg_cadence: cadence.whole,
    avg_fractional_cadence: cadence.rest,
    avg_power: totals.averagePowerW,
    max_power: totals.maxPowerW,
    normalized_power: totals.weightedPowerW,
    ...lengthFields(file.recording, span),
  };
}

function lengthFields(recording: FileRecording, span: Span) {
  const inside = lengthsIn(recording, span);
  return inside.length === 0
    ? {}
    : {
        num_lengths: inside.length,
        num_active_lengths: inside.filter(({ stroke }) => stroke !== 'idle').length,
      };
}
