import { typicalIntensity } from '../generate/workout.ts';
import type { Activity, ActivitySource, Athlete, RecordingPlan, Workout } from '../model.ts';
import { between, hashOf, pick, type Random } from '../random.ts';
import { legacyTypeOf, nounOf, recordingKindOf } from '../sports.ts';
import { loopFor } from './loops.ts';

const devices = ['Garmin Edge 840', 'Garmin Forerunner 265', 'COROS PACE 3', 'Wahoo ELEMNT BOLT'];

/** What one session shall be; the rest follows from its own generator. */
export interface SessionRequest {
  sportType: string;
  startS: number;
  /** Epoch s of the fitness to assume; threshold rises and falls over the seasons. */
  random: Random;
  seed: number;
  long?: boolean;
  /** Exact elapsed time, s. */
  durationS?: number;
  /** Town bike without power meter, marked as a commute. */
  commute?: boolean;
  heartRate?: boolean;
}

/** Threshold power and speed on that day: a slow wave of a few percent around the athlete's usual. */
export function fitnessOn(athlete: Athlete, startS: number): Athlete['fitness'] {
  const day = startS / 86_400;
  const form = 1 + 0.05 * Math.sin((2 * Math.PI * day) / 210 + (athlete.seed % 7));
  return {
    ...athlete.fitness,
    ftpW: athlete.fitness.ftpW * form,
    thresholdSpeedMps: athlete.fitness.thresholdSpeedMps * (1 + (form - 1) * 0.6),
  };
}

/** Air temperature, °C: warm in the hemisphere's summer. */
function temperatureC(athlete: Athlete, startS: number, random: Random): number {
  const yearShare = (startS / 86_400 / 365.25) % 1;
  const season = -Math.cos(2 * Math.PI * yearShare) * (athlete.homeLat < 0 ? -1 : 1);
  return 12 + 10 * season + between(random, -3, 3);
}

function workoutOf(random: Random, long: boolean): Workout {
  if (long) return 'long';
  return pick(random, ['recovery', 'endurance', 'endurance', 'tempo', 'intervals', 'intervals']);
}

/** Every other session of intervals is a test, where there is something to test and time for it. */
function isTest(workout: Workout, { seed, durationS, commute }: SessionRequest): boolean {
  return workout === 'intervals' && seed % 2 === 0 && durationS === undefined && commute !== true;
}

/** The samples' plan of a session. */
export function planOf(athlete: Athlete, request: SessionRequest): RecordingPlan {
  const { random, sportType } = request;
  const kind = recordingKindOf(sportType);
  const long = request.long ?? false;
  const drawn = workoutOf(random, long);
  const tests = kind === 'ride' || kind === 'virtual' || kind === 'run';
  const workout = tests && isTest(drawn, request) ? 'test' : drawn;
  const smart = random() < 0.3;
  const course = loopFor(athlete, { kind, long, random });
  const hasMeter = (kind === 'ride' && request.commute !== true) || kind === 'virtual';
  const heartRate = request.heartRate ?? random() > 0.08;
  const withThermometer = course !== undefined && kind !== 'virtual' && random() < 0.8;
  const degrees = temperatureC(athlete, request.startS, random);
  return {
    seed: request.seed,
    kind,
    workout: kind === 'hike' ? 'endurance' : workout,
    fitness: fitnessOn(athlete, request.startS),
    ...(course === undefined ? {} : { course }),
    ...(request.durationS === undefined ? {} : { durationS: request.durationS }),
    laps: 1,
    power: hasMeter ? 'meter' : kind === 'ride' ? 'estimated' : 'none',
    // A racket or gym session is its heart rate; without it nothing would be left.
    heartRate: heartRate || kind === 'racket' || kind === 'gym',
    cadence:
      (course !== undefined || kind === 'swim') && request.commute !== true && random() < 0.9,
    ...(withThermometer ? { temperatureC: degrees } : {}),
    sampling: smart ? 'smart' : 'second',
    autoPause: random() < 0.6,
    poolLengthM: athlete.poolLengthM,
  };
}

