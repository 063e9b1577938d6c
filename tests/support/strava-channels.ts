/** Strava's name of a stream, and what Fettle calls the channel. Written here once more, on purpose. */
const NAMES: Record<string, string> = {
  time: 'time',
  distance: 'distance',
  altitude: 'altitude',
  latlng: 'latlng',
  velocity_smooth: 'speed',
  heartrate: 'heart_rate',
  cadence: 'cadence',
  watts: 'power',
  temp: 'temperature',
  grade_smooth: 'grade',
  moving: 'moving',
};

/** A stream set of Strava's as the channels that Fettle should show; without those nobody measured. */
export function stravaChannels(
  streams: Record<string, { data: unknown[] }>,
): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(streams)
      .filter(([, { data }]) => data.some((value) => value !== null))
      .map(([name, { data }]) => [NAMES[name] ?? name, data]),
  );
}
