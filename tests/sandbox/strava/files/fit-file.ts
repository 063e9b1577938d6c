import { gunzipSync } from 'node:zlib';
import FitParser from 'fit-file-parser';
import type { Recording, ScalarChannel } from '../model.ts';

/** A FIT file as an activity. */
export interface FitActivity {
  sportType: string;
  /** Epoch s of the first record. */
  startS: number;
  deviceName: string | null;
  recording: Recording;
  /** The decoded records behind the samples, one each, in the same order. */
  records: readonly FitRecord[];
}

/** The fields of a decoded record that become channels; SI units, degrees, °C. */
export interface FitRecord {
  timestamp: Date;
  distance?: number;
  altitude?: number;
  enhanced_altitude?: number;
  speed?: number;
  enhanced_speed?: number;
  heart_rate?: number;
  cadence?: number;
  power?: number;
  temperature?: number;
  position_lat?: number;
  position_long?: number;
}

/** Why a file is not an activity. */
export class NotAnActivity extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'NotAnActivity';
  }
}

const sportTypeBySport: Record<string, string> = {
  cycling: 'Ride',
  running: 'Run',
  swimming: 'Swim',
  walking: 'Walk',
  hiking: 'Hike',
  rowing: 'Rowing',
  racket: 'Tennis',
  tennis: 'Tennis',
};

const sportTypeBySubSport: Record<string, string> = {
  virtual_activity: 'VirtualRide',
  indoor_cycling: 'VirtualRide',
  mountain: 'MountainBikeRide',
  gravel_cycling: 'GravelRide',
  trail: 'TrailRun',
  strength_training: 'WeightTraining',
  yoga: 'Yoga',
  squash: 'Squash',
  indoor_rowing: 'Rowing',
};

/** A field as a sample: NaN where the record lacks it. */
function sample(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}

const sources: Record<Exclude<ScalarChannel, 'grade_smooth'>, (record: FitRecord) => unknown> = {
  distance: (record) => record.distance,
  altitude: (record) => record.enhanced_altitude ?? record.altitude,
  velocity_smooth: (record) => record.enhanced_speed ?? record.speed,
  heartrate: (record) => record.heart_rate,
  cadence: (record) => record.cadence,
  watts: (record) => record.power,
  temp: (record) => record.temperature,
};

/** One value per record; `undefined` if none has one. */
function channelOf(
  records: readonly FitRecord[],
  source: (record: FitRecord) => unknown,
): Float64Array | undefined {
  const channel = Float64Array.from(records, (record) => sample(source(record)));
  return channel.every((value) => Number.isNaN(value)) ? undefined : channel;
}

/** A gap longer than this, s, may be a pause and is judged by the way covered in it. */
const gapS = 10;
const walkingPaceMps = 0.3;

/** Standing still where the device says so: no speed, no way covered, or a gap without way. */
function movingOf(timeS: Float64Array, channels: Recording['channels']): Uint8Array {
  const { velocity_smooth: speed } = channels;
  // Some devices write a distance that stays 0: no evidence of standing still.
  const distance =
    channels.distance?.some((metres) => metres > 0) === true ? channels.distance : undefined;
  return Uint8Array.from(timeS, (here, i) => {
    const spanS = i === 0 ? 1 : here - timeS[i - 1]!;
    const wayM = i === 0 ? Number.NaN : (distance?.[i] ?? Number.NaN) - (distance?.[i - 1] ?? 0);
    if (spanS > gapS)
      return (Number.isNaN(wayM) ? spanS < 60 : wayM / spanS > walkingPaceMps) ? 1 : 0;
    const speedMps = speed?.[i] ?? Number.NaN;
    if (!Number.isNaN(speedMps)) return speedMps > 0 ? 1 : 0;
    return Number.isNaN(wayM) || wayM > 0 ? 1 : 0;
  });
}

/**
 * Records in order of time. Those without a timestamp are dropped, and of several with the same
 * one the first is kept.
 */
function timed(records: readonly { timestamp?: unknown }[]): FitRecord[] {
  const usable = records.filter(
    (record): record is FitRecord =>
      record.timestamp instanceof Date && !Number.isNaN(record.timestamp.getTime()),
  );
  const ordered = usable.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
  return ordered.filter(
    (record, i) => i === 0 || record.timestamp.getTime() !== ordered[i - 1]!.timestamp.getTime(),
  );
}

function recordingOf(records: readonly FitRecord[]): Recording {
  const startMs = records[0]!.timestamp.getTime();
  const channels: Recording['channels'] = {};
  for (const [name, source] of Object.entries(sources)) {
    const channel = channelOf(records, source);
    if (channel !== undefined) channels[name as ScalarChannel] = channel;
  }
  const lat = channelOf(records, (record) => record.position_lat);
  const lng = channelOf(records, (record) => record.position_long);
  const timeS = Float64Array.from(records, ({ timestamp }) =>
    Math.round((timestamp.getTime() - startMs) / 1000),
  );
  return {
    timeS,
    moving: movingOf(timeS, channels),
    channels,
    ...(lat === undefined || lng === undefined ? {} : { lat, lng }),
    lapStarts: [0],
  };
}

/**
 * Decodes a FIT file, gzipped or not, into one activity: also a multisport file, under its first
 * sport. Values are those of the records, not rounded.
 */
export async function readFit(bytes: Buffer<ArrayBuffer>): Promise<FitActivity> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const parser = new FitParser({
    force: true,
    speedUnit: 'm/s',
    lengthUnit: 'm',
    temperatureUnit: 'celsius',
    mode: 'list',
  });
  const parsed = await parser
    .parseAsync(gzipped ? Buffer.from(gunzipSync(bytes)) : bytes)
    .catch((error: unknown) => {
      throw new NotAnActivity(`not readable: ${String(error)}`, error);
    });
  const fileId = parsed.file_ids?.[0];
  const type = fileId?.type as string | undefined;
  if (type !== undefined && type !== 'activity') throw new NotAnActivity(`a file of type ${type}`);
  const records = timed(parsed.records ?? []);
  if (records.length < 2) throw new NotAnActivity('fewer than two records with a time');
  const session = parsed.sessions?.[0];
  const sport = String(session?.sport ?? '');
  const subSport = String(session?.sub_sport ?? '');
  return {
    sportType: sportTypeBySubSport[subSport] ?? sportTypeBySport[sport] ?? 'Workout',
    startS: Math.floor(records[0]!.timestamp.getTime() / 1000),
    deviceName: typeof fileId?.manufacturer === 'string' ? fileId.manufacturer : null,
    recording: recordingOf(records),
    records,
  };
}
