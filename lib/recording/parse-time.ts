import { UnreadableFile } from './unreadable-file.ts';

const TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9})\d*)?\s?(?:([Zz])|([+-]\d\d):?(\d\d))?$/;

export const LATEST_MS = Date.UTC(2100, 0);

/**
 * A time of day after RFC 3339, ms since 1970; also without seconds, with a space or a decimal comma, and
 * without a zone, which is taken as UTC. `undefined`: anything else, and years before 1970 or after 2099.
 */
export function parseTime(text: string): number | undefined {
  const [, date, minutes, seconds = ':00', fraction = '', zulu, hours, rest = '00'] =
    TIME.exec(text) ?? [];
  if (date === undefined) {
    return undefined;
  }
  const zone = zulu || hours === undefined ? 'Z' : `${hours}:${rest}`;
  const ms = Date.parse(
    `${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  );
  return ms >= 0 && ms < LATEST_MS ? ms : undefined;
}

/** Before this a device's clock was never set: no format here is older, GPS counts from 1980. */
const CLOCK_SET_MS = Date.UTC(1995, 0);

/**
 * When a recording started. Throws UnreadableFile('no_start_time') where its device did not know the day and
 * nobody told it.
 */
export function startOf(ms: number, told: Date | undefined): Date {
  if (ms >= CLOCK_SET_MS) {
    return new Date(ms);
  }
  if (told === undefined) {
    throw new UnreadableFile(
      'no_start_time',
      'The clock of the device was never set: send started_at along.',
    );
  }
  return told;
}
