import { type ClimbCategory, climbCategory, climbScore } from './climb-category.ts';
import type { ElevationProfile } from './elevation-profile.ts';
import { fietsIndex } from './fiets-index.ts';

/** Distances along the course. */
export interface Climb {
  startM: number;
  endM: number;
  lengthM: number;
  gainM: number;
  averageGradePct: number;
  /** Length in m times grade in %. */
  score: number;
  category: ClimbCategory | undefined;
  fiets: number;
  /** Timer time, s. */
  fromS: number;
  toS: number;
}

/** What begins, ends and makes a climb. */
export const CLIMB_RULE = {
  entryGradeRatio: 0.02,
  dropM: 10,
  flatM: 1000,
  leastLengthM: 300,
  leastGradePct: 3,
} as const;

/**
 * The climbs of a course: each begins with a step steeper than 2 %, ends at its highest point, which is found once
 * the course is 10 m below it or 1000 m past it, and counts from 300 m and 3 % on average.
 *
 * Units: m, %. Status: diverging. Source: house; categories are Strava's.
 * Rules: even steps of distance, smoothed altitude. O(n): after a climb the search goes on behind its top.
 */
export function findClimbs(
  { startM, stepM, altitudeM, reachedS }: ElevationProfile,
  rule: { [K in keyof typeof CLIMB_RULE]: number } = CLIMB_RULE,
): Climb[] {
  const climbs: Climb[] = [];
  for (let i = 0; i + 1 < altitudeM.length; ) {
    const base = altitudeM[i] as number;
    if (((altitudeM[i + 1] as number) - base) / stepM <= rule.entryGradeRatio) {
      i += 1;
      continue;
    }
    let top = i + 1;
    for (let j = i + 2; j < altitudeM.length; j += 1) {
      const below = (altitudeM[top] as number) - (altitudeM[j] as number);
      if (below < 0) {
        top = j;
      } else if (below >= rule.dropM || (j - top) * stepM >= rule.flatM) {
        break;
      }
    }
    const lengthM = (top - i) * stepM;
    const gainM = (altitudeM[top] as number) - base;
    const averageGradePct = (gainM / lengthM) * 100;
    if (lengthM >= rule.leastLengthM && averageGradePct >= rule.leastGradePct) {
      const score = climbScore({ lengthM, averageGradePct });
      climbs.push({
        startM: startM + i * stepM,
        endM: startM + top * stepM,
        lengthM,
        gainM,
        averageGradePct,
        score,
        category: climbCategory(score),
        fiets: fietsIndex({ lengthM, gainM, topM: altitudeM[top] as number }),
        fromS: reachedS[i] as number,
        toS: reachedS[top] as number,
      });
      i = top;
    } else {
      i = nextStart(altitudeM, { from: i, top });
    }
  }
  return climbs;
}

/**
 * Where to go on after a rise that was no climb: at its top. A rise too flat on average may hold a steep part,
 * which begins where the course was lowest after the false start.
 */
function nextStart(altitudeM: Float64Array, { from, top }: { from: number; top: number }): number {
  let lowest = from + 1;
  for (let i = from + 2; i < top; i += 1) {
    if ((altitudeM[i] as number) < (altitudeM[lowest] as number)) {
      lowest = i;
    }
  }
  return (altitudeM[lowest] as number) < (altitudeM[from] as number) ? lowest : top;
}
