import type { PackedChannel } from '../core/ports/activities.ts';
import type { Channels, StoredChannel, StoredValue } from './channels.ts';
import { packChannel } from './pack-channel.ts';

/** All channels of a recording, each packed on its own as `packChannel` does. */
export function packChannels(channels: Channels): PackedChannel[] {
  return Object.entries(channels).map(([channel, values]) =>
    packedOf(channel as StoredChannel, values),
  );
}

/** A channel packed under its name. */
export function packedOf(
  channel: StoredChannel,
  values: readonly StoredValue<StoredChannel>[],
): PackedChannel {
  return { channel, sampleCount: values.length, data: packChannel(channel, values) };
}
