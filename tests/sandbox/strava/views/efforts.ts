import type { Activity, Athlete, Recording } from '../model.ts';
import { hashOf } from '../random.ts';
import { type Json, rounded } from './activity-view.ts';
import { type Span, sensorKeys, spanKeys } from './lap-view.ts';
import { numbersOf } from './numbers.ts';

interface Performed {
  activity: Activity;
  athlete: Athlete;
  recording: Recording;
}

const bestEffortDistances: readonly (readonly [name: string, metres: number])[] = [
  ['400m', 400],
  ['1/2 mile', 805],
  ['1K', 1000],
  ['1 mile', 1609],
  ['2 mile', 3219],
  ['5K', 5000],
  ['10K', 10_000],
  ['15K', 15_000],
  ['10 mile', 16_090],
  ['20K', 20_000],
  ['Half-Marathon', 21_097],
  ['30K', 30_000],
  ['Marathon', 42_195],
];

/** The fastest stretch over at least so many metres; `undefined` if the activity is shorter. */
function fastestSpan(recording: Recording, metres: number): Span | undefined {
  const { distance } = recording.channels;
  if (distance === undefined) return undefined;
  let best: Span | undefined;
  let bestS = Number.POSITIVE_INFINITY;
  let from = 0;
  for (let to = 0; to < distance.length; to += 1) {
    while (from + 1 < to && distance[to]! - distance[from + 1]! >= metres) from += 1;
    if (!(distance[to]! - distance[from]! >= metres)) continue;
    const seconds = recording.timeS[to]! - recording.timeS[from]!;
    if (seconds < bestS) {
      bestS = seconds;
      best = { from, to };
    }
  }
  return best;
}

/** A run's fastest times over the usual distances. */
export function bestEffortViews(performed: Performed): Json[] {
  const { activity, recording } = performed;
  return bestEffortDistances.flatMap(([name, metres], i) => {
    const span = fastestSpan(recording, metres);
    if (span === undefined) return [];
    const numbers = numbersOf({ recording, ...span });
    const keys = spanKeys(performed, span);
    return [
      {
        id: activity.id + 1_182_142_770 + i,
        resource_state: 2,
        name,
        activity: keys.activity,
        athlete: keys.athlete,
        elapsed_time: numbers.elapsedTimeS,
        moving_time: numbers.movingTimeS,
        start_date: keys.start_date,
        start_date_local: keys.start_date_local,
        distance: metres,
        pr_rank: null,
        achievements: [],
        start_index: span.from,
        end_index: span.to,
      },
    ];
  });
}

/** A number JSON can hold but a double cannot: today's effort ids lie beyond 2^53. */
function bigNumber(digits: string): unknown {
  // `JSON.rawJSON` is in Node 24 and not yet in TypeScript's library.
  return (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(digits);
}

/**
 * Efforts on the two segments every loop has. Without `all`, only the first one, which stands for
 * what Strava deems important.
 */
export function segmentEffortViews(performed: Performed, all: boolean): Json[] {
  const { activity, recording } = performed;
  const { source } = activity;
  if (source.kind !== 'made' || source.plan.course === undefined) return [];
  const { distance, altitude } = recording.channels;
  const { lat, lng } = recording;
  if (distance === undefined || altitude === undefined || lat === undefined || lng === undefined) {
    return [];
  }
  const { course } = source.plan;
  const segments = [0.3, 0.62].slice(0, all ? 2 : 1);
  return segments.flatMap((share, i) => {
    const startM = course.lengthM * share;
    const lengthM = Math.min(2400, course.lengthM * 0.12);
    const from = distance.findIndex((metres) => metres >= startM);
    const to = distance.findIndex((metres) => metres >= startM + lengthM);
    if (from < 0 || to < 0) return [];
    const numbers = numbersOf({ recording, from, to });
    const keys = spanKeys(performed, { from, to });
    const name = `${course.name} ${i === 0 ? 'climb' : 'flat'}`;
    const gradePercent = rounded((100 * (altitude[to]! - altitude[from]!)) / lengthM, 1);
    return [
      {
        id: bigNumber(`31592529812${String(activity.id).slice(-7).padStart(7, '0')}${i}`),
        resource_state: 2,
        name,
        activity: keys.activity,
        athlete: keys.athlete,
        elapsed_time: numbers.elapsedTimeS,
        moving_time: numbers.movingTimeS,
        start_date: keys.start_date,
        start_date_local: keys.start_date_local,
        distance: rounded(numbers.distanceM, 1),
        start_index: from,
        end_index: to,
        ...sensorKeys(activity, numbers),
        segment: {
          id: 1_000_000 + (hashOf(course.seed, name) % 40_000_000),
          resource_state: 2,
          name,
          activity_type: source.plan.power === 'none' ? 'Run' : 'Ride',
          distance: rounded(lengthM, 1),
          average_grade: gradePercent,
          maximum_grade: rounded(Math.abs(gradePercent) + 3, 1),
          elevation_high: numbers.elevationHighM,
          elevation_low: numbers.elevationLowM,
          start_latlng: [lat[from], lng[from]],
          end_latlng: [lat[to], lng[to]],
          elevation_profile: null,
          elevation_profiles: null,
          climb_category: 0,
          city: performed.athlete.city,
          state: performed.athlete.state,
          country: performed.athlete.country,
          private: false,
          hazardous: false,
          starred: false,
        },
        pr_rank: null,
        achievements: [],
        visibility: activity.visibility,
        kom_rank: null,
        hidden: false,
      },
    ];
  });
}
