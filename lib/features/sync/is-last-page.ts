import type { SourceActivity } from '../../core/ports/activities.ts';

const FULL_PAGE = 200;

/**
 * Strava's pages can be short before the end, though never by half (strautomator's experience): that saves
 * the empty page at the end of every list.
 */
export function isLastPage(activities: SourceActivity[]): boolean {
  return activities.length < FULL_PAGE / 2;
}
