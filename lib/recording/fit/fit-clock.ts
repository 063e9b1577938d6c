import type { FileWarning } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import type { FitContents } from './collect-fit.ts';
import { type FitMessage, timeIn, toFitTime } from './fit-message.ts';
import { warn } from './fit-survey.ts';

/** Below this a time counts from when the device was switched on: its clock is not set. FIT profile, date_time. */
const SET_S = 0x10000000;

/** A time of the file, s of FIT, as the time of day. */
export type ToRealTime = (timeS: number) => number;

/**
 * How the file's times become times of day. A clock that was never set starts at `startedAt`; without it
 * throws `UnreadableFile`. One that was set on the way is told by the device or taken to have gone on.
 */
export function fitClock(
  contents: FitContents,
  { startedAt, warnings }: { startedAt: Date | undefined; warnings: FileWarning[] },
): ToRealTime {
  const { records } = contents;
  const times = records.time.take(records.count) ?? timesOf(contents);
  const set = times.findIndex((time) => time >= SET_S);
  if (set === 0 || times.length === 0) {
    return (timeS) => timeS;
  }
  const offsetS =
    set === -1 ? offsetTo(startedAt, contents, times) : offsetAt(set, contents, times);
  if (set > 0) {
    warn(
      warnings,
      'clock_set_midway',
      'The device’s clock was set during the recording; what came before was placed right before the rest.',
    );
  }
  return (timeS) => (timeS < SET_S ? timeS + offsetS : timeS);
}

/** Of what has a time where no record has. */
function timesOf({ session, lap, length, set, event }: FitContents): Float64Array {
  const starts = [session, length, set, lap].map((messages) => allTimes(messages, 'start_time'));
  const found = [...starts, allTimes(event, 'timestamp')].find((times) => times.length > 0);
  return Float64Array.from(found ?? []);
}

function allTimes(messages: FitMessage[], field: string): number[] {
  return messages.flatMap((message) => timeIn(message, field) ?? []);
}

function offsetTo(startedAt: Date | undefined, contents: FitContents, times: Float64Array): number {
  if (startedAt === undefined) {
    throw new UnreadableFile(
      'no_start_time',
      'The device’s clock was never set: send started_at, the time the activity began.',
    );
  }
  const first = times[0] as number;
  const [start = first] = allTimes(contents.session, 'start_time');
  return toFitTime(startedAt) - Math.min(first, start);
}

function offsetAt(set: number, { timestamp_correlation: told }: FitContents, times: Float64Array) {
  for (const message of told) {
    const [time, system] = [timeIn(message, 'timestamp'), timeIn(message, 'system_timestamp')];
    if (time !== undefined && system !== undefined && time >= SET_S && system < SET_S) {
      return time - system;
    }
  }
  return (times[set] as number) - (times[set - 1] as number) - 1;
}
