import { gunzipSync } from 'node:zlib';
import FitParser from 'fit-file-parser';

type Row = Record<string, unknown> & { timestamp: Date };

const FIELDS: Record<string, (row: Row) => unknown> = {
  distance: (row) => row['distance'],
  altitude: (row) => row['enhanced_altitude'] ?? row['altitude'],
  speed: (row) => row['enhanced_speed'] ?? row['speed'],
  heart_rate: (row) => row['heart_rate'],
  cadence: (row) => row['cadence'],
  power: (row) => row['power'],
  temperature: (row) => row['temperature'],
  latlng: (row) => {
    const position = [row['position_lat'], row['position_long']];
    return position.every(isNumber) ? position : undefined;
  },
};

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);

/**
 * The records of a FIT file as channels, decoded apart from everything that is tested: in order of time, the
 * first of those with the same time, `null` where a record lacks a field, without what no record has.
 */
export async function decodeFit(file: Buffer): Promise<Record<string, unknown[]>> {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  const bytes = Buffer.from(isGzip ? gunzipSync(file) : file);
  const options = { force: true, speedUnit: 'm/s', lengthUnit: 'm', mode: 'list' } as const;
  const { records = [] } = await new FitParser({
    ...options,
    temperatureUnit: 'celsius',
  }).parseAsync(bytes);
  const byTime = new Map<number, Row>();
  for (const record of records as unknown as Row[]) {
    const at = record.timestamp instanceof Date ? record.timestamp.getTime() : Number.NaN;
    if (!Number.isNaN(at) && !byTime.has(at)) {
      byTime.set(at, record);
    }
  }
  const times = [...byTime.keys()].toSorted((a, b) => a - b);
  const [start = 0] = times;
  const channels: Record<string, unknown[]> = {
    time: times.map((at) => Math.round((at - start) / 1000)),
  };
  for (const [name, read] of Object.entries(FIELDS)) {
    const values = times.map((at) => {
      const value = read(byTime.get(at) as Row);
      return isNumber(value) || Array.isArray(value) ? value : null;
    });
    if (values.some((value) => value !== null)) {
      channels[name] = values;
    }
  }
  return channels;
}
