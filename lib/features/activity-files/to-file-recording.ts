import type { Sport } from '../../analytics/recording.ts';
import { originOf } from '../../core/policy.ts';
import type { RecordingRow } from '../../core/ports/analyses.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Channels } from '../../recording/channels.ts';
import { namedDevice } from '../../recording/named-device.ts';
import type { FileRecording } from '../../recording/recording.ts';
import { fromStoredParts, type StoredParts } from '../../recording/stored-parts.ts';
import { markStrava } from '../../recording/via-strava.ts';
import { STATED_COLUMNS } from '../uploads/stated-columns.ts';

const NOTHING: StoredParts = {
  devices: [],
  laps: [],
  lengths: [],
  sets: [],
  rr_intervals_ms: [],
  events: [],
  pauses: null,
};

interface StoredDeveloperField {
  name: string;
  unit: string | null;
  developer: string | null;
  channel: string;
}

/** An activity as a recording again: the athlete's own words, the figures shown, and everything recorded. */
export function toFileRecording({
  activity,
  recording,
  channels,
  developers,
}: {
  activity: ActivityRow;
  recording: RecordingRow | undefined;
  channels: Channels;
  /** Values by channel. */
  developers: Record<string, (number | null)[]>;
}): FileRecording {
  const startedAt = new Date(activity.started_at);
  const parts = fromStoredParts((recording as StoredParts | undefined) ?? NOTHING);
  const named = activity.device_name ?? undefined;
  const devices =
    parts.devices.length > 0 || named === undefined ? parts.devices : [namedDevice(named)];
  const fields = (recording?.developer_fields ?? []) as unknown as StoredDeveloperField[];
  const source = recording?.altitude_source;
  return {
    ...parts,
    startedAt,
    utcOffsetS: activity.time_zone === null ? undefined : utcOffsetS(activity.time_zone, startedAt),
    sport: activity.sport as Sport,
    subSport: activity.sub_sport ?? undefined,
    name: activity.name ?? undefined,
    notes: activity.notes ?? undefined,
    devices: originOf(activity) === 'strava' ? markStrava(devices) : devices,
    stated: Object.fromEntries(
      Object.entries(STATED_COLUMNS).flatMap(([figure, column]) => {
        const value = activity[column];
        return value === null ? [] : [[figure, value]];
      }),
    ),
    channels,
    developerFields: fields.flatMap(({ name, unit, developer, channel }) => {
      const values = developers[channel];
      return values === undefined
        ? []
        : [{ name, unit: unit ?? undefined, developer: developer ?? undefined, values }];
    }),
    poolM: recording?.pool_m ?? undefined,
    altitudeSource: source === 'gps' || source === 'barometric' ? source : undefined,
  };
}

/** How far a zone is ahead of UTC then, s. `undefined`: there is no such zone. */
function utcOffsetS(timeZone: string, at: Date): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    const name = parts.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours = 0, minutes = 0] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '') ?? [];
    return (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
  } catch {
    return undefined;
  }
}
