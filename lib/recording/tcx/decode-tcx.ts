import type { RecordedLap } from '../../analytics/recording.ts';
import { emptyRecording } from '../empty-recording.ts';
import { halveSteps } from '../halve-steps.ts';
import { startOf } from '../parse-time.ts';
import type { DecodedFile, FileRecording, FileWarning } from '../recording.ts';
import type { SampleTable } from '../sample-columns.ts';
import { sportOfWord } from '../sport-of-word.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readTcx, type TcxActivity, type TcxFile, type TcxLap } from './read-tcx.ts';

/** A lap further from the samples than this has a wrong time. */
const FARTHEST_MS = 86_400_000;

/**
 * Garmin's Training Center XML, versions 1 and 2, with ActivityExtension 2 (speed, power, cadence of running).
 * Every activity is a recording, and so is every transition of a multisport session, with the sport `other` and
 * `transition` beside it. A pause is the gap between two tracks of a lap, between two points in a row that say
 * nothing but their time, and between two laps where the first one's timer stood still. Why a lap ended is an
 * event `lap`, such as `manual` or `distance`.
 *
 * Throws UnreadableFile: `not_an_activity` for courses and workouts, `no_data` for an activity without points
 * and laps, `damaged_file` where nothing came before the file broke off, `unsafe_xml`, `too_large`.
 */
export function decodeTcx(
  text: string,
  options: { startedAt?: Date | undefined } = {},
): DecodedFile {
  const file = readTcx(text);
  const warnings = [...file.warnings];
  const untimed = file.activities.reduce((sum, activity) => sum + activity.untimed, 0);
  if (untimed > 0) {
    warnings.push({
      code: 'points_without_time',
      detail: `${untimed} ${untimed === 1 ? 'point has' : 'points have'} no time and ${untimed === 1 ? 'was' : 'were'} left out.`,
    });
  }
  const recordings = file.activities.flatMap((activity) => {
    const recording = toRecording(activity, { warnings, options });
    return recording ? [recording] : [];
  });
  if (recordings.length === 0) {
    refuse(file);
  }
  return { format: 'tcx', recordings, warnings };
}

function refuse({ activities, courses, workouts, warnings }: TcxFile): never {
  if (activities.length === 0 && courses > 0) {
    throw new UnreadableFile(
      'not_an_activity',
      'This is a course, a way to follow: save it as a route instead.',
    );
  }
  if (activities.length === 0 && workouts > 0) {
    throw new UnreadableFile(
      'not_an_activity',
      'This is a planned workout: it says what to do, not what was done.',
    );
  }
  if (warnings.some(({ code }) => code === 'truncated')) {
    throw new UnreadableFile('damaged_file', 'The file breaks off before its first point.');
  }
  throw new UnreadableFile('no_data', 'The file has no activity with laps or points.');
}

function toRecording(
  activity: TcxActivity,
  { warnings, options }: { warnings: FileWarning[]; options: { startedAt?: Date | undefined } },
): FileRecording | undefined {
  const table = activity.samples.finish();
  const laps = activity.laps
    .filter((lap) => isTimed(lap, table))
    .toSorted((a, b) => startMsOf(a) - startMsOf(b));
  const starts = laps.map(startMsOf);
  const startMs = Math.min(table?.startMs ?? Infinity, ...starts.slice(0, 1));
  if (startMs === Infinity) {
    return undefined;
  }
  warnings.push(...(table?.warnings ?? []));
  const toS = (ms: number) => (ms - startMs) / 1000;
  const lateS = table === undefined ? 0 : toS(table.startMs);
  const recording: FileRecording = {
    ...emptyRecording(),
    startedAt: startOf(startMs, options.startedAt),
    ...(activity.sport === undefined
      ? { sport: 'other', subSport: 'transition' }
      : sportOfWord(activity.sport)),
    notes: activity.notes,
    devices: activity.device ? [activity.device] : [],
    stated: statedBy(activity.laps),
    channels: table === undefined ? {} : startingAt(lateS, table.channels),
    laps: laps.map((lap, at): RecordedLap => {
      const endMs = starts[at + 1] ?? endOf(lap, starts[at] as number);
      const range = { startS: toS(starts[at] as number), endS: toS(endMs) };
      return lap.notes === undefined ? range : { ...range, name: lap.notes };
    }),
    events: laps.flatMap(({ trigger }, at) =>
      trigger === undefined
        ? []
        : [
            {
              atS: toS(starts[at + 1] ?? endOf(laps[at] as TcxLap, starts[at] as number)),
              event: 'lap',
              type: trigger.toLowerCase(),
              data: undefined,
            },
          ],
    ),
    pauses: pausesOf({ table, laps, lateS, toS }),
  };
  halveSteps(recording, warnings);
  return recording;
}

