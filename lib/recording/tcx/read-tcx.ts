import { parseNumber } from '../parse-number.ts';
import { parseTime } from '../parse-time.ts';
import type { FileWarning, RecordedDevice } from '../recording.ts';
import { SampleColumns, type SampleValues } from '../sample-columns.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readXml, type XmlElement } from '../xml/read-xml.ts';

const MAX_ACTIVITIES = 1000;
const MAX_LAPS = 10_000;

/** No lap has more of anything: not m, kcal or s. */
const MOST = 1e7;

export interface TcxLap {
  startMs: number | undefined;
  trigger: string | undefined;
  notes: string | undefined;
  figures: Partial<Record<LapFigure, number>>;
  /** Of its samples; `undefined`: it has none. */
  firstMs: number | undefined;
  lastMs: number | undefined;
}

export interface TcxActivity {
  /** `undefined`: the way from one part of a multisport event to the next. */
  sport: string | undefined;
  notes: string | undefined;
  device: RecordedDevice | undefined;
  laps: TcxLap[];
  samples: SampleColumns;
  untimed: number;
}

export interface TcxFile {
  activities: TcxActivity[];
  courses: number;
  workouts: number;
  warnings: FileWarning[];
}

type LapFigure =
  | 'totalTimeS'
  | 'distanceM'
  | 'maxSpeedMps'
  | 'caloriesKcal'
  | 'averageHeartRateBpm'
  | 'maxHeartRateBpm'
  | 'averageCadenceRpm'
  | 'averagePowerW'
  | 'maxPowerW';

/** By the element and what it is in. Cadence is turns of the crank or strides of one leg. */
const SAMPLE_VALUES = new Map<string, keyof SampleValues>([
  ['Position LatitudeDegrees', 'latDeg'],
  ['Position LongitudeDegrees', 'lngDeg'],
  ['Trackpoint AltitudeMeters', 'altitude'],
  ['Trackpoint DistanceMeters', 'distance'],
  ['HeartRateBpm Value', 'heart_rate'],
  ['Trackpoint Cadence', 'cadence'],
  ['TPX Speed', 'speed'],
  ['TPX Watts', 'power'],
  ['TPX RunCadence', 'cadence'],
]);

const LAP_FIGURES = new Map<string, LapFigure>([
  ['Lap TotalTimeSeconds', 'totalTimeS'],
  ['Lap DistanceMeters', 'distanceM'],
  ['Lap MaximumSpeed', 'maxSpeedMps'],
  ['Lap Calories', 'caloriesKcal'],
  ['AverageHeartRateBpm Value', 'averageHeartRateBpm'],
  ['MaximumHeartRateBpm Value', 'maxHeartRateBpm'],
  ['Lap Cadence', 'averageCadenceRpm'],
  ['LX AvgRunCadence', 'averageCadenceRpm'],
  ['LX AvgWatts', 'averagePowerW'],
  ['LX MaxWatts', 'maxPowerW'],
]);

/** All that a Training Center file says of activities. O(length). Throws as `readXml` does, and `too_large`. */
export function readTcx(text: string): TcxFile {
  const file: TcxFile = { activities: [], courses: 0, workouts: 0, warnings: [] };
  let point: SampleValues | undefined;
  let timeMs: number | undefined;
  let wasSilent = false;
  let tracksInLap = 0;
  let laps = 0;

  const beginActivity = (sport: string | undefined) => {
    if (file.activities.length >= MAX_ACTIVITIES) {
      throw new UnreadableFile('too_large', `The file has more than ${MAX_ACTIVITIES} activities.`);
    }
    file.activities.push(emptyActivity(sport));
    wasSilent = false;
  };
  const beginLap = (start: string | undefined) => {
    const activity = file.activities.at(-1);
    laps += 1;
    if (laps > MAX_LAPS) {
      throw new UnreadableFile('too_large', `The file has more than ${MAX_LAPS} laps.`);
    }
    activity?.samples.begin('next lap');
    activity?.laps.push(emptyLap(parseTime(start?.trim() ?? '')));
    tracksInLap = 0;
  };
  file.warnings = readXml(text, {
    open({ name, attributes }) {
      if (name === 'Trackpoint') {
        point = {};
        timeMs = undefined;
      } else if (name === 'Track') {
        tracksInLap += 1;
        if (tracksInLap > 1) {
          file.activities.at(-1)?.samples.begin('after a pause');
        }
      } else if (name === 'Lap') {
        beginLap(attributes['StartTime']);
      } else if (name === 'Activity') {
        beginActivity(attributes['Sport']?.trim().slice(0, 200) ?? '');
      } else if (name === 'Transition') {
        beginActivity(undefined);
        beginLap(attributes['StartTime']);
      } else if (name === 'Course') {
        file.courses += 1;
      } else if (name === 'Workout') {
        file.workouts += 1;
      }
    },
    close(element) {
      const activity = file.activities.at(-1);
      if (activity === undefined) {
        return;
      }
      if (element.name === 'Trackpoint' && point) {
        wasSilent = addPoint(activity, { point, timeMs, wasSilent });
        point = undefined;
      } else if (element.name === 'Time' && element.parent?.name === 'Trackpoint') {
        timeMs = parseTime(element.text);
      } else if (point) {
        takeValue(point, element);
      } else if (element.parent?.name === 'Creator' || element.parent?.name === 'Version') {
        takeDevice(activity, element);
      } else if (element.name === 'Notes') {
        takeNotes(activity, element);
      } else {
        takeFigure(activity.laps.at(-1), element);
      }
    },
  });
  return file;
}

