import { CHANNELS, type ChannelName, type LatLng } from '../channels.ts';
import { COLUMNS_OF, TIMESTAMP_COLUMN } from '../csv/csv-columns.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { isoTime } from '../write/times.ts';

type Value = number | boolean | LatLng | null;

/** All channels of a recording by name, those that a sensor's maker defined too; all of one length. */
export type SampleTable = Record<string, readonly Value[]>;

/** A channel as it is packed: a sensor's maker has numbers only. */
export function packedAs(name: string): ChannelName {
  return Object.hasOwn(CHANNELS, name) ? (name as ChannelName) : 'time';
}

/** A week at 1 Hz is 604,800. */
const MOST_SAMPLES = 1_000_000;

/** What a channel of a sensor's maker may be called as a column. */
const PLAIN = /^[A-Za-z][\w./-]{0,63}$/;

/**
 * The samples as the generic table (lib/recording/csv/csv-columns.ts) with every channel there is, so that reading
 * it back gives the same values, missing ones and channels, bit by bit. Makers' channels stand last, under their
 * own names; those have no other.
 */
export function writeSamples({
  startedAt,
  channels,
}: {
  startedAt: Date;
  channels: SampleTable;
}): Uint8Array {
  const names = Object.keys(channels);
  const known = (Object.keys(COLUMNS_OF) as ChannelName[]).filter((name) => names.includes(name));
  const others = names.filter((name) => !Object.hasOwn(CHANNELS, name) && PLAIN.test(name)).sort();
  const columns = [
    ...known.map((name) => ({
      titles: COLUMNS_OF[name] as readonly string[],
      values: channels[name] ?? [],
      missing: name === 'latlng' ? ',' : '',
    })),
    ...others.map((name) => ({ titles: [name], values: channels[name] ?? [], missing: '' })),
  ];
  const time = channels['time'] ?? [];
  const start = startedAt.getTime();
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  const lines = [[TIMESTAMP_COLUMN, ...columns.flatMap(({ titles }) => titles)].join(',')];
  for (let row = 0; row < rows; row += 1) {
    const timeS = time[row];
    let line = typeof timeS === 'number' ? stamp(start + timeS * 1000) : '';
    for (const { values, missing } of columns) {
      line += `,${values[row]?.toString() ?? missing}`;
    }
    lines.push(line);
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** Empty where a clock went wrong so far that no date tells it. */
function stamp(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? isoTime(ms) : '';
}

/** The channels of a table that `writeSamples` wrote. Throws UnreadableFile for any other. */
export function readSamples(bytes: Uint8Array): {
  channels: Record<string, Value[]>;
  sampleCount: number;
} {
  const text = new TextDecoder().decode(bytes);
  const header = lineAt(text, 0);
  const titles = header.split(',');
  const columns = titles.map((title) => ({
    read: title === TIMESTAMP_COLUMN ? undefined : title === 'moving' ? toBoolean : toNumber,
    values: [] as (number | boolean | null)[],
  }));
  let sampleCount = 0;
  for (let at = header.length + 1; at < text.length; sampleCount += 1) {
    if (sampleCount === MOST_SAMPLES) {
      throw new UnreadableFile('too_large', 'A recording has more samples than are taken.');
    }
    const line = lineAt(text, at);
    at += line.length + 1;
    const cells = line.split(',');
    if (cells.length !== columns.length) {
      throw damaged();
    }
    for (const [i, { read, values }] of columns.entries()) {
      if (read !== undefined) {
        values.push(read(cells[i] ?? ''));
      }
    }
  }
  return {
    channels: toChannels(new Map(titles.map((title, i) => [title, columns[i]?.values ?? []]))),
    sampleCount,
  };
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? text.length : end);
}

function toChannels(columns: Map<string, (number | boolean | null)[]>): Record<string, Value[]> {
  const channels: Record<string, Value[]> = {};
  const taken = new Set<string>([TIMESTAMP_COLUMN]);
  for (const name of Object.keys(COLUMNS_OF) as ChannelName[]) {
    const [first, second] = COLUMNS_OF[name].map((title) => columns.get(title));
    COLUMNS_OF[name].forEach((title) => taken.add(title));
    if (first !== undefined) {
      channels[name] =
        second === undefined ? first : first.map((lat, i) => position(lat, second[i]));
    }
  }
  for (const [title, values] of columns) {
    if (!taken.has(title) && PLAIN.test(title)) {
      channels[title] = values;
    }
  }
  return channels;
}

function position(lat: Value, lng: Value | undefined): LatLng | null {
  return typeof lat === 'number' && typeof lng === 'number' ? [lat, lng] : null;
}

function toNumber(cell: string): number | null {
  if (cell === '') {
    return null;
  }
  const value = Number(cell);
  if (!Number.isFinite(value) || cell.trim() === '') {
    throw damaged();
  }
  return value;
}

function toBoolean(cell: string): boolean | null {
  if (cell !== '' && cell !== 'true' && cell !== 'false') {
    throw damaged();
  }
  return cell === '' ? null : cell === 'true';
}

function damaged(): UnreadableFile {
  return new UnreadableFile(
    'damaged_file',
    'The samples of a recording are not a table of numbers.',
  );
}