function startMsOf({ startMs, firstMs }: TcxLap): number {
  return startMs ?? firstMs ?? Number.NaN;
}

/** Whether it is known when the lap was, and not days away from the samples. */
function isTimed(lap: TcxLap, table: SampleTable | undefined): boolean {
  const ms = startMsOf(lap);
  return table === undefined
    ? !Number.isNaN(ms)
    : ms > table.startMs - FARTHEST_MS && ms < table.endMs + FARTHEST_MS;
}

/** The last lap's end: where its samples end, or its timer, whichever is later. */
function endOf({ lastMs, figures }: TcxLap, startMs: number): number {
  return Math.max(lastMs ?? startMs, startMs + (figures.totalTimeS ?? 0) * 1000);
}

/** Channels whose first sample came `lateS` after the start. */
function startingAt(lateS: number, channels: SampleTable['channels']): SampleTable['channels'] {
  return lateS === 0
    ? channels
    : { ...channels, time: channels.time?.map((s) => (s ?? 0) + lateS) ?? [] };
}

interface Paused {
  table: SampleTable | undefined;
  laps: TcxLap[];
  lateS: number;
  toS: (ms: number) => number;
}

function pausesOf({ table, laps, lateS, toS }: Paused): FileRecording['pauses'] {
  const told = (table?.pauses ?? []).map(({ fromS, toS }) => ({
    fromS: fromS + lateS,
    toS: toS + lateS,
  }));
  const between: FileRecording['pauses'] = [];
  let at = 0;
  for (const [index, { startMs, lastMs, figures }] of laps.entries()) {
    const next = laps[index + 1]?.firstMs ?? laps[index + 1]?.startMs;
    if (startMs === undefined || lastMs === undefined || next === undefined) {
      continue;
    }
    let pausedS = 0;
    for (; at < told.length && (told[at]?.toS ?? 0) <= toS(lastMs); at += 1) {
      pausedS += (told[at]?.toS ?? 0) - (told[at]?.fromS ?? 0);
    }
    const stoodS = (next - startMs) / 1000 - (figures.totalTimeS ?? Infinity) - pausedS;
    // a second may be lost in rounding, and some lie between any two samples
    if (stoodS > 2 && next - lastMs > 2000) {
      between.push({ fromS: toS(lastMs), toS: toS(next) });
    }
  }
  const apart: FileRecording['pauses'] = [];
  for (const pause of [...told, ...between].sort((a, b) => a.fromS - b.fromS)) {
    const last = apart.at(-1);
    if (last && pause.fromS < last.toS) {
      last.toS = Math.max(last.toS, pause.toS);
    } else {
      apart.push(pause);
    }
  }
  return apart;
}

/** What the laps say of the whole: sums, maxima, and means by the laps' time. */
function statedBy(laps: TcxLap[]): FileRecording['stated'] {
  const all = (figure: keyof TcxLap['figures']) =>
    laps.flatMap(({ figures }) => figures[figure] ?? []);
  const sum = (values: number[]) =>
    values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
  const most = (values: number[]) =>
    values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value));
  const mean = (figure: keyof TcxLap['figures']) => {
    const told = laps.filter(({ figures }) => figures[figure] !== undefined);
    const timeS = sum(told.map(({ figures }) => figures.totalTimeS ?? 0)) ?? 0;
    return timeS === 0
      ? undefined
      : (sum(told.map(({ figures }) => (figures[figure] ?? 0) * (figures.totalTimeS ?? 0))) ?? 0) /
          timeS;
  };
  const stated = {
    timerTimeS: sum(all('totalTimeS')),
    distanceM: sum(all('distanceM')),
    // the schema demands calories: 0 is not known
    caloriesKcal: sum(all('caloriesKcal')) || undefined,
    maxSpeedMps: most(all('maxSpeedMps')),
    averageHeartRateBpm: mean('averageHeartRateBpm'),
    maxHeartRateBpm: most(all('maxHeartRateBpm')),
    averageCadenceRpm: mean('averageCadenceRpm'),
    averagePowerW: mean('averagePowerW'),
    maxPowerW: most(all('maxPowerW')),
  };
  const told = Object.entries(stated).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as FileRecording['stated'];
}
