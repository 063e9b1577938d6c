import { namedDevice } from './named-device.ts';
import type { RecordedDevice } from './recording.ts';

/**
 * What Strava gave stays Strava's in a file that is written of it: the name of what recorded it ends in this, which
 * names the source to people too, and which every format has a place for; of a table it is a column without values.
 */
const MARK = 'via Strava';
export const VIA_STRAVA_COLUMN = 'via_strava';

/** Formats cut long names. */
const LONGEST_NAME = 100;

/** The devices, the first of them marked; nothing but its name is left of that. */
export function markStrava([first, ...others]: readonly RecordedDevice[]): RecordedDevice[] {
  const name = first?.name?.slice(0, LONGEST_NAME) ?? '';
  return [namedDevice(isViaStrava([first]) ? name : `${name} ${MARK}`.trim()), ...others];
}

/** Whether the file was written of what Strava gave. */
export function isViaStrava([first]: readonly (RecordedDevice | undefined)[]): boolean {
  return first?.name?.endsWith(MARK) === true;
}

/** What recorded a table that has the column. */
export const VIA_STRAVA: RecordedDevice = namedDevice(MARK);
