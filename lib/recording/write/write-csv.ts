import type { RecordedLap } from '../../analytics/recording.ts';
import type { ChannelName, Channels, LatLng } from '../channels.ts';
import { COLUMNS_OF, LAP_COLUMN, TIMESTAMP_COLUMN } from '../csv/csv-columns.ts';
import type { FileRecording } from '../recording.ts';
import { isViaStrava, VIA_STRAVA_COLUMN } from '../via-strava.ts';
import { NotWritable } from './not-writable.ts';
import { isoTime, startMs } from './times.ts';

/**
 * The samples as a table (RFC 4180, with line feeds), every number in the fewest digits that read back the same.
 * Columns without a value are left out. Throws `NotWritable` without a value, RangeError without a start.
 */
export function writeCsv(recording: FileRecording): Uint8Array {
  const start = startMs(recording);
  const { channels, laps, devices } = recording;
  const time = channels.time ?? [];
  const columns = columnsOf(channels);
  if (columns.length === 0) {
    throw new NotWritable('CSV needs samples, and this activity has none; use FIT or TCX.');
  }
  const lapOf = lapFinder(laps);
  const isStravas = isViaStrava(devices);
  const names = columns.flatMap(({ channel }) => COLUMNS_OF[channel] as readonly string[]);
  const lines = [
    [
      TIMESTAMP_COLUMN,
      COLUMNS_OF.time[0],
      ...(laps.length > 0 ? [LAP_COLUMN] : []),
      ...names,
      ...(isStravas ? [VIA_STRAVA_COLUMN] : []),
    ].join(','),
  ];
  for (const [index, timeS] of time.entries()) {
    let line = timeS === null ? ',' : `${isoTime(start + timeS * 1000)},${timeS}`;
    if (laps.length > 0) {
      line += `,${timeS === null ? '' : lapOf(timeS)}`;
    }
    for (const { values, missing } of columns) {
      line += `,${values[index]?.toString() ?? missing}`;
    }
    lines.push(isStravas ? `${line},` : line);
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

interface Column {
  channel: ChannelName;
  /** A position in text is its halves with a comma between. */
  values: readonly (number | boolean | LatLng | null)[];
  missing: string;
}

function columnsOf(channels: Channels): Column[] {
  return (Object.keys(COLUMNS_OF) as ChannelName[]).flatMap((channel) => {
    const values = channels[channel] ?? [];
    const isThere = channel !== 'time' && values.some((value) => value !== null);
    return isThere ? [{ channel, values, missing: channel === 'latlng' ? ',' : '' }] : [];
  });
}

/** Counted from 1, for times that ascend; an instant that two laps share is the later one's. */
function lapFinder(laps: readonly RecordedLap[]): (timeS: number) => string {
  let at = 0;
  return (timeS) => {
    while (at + 1 < laps.length && timeS >= (laps[at + 1]?.startS ?? 0)) {
      at += 1;
    }
    const lap = laps[at];
    return lap !== undefined && timeS >= lap.startS && timeS <= lap.endS ? String(at + 1) : '';
  };
}
