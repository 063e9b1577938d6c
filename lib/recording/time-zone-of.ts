import lookUpZone from '@photostructure/tz-lookup';
import type { FileRecording } from './recording.ts';

/** No clock on earth is further from UTC. */
const FURTHEST_H = 14;

/**
 * The IANA time zone a recording was made in: of its first position (CC0 boundaries, right but for a few km along
 * borders), else the whole hours its device was apart from UTC. A virtual ride's positions are an island's its
 * athlete never saw. `undefined`: nothing tells.
 */
export function timeZoneOf({
  channels,
  utcOffsetS,
  subSport,
}: Pick<FileRecording, 'channels' | 'utcOffsetS' | 'subSport'>): string | undefined {
  const position = channels.latlng?.find((one) => one !== null);
  if (position !== undefined && !subSport?.startsWith('virtual')) {
    return lookUpZone(...position);
  }
  const hours = (utcOffsetS ?? Number.NaN) / 3600;
  // many writers put UTC where they know nothing
  if (!Number.isInteger(hours) || hours === 0 || Math.abs(hours) > FURTHEST_H) {
    return undefined;
  }
  // POSIX counts westwards
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
