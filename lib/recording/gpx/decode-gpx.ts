import { emptyRecording } from '../empty-recording.ts';
import { halveSteps } from '../halve-steps.ts';
import { namedDevice } from '../named-device.ts';
import { startOf } from '../parse-time.ts';
import type { DecodedFile, FileRecording, FileWarning } from '../recording.ts';
import { sportOfWord } from '../sport-of-word.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { type GpxFile, type GpxTrack, readGpx } from './read-gpx.ts';

/** Tracks closer to each other are one outing, whose log the device broke. */
const SAME_OUTING_MS = 30 * 60_000;

/**
 * GPX 1.0 and 1.1. A track is a recording, and the gap between two of its segments a pause. Tracks of one sport
 * that follow each other within half an hour are one recording, as many devices begin a track with every start;
 * of tracks that ran at the same time the one with more points stands, as a saved track repeats the log.
 * Tracks of different sports are always recordings of their own. Points without a time are left out: where they
 * were is known, but not when. Distance and speed only where the file tells them.
 *
 * Throws UnreadableFile: `not_an_activity` for waypoints, routes and tracks without any time, `no_data` for a
 * track without points, `damaged_file` where nothing came before the file broke off, `unsafe_xml`, `too_large`.
 */
export function decodeGpx(
  text: string,
  options: { startedAt?: Date | undefined } = {},
): DecodedFile {
  const file = readGpx(text);
  refuseWithoutSamples(file);
  const warnings = [...file.warnings];
  const untimed = file.tracks.reduce((sum, { untimed }) => sum + untimed, 0);
  if (untimed > 0) {
    warnings.push({
      code: 'points_without_time',
      detail: `${untimed} ${untimed === 1 ? 'point has' : 'points have'} no time and ${untimed === 1 ? 'was' : 'were'} left out.`,
    });
  }
  const outings = outingsOf(file.tracks, warnings);
  const recordings = outings.flatMap((tracks) => toRecording({ tracks, file, warnings, options }));
  return { format: 'gpx', recordings, warnings };
}

function refuseWithoutSamples({ tracks, waypoints, routePoints, warnings }: GpxFile): void {
  if (tracks.some(({ samples }) => samples.count > 0)) {
    return;
  }
  if (tracks.some(({ untimed }) => untimed > 0)) {
    throw new UnreadableFile(
      'not_an_activity',
      'This is a route: its points have no times, so nobody can tell how it was done. Save it as a route instead.',
    );
  }
  if (routePoints > 0 || waypoints > 0) {
    throw new UnreadableFile(
      'not_an_activity',
      `This is ${routePoints > 0 ? 'a route' : 'a list of waypoints'}: it has no track that was recorded.`,
    );
  }
  if (warnings.some(({ code }) => code === 'truncated')) {
    throw new UnreadableFile('damaged_file', 'The file breaks off before its first point.');
  }
  throw new UnreadableFile('no_data', 'The file has no track with points.');
}

function outingsOf(tracks: GpxTrack[], warnings: FileWarning[]): GpxTrack[][] {
  const byStart = tracks
    .filter(({ samples }) => samples.count > 0)
    .toSorted((a, b) => a.samples.earliestMs - b.samples.earliestMs);
  const outings: GpxTrack[][] = [];
  const latest = new Map<string, GpxTrack[]>();
  let repeats = 0;
  for (const track of byStart) {
    const { sport } = sportOf(track);
    const outing = latest.get(sport);
    const before = outing?.at(-1);
    if (!outing || !before || track.samples.earliestMs - before.samples.latestMs > SAME_OUTING_MS) {
      outings.push([track]);
      latest.set(sport, outings.at(-1) ?? []);
    } else if (isAtOnce(before, track)) {
      repeats += 1;
      if (track.samples.count > before.samples.count) {
        outing[outing.length - 1] = track;
      }
    } else {
      outing.push(track);
    }
  }
  if (repeats > 0) {
    warnings.push({
      code: 'track_repeated',
      detail: `${repeats} ${repeats === 1 ? 'track' : 'tracks'} ran at the same time as another with more points and ${repeats === 1 ? 'was' : 'were'} left out.`,
    });
  }
  return outings;
}

/** More than half of the shorter one is within the longer one. */
function isAtOnce(before: GpxTrack, track: GpxTrack): boolean {
  const togetherMs =
    Math.min(before.samples.latestMs, track.samples.latestMs) - track.samples.earliestMs;
  const shorterMs = Math.min(
    before.samples.latestMs - before.samples.earliestMs,
    track.samples.latestMs - track.samples.earliestMs,
  );
  return togetherMs > shorterMs / 2;
}

/** By the track's type; where there is none, its name may say it. */
function sportOf({ type, name }: GpxTrack): ReturnType<typeof sportOfWord> {
  return type === undefined || /^(unknown|\d{3,})$/i.test(type)
    ? { sport: sportOfWord(name).sport, subSport: undefined }
    : sportOfWord(type);
}

function toRecording({
  tracks,
  file,
  warnings,
  options,
}: {
  tracks: GpxTrack[];
  file: GpxFile;
  warnings: FileWarning[];
  options: { startedAt?: Date | undefined };
}): FileRecording[] {
  const [first, ...others] = tracks;
  if (!first) {
    return [];
  }
  for (const { samples } of others) {
    first.samples.append(samples);
  }
  const table = first.samples.finish();
  if (!table) {
    return [];
  }
  warnings.push(...table.warnings);
  const recording: FileRecording = {
    ...emptyRecording(),
    startedAt: startOf(table.startMs, options.startedAt),
    ...sportOf(first),
    name: first.name ?? file.name,
    notes: first.notes ?? file.notes,
    devices: file.creator === undefined ? [] : [namedDevice(file.creator)],
    stated: others.length === 0 ? first.stated : {},
    channels: table.channels,
    pauses: table.pauses,
  };
  halveSteps(recording, warnings);
  return [recording];
}