interface Point {
  point: SampleValues;
  timeMs: number | undefined;
  wasSilent: boolean;
}

/**
 * Answers whether the point says nothing but its time: Garmin's older watches put one where the clock was stopped
 * and one where it went on.
 */
function addPoint(activity: TcxActivity, { point, timeMs, wasSilent }: Point): boolean {
  const { samples, laps } = activity;
  if (timeMs === undefined) {
    activity.untimed += 1;
    return false;
  }
  const isSilent = Object.values(point).every((value) => value === undefined);
  if (isSilent && wasSilent) {
    samples.begin('after a pause');
  }
  samples.add(timeMs, point);
  const lap = laps.at(-1);
  if (lap) {
    lap.firstMs = Math.min(lap.firstMs ?? timeMs, timeMs);
    lap.lastMs = Math.max(lap.lastMs ?? timeMs, timeMs);
  }
  return isSilent;
}

function keyOf({ name, parent }: XmlElement): string {
  return `${parent?.name} ${name}`;
}

function takeValue(point: SampleValues, element: XmlElement): void {
  const value = SAMPLE_VALUES.get(keyOf(element));
  if (value !== undefined) {
    point[value] ??= parseNumber(element.text);
  }
}

function takeFigure(lap: TcxLap | undefined, element: XmlElement): void {
  if (lap === undefined) {
    return;
  }
  const figure = LAP_FIGURES.get(keyOf(element).replace('Transition ', 'Lap '));
  const value = parseNumber(element.text);
  if (figure !== undefined && value !== undefined && value >= 0 && value < MOST) {
    lap.figures[figure] ??= value;
  } else if (element.name === 'TriggerMethod') {
    lap.trigger ??= element.text.slice(0, 64) || undefined;
  }
}

function takeNotes(activity: TcxActivity, { text, parent }: XmlElement): void {
  const lap = activity.laps.at(-1);
  if (parent?.name === 'Activity') {
    activity.notes ??= text.slice(0, 10_000) || undefined;
  } else if (parent?.name === 'Lap' && lap) {
    lap.notes ??= text.slice(0, 500) || undefined;
  }
}

function takeDevice(activity: TcxActivity, { name, text, parent }: XmlElement): void {
  const inCreator = parent?.name === 'Creator' || parent?.parent?.name === 'Creator';
  if (!inCreator || text === '') {
    return;
  }
  const device = (activity.device ??= emptyDevice());
  const word = text.slice(0, 200);
  if (name === 'Name') {
    device.name = word;
  } else if (name === 'UnitId' && parseNumber(word) !== 0) {
    device.serialNumber = word;
  } else if (name === 'ProductID' && parseNumber(word) !== 0) {
    device.product = word;
  } else if (name === 'VersionMajor') {
    device.softwareVersion = word;
  } else if (name === 'VersionMinor' && device.softwareVersion !== undefined) {
    device.softwareVersion += `.${word}`;
  }
}

function emptyActivity(sport: string | undefined): TcxActivity {
  return {
    sport,
    notes: undefined,
    device: undefined,
    laps: [],
    samples: new SampleColumns(),
    untimed: 0,
  };
}

function emptyLap(startMs: number | undefined): TcxLap {
  return {
    startMs,
    trigger: undefined,
    notes: undefined,
    figures: {},
    firstMs: undefined,
    lastMs: undefined,
  };
}

function emptyDevice(): RecordedDevice {
  return {
    name: undefined,
    manufacturer: undefined,
    product: undefined,
    serialNumber: undefined,
    softwareVersion: undefined,
    kind: undefined,
  };
}
