import { hash } from 'node:crypto';

/** The id of a kind of insight of an activity: a UUID made from both (RFC 9562, version 8), ever the same. */
export function insightId(activityId: string, kind: string): string {
  const hex = hash('sha256', `${activityId}:${kind}`);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