/** A generous guess at how long a session takes, s: uploads come after the end. */
export function expectedS(plan: RecordingPlan): number {
  if (plan.durationS !== undefined) return plan.durationS;
  if (plan.course === undefined) return 4200;
  const { ftpW, thresholdSpeedMps, weightKg } = plan.fitness;
  const intensity = typicalIntensity(plan.workout);
  const footMps = thresholdSpeedMps * (0.32 + 0.68 * intensity);
  const wattsPerKg = (ftpW * intensity) / weightKg;
  const speedMps =
    plan.kind === 'hike'
      ? footMps * 0.45
      : plan.power !== 'none'
        ? 4.2 + wattsPerKg * 1.3
        : footMps;
  return (plan.course.lengthM * plan.laps * 1.35) / speedMps;
}

function partOfDay(localHour: number): string {
  if (localHour < 5 || localHour >= 21) return 'Night';
  if (localHour < 11) return 'Morning';
  if (localHour < 14) return 'Lunch';
  return localHour < 17 ? 'Afternoon' : 'Evening';
}

/** Strava's default title, `Morning Ride`. */
export function titleOf(sportType: string, localHour: number): string {
  return `${partOfDay(localHour)} ${nounOf(sportType)}`;
}

function gearFor(athlete: Athlete, sportType: string, commute: boolean): string | null {
  const [road, town, shoes, trailShoes] = athlete.gear;
  const type = legacyTypeOf(sportType);
  if (type === 'Ride' || type === 'VirtualRide') return (commute ? town : road)?.id ?? null;
  if (sportType === 'TrailRun' || type === 'Hike') return trailShoes?.id ?? null;
  return type === 'Run' ? (shoes?.id ?? null) : null;
}

const runWorkoutTypes: Record<Workout, number | null> = {
  recovery: 0,
  endurance: 0,
  tempo: 3,
  intervals: 3,
  test: 3,
  long: 2,
  race: 1,
};

/** Strava's `workout_type`; the key is missing for swims, `null` where the sport has none. */
function workoutTypeOf(sportType: string, workout: Workout): number | null | undefined {
  const type = legacyTypeOf(sportType);
  if (type === 'Run') return runWorkoutTypes[workout];
  if (type === 'Ride')
    return workout === 'intervals' || workout === 'tempo' || workout === 'test' ? 12 : 10;
  return type === 'Swim' ? undefined : null;
}

/** Fields of an activity that follow from the session; the caller decides on ids and upload. */
export function draftOf(
  athlete: Athlete,
  request: SessionRequest & { source: ActivitySource; localHour: number },
): Omit<Activity, 'id' | 'uploadId' | 'uploadedS' | 'streamsReadyS'> {
  const { source, sportType, random } = request;
  const commute = request.commute ?? false;
  const workout = source.kind === 'made' ? source.plan.workout : 'endurance';
  const workoutType = workoutTypeOf(sportType, workout);
  const manual = source.kind === 'manual';
  return {
    athleteId: athlete.id,
    source,
    name: titleOf(sportType, request.localHour),
    description: manual ? 'Typed in by hand.' : null,
    sportType,
    visibility: 'everyone',
    startS: request.startS,
    hiddenStart: false,
    timeZone: athlete.timeZone,
    gearId: gearFor(athlete, sportType, commute),
    commute,
    trainer: source.kind === 'made' && source.plan.kind === 'virtual',
    hideFromHome: false,
    ...(workoutType === undefined ? {} : { workoutType: manual ? null : workoutType }),
    deviceName: manual ? null : sportType === 'VirtualRide' ? 'Zwift' : pick(random, devices),
    externalId: manual ? null : `garmin_ping_${480_000_000_000 + hashOf(request.seed, 'ping')}`,
    kudos: Math.floor(random() * 14),
  };
}
