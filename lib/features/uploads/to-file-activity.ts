import type { FileActivity } from '../../core/ports/uploads.ts';
import type { FileRecording, StatedFigure } from '../../recording/recording.ts';
import type { StravaExportEntry } from '../../recording/strava-export.ts';
import { timeZoneOf } from '../../recording/time-zone-of.ts';
import { STATED_COLUMNS } from './stated-columns.ts';

/** What the athlete said of a file when it was sent. */
export interface UploadOptions {
  name?: string;
  sport?: string;
  activity_id?: string;
  started_at?: string;
}

const LONGEST = { name: 255, notes: 10_000, subSport: 64, device: 255 };

/**
 * A recording as the row of its activity. Figures are those the device states, and of the samples only what says
 * when and how far it was; the rest is filled in when it is analysed. An activity without a name has none: what to
 * call a run in the morning is the app's to say, in its athlete's language.
 */
export function toFileActivity(
  recording: FileRecording,
  {
    startedAt,
    format,
    filename,
    options = {},
    listed,
  }: {
    startedAt: Date;
    format: string;
    filename: string;
    options?: UploadOptions;
    /** What Strava's account export says of it. */
    listed?: StravaExportEntry | undefined;
  },
): FileActivity {
  const stated = statedColumns(recording);
  const elapsedS = stated.elapsed_time_s ?? lastsS(recording);
  const name = options.name ?? listed?.name ?? recording.name;
  const listedSport = listed === undefined || listed.sport === 'other' ? undefined : listed.sport;
  const subSport = cut(
    listedSport === undefined ? recording.subSport : listed?.subSport,
    LONGEST.subSport,
  );
  const origin = (own: unknown, theirs: unknown) =>
    own === undefined ? (theirs === undefined ? undefined : 'strava') : 'athlete';
  const origins = {
    name: origin(options.name, listed?.name),
    sport: origin(options.sport, listedSport),
    notes: origin(undefined, listed?.notes),
  };
  return {
    ...stated,
    sport: options.sport ?? listedSport ?? recording.sport,
    sub_sport: subSport,
    name: cut(name, LONGEST.name),
    notes: cut(listed?.notes ?? recording.notes, LONGEST.notes),
    started_at: startedAt.toISOString(),
    time_zone: timeZoneOf({ ...recording, subSport: subSport ?? undefined }) ?? null,
    ended_at:
      elapsedS === undefined
        ? null
        : new Date(startedAt.getTime() + Math.round(elapsedS * 1000)).toISOString(),
    elapsed_time_s: elapsedS ?? null,
    distance_m: stated.distance_m ?? lastOf(recording.channels.distance) ?? null,
    device_name: cut(recording.devices[0]?.name, LONGEST.device),
    source_metadata: {
      format,
      filename,
      ...(listed?.gear === undefined ? {} : { gear: listed.gear }),
      ...(listed === undefined ? {} : { strava_id: listed.sourceActivityId }),
    },
    field_origins: Object.fromEntries(
      Object.entries(origins).filter(([, value]) => value !== undefined),
    ) as Record<string, string>,
  };
}

/** The device's own figures, by the columns of activities. */
export function statedColumns({
  stated,
}: Pick<FileRecording, 'stated'>): Partial<Record<(typeof STATED_COLUMNS)[StatedFigure], number>> {
  return Object.fromEntries(
    Object.entries(stated)
      .filter(([, value]) => Number.isFinite(value))
      .map(([figure, value]) => [STATED_COLUMNS[figure as StatedFigure], value]),
  );
}

/** To the last thing that is told, s. */
function lastsS({ channels, laps, lengths, sets }: FileRecording): number | undefined {
  const ends = [
    lastOf(channels.time),
    ...laps.map(({ endS }) => endS),
    ...lengths.map(({ startS, durationS }) => startS + durationS),
    ...sets.map(({ startS = 0, durationS = 0 }) => startS + durationS),
  ].filter((end) => end !== undefined && Number.isFinite(end) && end > 0) as number[];
  return ends.length === 0 ? undefined : ends.reduce((a, b) => Math.max(a, b));
}

function lastOf(values: readonly (number | null)[] | undefined): number | undefined {
  return values?.findLast((value) => value !== null) ?? undefined;
}

/** As long as its column takes; Postgres counts code points. */
function cut(text: string | undefined, most: number): string | null {
  const clean = text?.toWellFormed().replaceAll('\u0000', '').trim();
  return clean === undefined || clean === '' ? null : Array.from(clean).slice(0, most).join('');
}
