import { parseNumber } from '../parse-number.ts';
import { parseTime } from '../parse-time.ts';
import type { FileRecording, FileWarning, StatedFigure } from '../recording.ts';
import { SampleColumns, type SampleValues } from '../sample-columns.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readXml, type XmlElement } from '../xml/read-xml.ts';

const MAX_TRACKS = 1000;

export interface GpxTrack {
  name: string | undefined;
  notes: string | undefined;
  type: string | undefined;
  stated: FileRecording['stated'];
  samples: SampleColumns;
  /** Points with a place and no time. */
  untimed: number;
}

export interface GpxFile {
  creator: string | undefined;
  name: string | undefined;
  notes: string | undefined;
  tracks: GpxTrack[];
  waypoints: number;
  routePoints: number;
  warnings: FileWarning[];
}

/**
 * The names under a track point that say something, whoever's namespace they are in: GPX itself, Garmin's
 * TrackPointExtension 1 and 2 and PowerExtension, Cluetrust's gpxdata, and the bare `power` of Strava and others.
 */
const VALUES = new Map<string, keyof SampleValues>([
  ['ele', 'altitude'],
  ['speed', 'speed'],
  ['hr', 'heart_rate'],
  ['heartrate', 'heart_rate'],
  ['cad', 'cadence'],
  ['cadence', 'cadence'],
  ['runcadence', 'cadence'],
  ['power', 'power'],
  ['watts', 'power'],
  ['powerinwatts', 'power'],
  ['atemp', 'temperature'],
  ['temp', 'temperature'],
  ['temperature', 'temperature'],
  ['distance', 'distance'],
]);

/** Garmin's TrackStatsExtension. */
const STATED = new Map<string, StatedFigure>([
  ['Distance', 'distanceM'],
  ['TimerTime', 'timerTimeS'],
  ['TotalElapsedTime', 'elapsedTimeS'],
  ['MovingTime', 'movingTimeS'],
  ['MaxSpeed', 'maxSpeedMps'],
  ['Ascent', 'elevationGainM'],
  ['AscentElevation', 'elevationGainM'],
  ['Calories', 'caloriesKcal'],
  ['AvgHeartRate', 'averageHeartRateBpm'],
  ['MaxHeartRate', 'maxHeartRateBpm'],
  ['AvgCadence', 'averageCadenceRpm'],
]);

/** All that a GPX file says. O(length). Throws as `readXml` does, and `too_large` for its samples. */
export function readGpx(text: string): GpxFile {
  const file: GpxFile = {
    creator: undefined,
    name: undefined,
    notes: undefined,
    tracks: [],
    waypoints: 0,
    routePoints: 0,
    warnings: [],
  };
  let point: SampleValues = {};
  let timeMs: number | undefined;

  file.warnings = readXml(text, {
    open({ name, attributes }) {
      if (name === 'trkpt') {
        point = {
          latDeg: parseNumber(attributes['lat']?.trim()),
          lngDeg: parseNumber(attributes['lon']?.trim()),
        };
        timeMs = undefined;
      } else if (name === 'trk') {
        if (file.tracks.length >= MAX_TRACKS) {
          throw new UnreadableFile('too_large', `The file has more than ${MAX_TRACKS} tracks.`);
        }
        file.tracks.push(emptyTrack());
      } else if (name === 'trkseg') {
        file.tracks.at(-1)?.samples.begin('after a pause');
      } else if (name === 'gpx') {
        file.creator = attributes['creator']?.trim().slice(0, 200) || undefined;
      }
    },
    close(element) {
      const track = file.tracks.at(-1);
      const { name, parent } = element;
      if (name === 'trkpt') {
        if (track && timeMs !== undefined) {
          track.samples.add(timeMs, point);
        } else if (track) {
          track.untimed += 1;
        }
      } else if (name === 'wpt') {
        file.waypoints += 1;
      } else if (name === 'rtept') {
        file.routePoints += 1;
      } else if (parent?.name === 'trkpt' && name === 'time') {
        timeMs = parseTime(element.text);
      } else if (parent?.name === 'trk') {
        takeWord(track, element);
      } else if (parent?.name === 'metadata' || parent?.name === 'gpx') {
        takeWord(file, element);
      } else if (parent?.name === 'TrackStatsExtension') {
        takeStated(track, element);
      } else {
        takeValue(point, element);
      }
    },
  });
  return file;
}

function takeWord(
  to:
    | { name: string | undefined; notes: string | undefined; type?: string | undefined }
    | undefined,
  { name, text }: XmlElement,
): void {
  if (to === undefined || text === '') {
    return;
  }
  if (name === 'name') {
    to.name ??= text.slice(0, 500);
  } else if (name === 'desc' || name === 'cmt') {
    to.notes ??= text.slice(0, 10_000);
  } else if (name === 'type') {
    to.type ??= text.slice(0, 200);
  }
}

function takeStated(track: GpxTrack | undefined, { name, text }: XmlElement): void {
  const figure = STATED.get(name);
  const value = parseNumber(text);
  if (track && figure !== undefined && value !== undefined && value >= 0) {
    track.stated[figure] = value;
  }
}

function takeValue(values: SampleValues, { name, text }: XmlElement): void {
  const value = VALUES.get(name.toLowerCase());
  if (value !== undefined) {
    values[value] ??= parseNumber(text);
  }
}

function emptyTrack(): GpxTrack {
  return {
    name: undefined,
    notes: undefined,
    type: undefined,
    stated: {},
    samples: new SampleColumns(),
    untimed: 0,
  };
}
