import type {
  RecordedChannels,
  RecordedPoint,
  Recording,
  Sport,
} from '../../analytics/recording.ts';
import type { AnalysisInput } from '../../core/ports/analyses.ts';
import { CHANNELS, type ChannelName } from '../../recording/channels.ts';
import { unpackChannel } from '../../recording/pack-channel.ts';
import type { StoredParts } from '../../recording/stored-parts.ts';

/**
 * An activity's stored channels, and what its recording holds beside them, as the engine takes them. Power that the source estimated is left out: no
 * figure of power may rest on it.
 */
export function toRecording({
  activity,
  channels,
  recording,
  points,
}: Pick<AnalysisInput, 'activity' | 'channels' | 'recording' | 'points'>): Recording {
  const unpacked: [string, unknown][] = channels
    .filter(({ channel }) => Object.hasOwn(CHANNELS, channel))
    .filter(({ channel }) => channel !== 'power' || !hasEstimatedPower(activity))
    .map(({ channel, data }) => [channel, unpackChannel(channel as ChannelName, data)]);
  return {
    sport: activity.sport as Sport,
    channels: Object.fromEntries(unpacked) as RecordedChannels,
    points: recordedPoints(points, activity.started_at),
    ...(recording === null ? {} : besideChannels(recording)),
  };
}

/** Logged points as the engine takes them: in s since the start. */
export function recordedPoints(
  points: AnalysisInput['points'],
  startedAt: string,
): RecordedPoint[] {
  return points.map(({ timestamp, winner, game_number: game, heart_rate_at_end_bpm: bpm }) => ({
    atS: (Date.parse(timestamp) - Date.parse(startedAt)) / 1000,
    won: winner === 'me',
    ...(game === null ? {} : { game }),
    ...(bpm === null ? {} : { heartRateBpm: bpm }),
  }));
}

/** A recording's laps, lengths, sets and pauses as the engine takes them. */
export function besideChannels(
  stored: NonNullable<AnalysisInput['recording']>,
): Partial<Recording> {
  const { laps, lengths, sets, pauses } = stored as unknown as StoredParts;
  const { pool_m: poolM, altitude_source: source } = stored;
  return {
    laps: laps.map(({ start_s, end_s, name }) => ({
      startS: start_s,
      endS: end_s,
      ...(name === null ? {} : { name }),
    })),
    lengths: lengths.map(({ start_s, duration_s, strokes, stroke }) => ({
      startS: start_s,
      durationS: duration_s,
      strokes: strokes ?? undefined,
      stroke,
    })),
    sets: sets.flatMap(({ kind, exercise, reps, weight_kg }) =>
      kind === 'active' && reps !== null
        ? [{ exercise: exercise ?? 'unknown', reps, weightKg: weight_kg ?? 0 }]
        : [],
    ),
    ...(pauses === null
      ? {}
      : { pauses: pauses.map(({ from_s, to_s }) => ({ fromS: from_s, toS: to_s })) }),
    ...(poolM === null ? {} : { poolM }),
    ...(source === 'gps' || source === 'barometric' ? { altitudeSource: source } : {}),
  };
}

export function hasEstimatedPower({
  source_metadata,
}: Pick<AnalysisInput['activity'], 'source_metadata'>): boolean {
  return (
    typeof source_metadata === 'object' &&
    source_metadata !== null &&
    'estimated_power_w' in source_metadata
  );
}
