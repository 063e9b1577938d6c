const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** Whether the runtime knows this IANA name. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatterOf(timeZone);
    return true;
  } catch (error) {
    // A RangeError is how Intl says "no such zone"; anything else is a bug.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Seconds to add to UTC to get the wall clock of the zone at that instant, DST included. */
export function utcOffsetS(timeZone: string, epochS: number): number {
  const parts: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(new Date(epochS * 1000))) {
    parts[part.type] = Number(part.value);
  }
  const wallS =
    Date.UTC(
      parts.year ?? 1970,
      (parts.month ?? 1) - 1,
      parts.day ?? 1,
      parts.hour ?? 0,
      parts.minute ?? 0,
      parts.second ?? 0,
    ) / 1000;
  return Math.round(wallS - epochS);
}

/** The epoch second at which the zone's clocks show this wall time, itself given as if it were UTC. */
export function epochOfWallS(timeZone: string, wallS: number): number {
  const guessS = wallS - utcOffsetS(timeZone, wallS);
  // Once more from the guess: on the days the clocks change, the first offset may be the old one.
  return wallS - utcOffsetS(timeZone, guessS);
}

/**
 * Strava's label, `(GMT-05:00) America/New_York`. Its prefix is the zone's standard offset, also in
 * summer: most recorded labels disagree with their own `utc_offset` by the hour of DST.
 */
export function stravaTimeZone(timeZone: string, epochS: number): string {
  const year = new Date(epochS * 1000).getUTCFullYear();
  const standardS = Math.min(
    utcOffsetS(timeZone, Date.UTC(year, 0, 1) / 1000),
    utcOffsetS(timeZone, Date.UTC(year, 6, 1) / 1000),
  );
  const minutes = Math.abs(standardS) / 60;
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(Math.floor(minutes % 60)).padStart(2, '0');
  return `(GMT${standardS < 0 ? '-' : '+'}${hh}:${mm}) ${timeZone}`;
}

/** `2026-01-02T03:04:05Z`: Strava's times carry no fraction. */
export function isoOf(epochS: number): string {
  return new Date(Math.floor(epochS) * 1000).toISOString().replace('.000Z', 'Z');
}

/** The zone's wall clock with Strava's false `Z`. */
export function falseLocalIsoOf(timeZone: string, epochS: number): string {
  return isoOf(epochS + utcOffsetS(timeZone, epochS));
}

/** One second after local midnight of the day: what Strava shows for a hidden start time. */
export function hiddenStartS(timeZone: string, epochS: number): number {
  const wallS = epochS + utcOffsetS(timeZone, epochS);
  return epochOfWallS(timeZone, Math.floor(wallS / 86_400) * 86_400 + 1);
}
