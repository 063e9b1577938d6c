import type { RecordedChannels, Recording, Sport } from '../../analytics/recording.ts';
import type { AnalysisInput } from '../../core/ports/analyses.ts';
import type { ChannelName } from '../../recording/channels.ts';
import { unpackChannel } from '../../recording/pack-channel.ts';

/**
 * An activity's stored channels as the engine takes them. Power that the source estimated is left out: no
 * figure of power may rest on it.
 */
export function toRecording({
  activity,
  channels,
}: Pick<AnalysisInput, 'activity' | 'channels'>): Recording {
  const unpacked: [string, unknown][] = channels
    .filter(({ channel }) => channel !== 'power' || !hasEstimatedPower(activity))
    .map(({ channel, data }) => [channel, unpackChannel(channel as ChannelName, data)]);
  return {
    sport: activity.sport as Sport,
    channels: Object.fromEntries(unpacked) as RecordedChannels,
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
