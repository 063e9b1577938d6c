import type { SwimLength } from '../../analytics/swimming/swim-length.ts';
import type { Channels } from '../channels.ts';
import type { FileRecording, StatedFigure } from '../recording.ts';

type Totals = Partial<Record<StatedFigure, number>>;

export interface Span {
  startS: number;
  endS: number;
}

/** The time from the start to whatever ends last, s. */
export function endOf(recording: FileRecording): number {
  const { channels, laps, lengths, sets, pauses, stated } = recording;
  return [
    channels.time?.at(-1) ?? 0,
    stated.elapsedTimeS ?? 0,
    ...laps.map(({ endS }) => endS),
    ...lengths.map(({ startS, durationS }) => startS + durationS),
    ...sets.map(({ startS = 0, durationS = 0 }) => startS + durationS),
    ...pauses.map(({ toS }) => toS),
  ].reduce((latest, at) => Math.max(latest, at), 0);
}

/** How long the clock ran in a span, s. */
export function timerTimeS({ pauses }: Pick<FileRecording, 'pauses'>, { startS, endS }: Span) {
  const paused = pauses.map(({ fromS, toS }) =>
    Math.max(0, Math.min(toS, endS) - Math.max(fromS, startS)),
  );
  return endS - startS - paused.reduce((sum, s) => sum + s, 0);
}

/**
 * What the samples of a span add up to, those at its ends included: for the totals that a file must state. Means
 * are over samples, that of cadence over those above zero. A figure without a sample is left out.
 */
export function spanTotals(recording: FileRecording, span: Span): Totals {
  const { channels } = recording;
  const time = channels.time ?? [];
  const from = countWhile(time, (t) => t < span.startS);
  const to = countWhile(time, (t) => t <= span.endS);
  const of = (values: readonly (number | null)[] | undefined) =>
    (values ?? []).slice(from, to).filter((value) => value !== null);

  const heartRate = of(channels.heart_rate);
  const power = of(channels.power);
  const speed = of(channels.speed);
  const elapsedTimeS = span.endS - span.startS;
  const timerS = timerTimeS(recording, span);
  const distanceM = distanceOf(channels, span) ?? swumM(recording, span);
  return withoutMissing({
    elapsedTimeS,
    timerTimeS: timerS,
    distanceM,
    averageSpeedMps: distanceM === undefined || timerS < 1 ? mean(speed) : distanceM / timerS,
    maxSpeedMps: most(speed),
    averageHeartRateBpm: mean(heartRate),
    maxHeartRateBpm: most(heartRate),
    averagePowerW: mean(power),
    maxPowerW: most(power),
    averageCadenceRpm: mean(of(channels.cadence).filter((rpm) => rpm > 0)),
  });
}

/** From the last sample up to the start of the span to the last up to its end; a recording begins at 0. */
function distanceOf({ time = [], distance }: Channels, { startS, endS }: Span): number | undefined {
  const lastUpTo = (atS: number) => {
    for (let index = countWhile(time, (t) => t <= atS) - 1; index >= 0; index -= 1) {
      const m = distance?.[index] ?? null;
      if (m !== null) {
        return m;
      }
    }
    return undefined;
  };
  const atEnd = distance && lastUpTo(endS);
  const atStart = startS <= 0 ? 0 : ((distance && lastUpTo(startS)) ?? 0);
  return atEnd === undefined ? undefined : Math.max(0, atEnd - atStart);
}

/** The lengths of a pool that begin in a span. */
export function lengthsIn({ lengths }: FileRecording, { startS, endS }: Span): SwimLength[] {
  return lengths.filter((length) => length.startS >= startS && length.startS < endS);
}

function swumM(recording: FileRecording, span: Span): number | undefined {
  const { poolM, lengths } = recording;
  const swum = lengthsIn(recording, span).filter(({ stroke }) => stroke !== 'idle');
  return poolM === undefined || lengths.length === 0 ? undefined : swum.length * poolM;
}

/** How many of ascending times a bound holds for, by halving. */
function countWhile(time: readonly (number | null)[], holds: (t: number) => boolean): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(time[middle] ?? 0)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const mean = (values: number[]) =>
  values.length === 0 ? undefined : values.reduce((sum, v) => sum + v, 0) / values.length;

const most = (values: number[]) =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));

function withoutMissing(totals: { [F in StatedFigure]?: number | undefined }): Totals {
  return Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== undefined));
}
