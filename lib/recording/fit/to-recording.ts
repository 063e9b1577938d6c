import type { FileRecording, RecordedDevice } from '../recording.ts';
import type { Bout } from './bouts-of.ts';
import { channelsOf, seriesOf } from './channels-of.ts';
import type { FitContents } from './collect-fit.ts';
import type { ToRealTime } from './fit-clock.ts';
import { type FitMessage, numberIn, textIn, timeIn, toDate } from './fit-message.ts';
import { lapsOf } from './laps-of.ts';
import { pausesOf } from './pauses-of.ts';
import { sportOf } from './sport-of.ts';
import { statedOf } from './stated-of.ts';
import type { Samples } from './tabulate-records.ts';
import { toEvent } from './to-event.ts';
import { toLength } from './to-length.ts';
import { toSet } from './to-set.ts';

/** A session that claims to have begun longer before its first sample has a wrong start. */
const LONGEST_WAIT_S = 86_400;
/** What is further from the start has a damaged time. */
const LONGEST_S = 30 * 86_400;
const QUARTER_S = 900;

interface Whole {
  contents: FitContents;
  samples: Samples;
  toRealTime: ToRealTime;
  devices: RecordedDevice[];
  hasBarometer: boolean;
}

/** What belongs to one session. `undefined`: it has no time at all, so that nothing can be placed. */
export function toRecording(bout: Bout, whole: Whole): FileRecording | undefined {
  const { contents, samples, toRealTime } = whole;
  const { fromS, untilS, session } = bout;
  const isWithin = (timeS: number) => timeS >= fromS && timeS < untilS;
  const realTime = (message: FitMessage, field: string) => {
    const timeS = timeIn(message, field);
    return timeS === undefined ? undefined : toRealTime(timeS);
  };
  const within = (messages: FitMessage[], ...fields: string[]) =>
    messages.flatMap((message) => {
      const atS = fields
        .map((field) => realTime(message, field))
        .find((timeS) => timeS !== undefined);
      return atS === undefined || !isWithin(atS) ? [] : [{ message, atS }];
    });
  const laps = within(contents.lap, 'start_time', 'timestamp');
  const lengths = within(contents.length, 'start_time');
  const sets = within(contents.set, 'start_time');
  const timeless = contents.set.filter(({ start_time: start }) => start === undefined);
  const rows = { from: rowAt(samples.time, fromS), to: rowAt(samples.time, untilS) };
  const startS = startIn(bout, {
    samples: samples.time.subarray(rows.from, rows.to),
    others: [laps, lengths, sets].flatMap((all) => all.slice(0, 1).map(({ atS }) => atS)),
  });
  if (startS === undefined) {
    return undefined;
  }
  const since = (timeS: number | undefined) => (timeS === undefined ? timeS : timeS - startS);
  const isNear = ({ atS }: { atS: number }) => Math.abs(atS - startS) <= LONGEST_S;
  const events = within(contents.event, 'timestamp')
    .filter(isNear)
    .map(({ message, atS }) => toEvent(message, atS - startS));
  const [lap = {}] = contents.lap;
  const [sport = lap] = contents.sport;
  return {
    startedAt: toDate(startS),
    utcOffsetS: utcOffsetIn(contents.activity),
    ...sportOf(session['sport'] === undefined ? sport : session),
    name: textIn(contents.workout[0] ?? {}, 'wkt_name'),
    notes: undefined,
    devices: whole.devices,
    stated: statedOf(session),
    channels: channelsOf(samples, { ...rows, startS }),
    developerFields: samples.developer.flatMap(({ name, unit, developer, values }) => {
      const taken = seriesOf(values, rows);
      return taken ? [{ name, unit, developer, values: taken }] : [];
    }),
    laps: lapsOf(
      laps.filter(isNear).map(({ message }) => ({
        message,
        startS: since(realTime(message, 'start_time')),
        endS: since(realTime(message, 'timestamp')),
      })),
    ),
    lengths: lengths
      .filter(isNear)
      .map(({ message, atS }) => toLength(message, { startS: atS - startS, session })),
    poolM: numberIn(session, 'pool_length'),
    sets: [
      ...sets.filter(isNear).map(({ message, atS }) => toSet(message, atS - startS)),
      // nobody knows whose they are
      ...(fromS === Number.NEGATIVE_INFINITY ? timeless : []).map((message) => toSet(message)),
    ],
    rrIntervalsMs: contents.rr.ms.filter((_, index) =>
      isWithin(toRealTime(contents.rr.afterS[index] ?? 0)),
    ),
    events,
    pauses: pausesOf(events, untilS - startS),
    altitudeSource: whole.hasBarometer ? 'barometric' : undefined,
  };
}

/** All zones are whole quarters of an hour from UTC; clocks are set by the second. */
function utcOffsetIn([activity = {}]: FitMessage[]): number | undefined {
  const local = timeIn(activity, 'local_timestamp');
  const utc = timeIn(activity, 'timestamp');
  if (local === undefined || utc === undefined) {
    return undefined;
  }
  const quarters = Math.round((local - utc) / QUARTER_S);
  return Math.abs(local - utc - quarters * QUARTER_S) <= 60 ? quarters * QUARTER_S : undefined;
}

/** The session's start, or that of its first sample where it is earlier or the session's cannot be meant. */
function startIn(
  { startS }: Bout,
  { samples, others }: { samples: Float64Array; others: number[] },
): number | undefined {
  const [first = startS ?? others.toSorted((a, b) => a - b)[0]] = samples;
  const isMeant =
    startS !== undefined &&
    first !== undefined &&
    first - startS <= LONGEST_WAIT_S &&
    startS <= (samples.at(-1) ?? startS);
  return isMeant ? Math.min(startS, first) : first;
}

/** The first row at or after a time. */
function rowAt(time: Float64Array, atS: number): number {
  let [from, to] = [0, time.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((time[middle] as number) < atS) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}
