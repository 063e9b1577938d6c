import type { Activity, ActivitySource, Athlete } from '../model.ts';
import { between, hashOf, pick, type Random, randomOf, shuffled } from '../random.ts';
import { epochOfWallS, utcOffsetS } from '../time-zone.ts';
import { draftOf, expectedS, planOf } from './session.ts';

const dayS = 86_400;

type Habit = readonly [sport: string, weight: number];

/** What kinds of athlete there are: sports and how often, in weights. */
const personas: readonly (readonly Habit[])[] = [
  [
    ['Ride', 9],
    ['Commute', 3],
    ['VirtualRide', 3],
    ['EBikeRide', 1],
    ['Run', 3],
    ['TrailRun', 1],
    ['Swim', 1],
    ['Squash', 2],
    ['WeightTraining', 2],
    ['Hike', 1],
    ['Manual', 1],
  ],
  [
    ['Run', 9],
    ['TrailRun', 3],
    ['Ride', 4],
    ['Commute', 1],
    ['VirtualRide', 1],
    ['EBikeRide', 1],
    ['Swim', 2],
    ['Squash', 2],
    ['WeightTraining', 2],
    ['Hike', 1],
    ['Manual', 1],
  ],
  [
    ['Ride', 5],
    ['Run', 5],
    ['Swim', 5],
    ['TrailRun', 1],
    ['VirtualRide', 2],
    ['Commute', 1],
    ['EBikeRide', 1],
    ['Squash', 2],
    ['WeightTraining', 2],
    ['Hike', 1],
    ['Manual', 1],
  ],
  [
    ['Squash', 8],
    ['Run', 4],
    ['Ride', 4],
    ['WeightTraining', 4],
    ['Swim', 2],
    ['TrailRun', 1],
    ['VirtualRide', 1],
    ['Commute', 2],
    ['EBikeRide', 1],
    ['Hike', 1],
    ['Manual', 1],
  ],
];

function chosenHabit(random: Random, habits: readonly Habit[]): string {
  let left = random() * habits.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [sport, weight] of habits) {
    left -= weight;
    if (left < 0) return sport;
  }
  return 'Ride';
}

/** An entry typed in by hand; now and then with a moving time beyond the elapsed time. */
function manualSource(random: Random, sportType: string): ActivitySource {
  const elapsedTimeS = 60 * Math.round(between(random, 25, 75));
  const overS = random() < 0.25 ? Math.round(between(random, 1, 120)) : 0;
  const distanceM = sportType === 'Run' ? 100 * Math.round(elapsedTimeS * 0.029) : 0;
  return {
    kind: 'manual',
    distanceM,
    movingTimeS: elapsedTimeS + overS,
    elapsedTimeS,
    elevationGainM: 0,
  };
}

/** How long after its end an activity reaches Strava, s: at once, or days later. */
function uploadLagS(random: Random): number {
  return random() < 0.05 ? between(random, 1, 9) * dayS : between(random, 20, 900);
}

/** Activities before ids are given out. */
export type Draft = Omit<Activity, 'id' | 'uploadId'>;

function sessionOn(athlete: Athlete, habits: readonly Habit[], dayNumber: number): Draft {
  const seed = hashOf(athlete.origin, 'session', dayNumber);
  const random = randomOf(seed);
  const weekend = (dayNumber + 4) % 7 === 0 || (dayNumber + 4) % 7 === 6;
  const habit = chosenHabit(random, habits);
  const manual = habit === 'Manual';
  const commute = habit === 'Commute';
  const sportType = manual
    ? pick(random, ['WeightTraining', 'Run', 'Yoga'])
    : commute
      ? 'Ride'
      : habit;
  const localHour = weekend ? 8 + Math.floor(random() * 3) : pick(random, [6, 7, 12, 17, 18, 19]);
  const wallS = dayNumber * dayS + localHour * 3600 + Math.floor(random() * 3600);
  const request = {
    sportType,
    startS: epochOfWallS(athlete.timeZone, wallS),
    random,
    seed,
    long: weekend && random() < 0.5,
    commute,
    localHour,
  };
  const source: ActivitySource = manual
    ? manualSource(random, sportType)
    : { kind: 'made', plan: planOf(athlete, request) };
  const endS = request.startS + Math.ceil(source.kind === 'made' ? expectedS(source.plan) : 5400);
  const uploadedS = Math.floor(endS + uploadLagS(random));
  const draft = draftOf(athlete, { ...request, source });
  const roll = random();
  return {
    ...draft,
    visibility: roll < 0.05 ? 'only_me' : roll < 0.1 ? 'followers_only' : 'everyone',
    hiddenStart: random() < 0.03,
    uploadedS,
    streamsReadyS: uploadedS,
  };
}

/**
 * The athlete's sessions of the last `days` days that are on Strava by now, in upload order. Each
 * day is drawn on its own: a longer history has the same recent days as a shorter one.
 */
export function historyOf(athlete: Athlete, input: { days: number; nowS: number }): Draft[] {
  const habits = pick(randomOf(athlete.origin, 'persona'), personas);
  const localNowS = input.nowS + utcOffsetS(athlete.timeZone, input.nowS);
  const today = Math.floor(localNowS / dayS);
  const earliestS = input.nowS - input.days * dayS;
  const drafts: Draft[] = [];
  const firstDay = today - input.days;
  // Day 4 after the epoch was a Monday.
  for (let monday = firstDay - ((firstDay + 3) % 7); monday <= today; monday += 7) {
    const random = randomOf(athlete.origin, 'week', monday);
    const count = 4 + Math.floor(random() * 3);
    for (const offset of shuffled(random, [0, 1, 2, 3, 4, 5, 6]).slice(0, count)) {
      const draft = sessionOn(athlete, habits, monday + offset);
      if (draft.startS >= earliestS && draft.uploadedS <= input.nowS) drafts.push(draft);
    }
  }
  return drafts.sort((a, b) => a.uploadedS - b.uploadedS || a.startS - b.startS);
}
