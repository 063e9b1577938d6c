import { cleanChannel } from './clean-channel.ts';
import type { Stretch } from './find-stretches.ts';
import type { Recording, Thresholds } from './recording.ts';
import { repairTimes, type Timeline } from './repair-times.ts';
import {
  BRIDGE_S,
  CHANNEL_RULES,
  DROPOUT_S,
  type Pause,
  type QualityFlag,
  type Series,
  type SeriesChannel,
} from './series.ts';

/**
 * A recording at any rate from 0.1 to 10 Hz as a series of one sample per second of timer time.
 *
 * Linear channels take the value on the line between the samples around, if those are at most 10 s apart;
 * held ones (power, cadence) the mean over the second of a signal that holds its last sample for at most
 * 10 s, and over samples that say nothing for at most 3 s. Beyond that the series is missing.
 * A clean recording at 1 Hz comes back as it was. O(samples + seconds).
 */
export function toSeries(
  recording: Pick<Recording, 'channels' | 'pauses' | 'sport'>,
  { weightKg }: Pick<Thresholds, 'weightKg'> = {},
): { series: Series; quality: QualityFlag[] } {
  const { channels } = recording;
  const timeline = repairTimes(channels.time, recording.pauses);
  const { stretches } = timeline;
  const end = stretches.at(-1);
  const timerS = end === undefined ? 0 : end.at + end.seconds;
  const even = timerS === timeline.samples.length && stretches.every((stretch) => stretch.even);
  const series: Series = {
    timerS,
    elapsedS: elapsedOf(timeline, timerS),
    pauses: pausesOf(timeline),
  };
  const quality = [...timeline.flags];
  for (const channel of Object.keys(CHANNEL_RULES) as SeriesChannel[]) {
    const { values, flags } = cleanChannel({ channel, recording, timeline, weightKg });
    quality.push(...flags);
    if (values === undefined) {
      continue;
    }
    const { between } = CHANNEL_RULES[channel];
    // a recording that lies on the grid already is its own grid: stretch after stretch, as many as seconds
    const out = even ? values : new Float64Array(timerS).fill(NaN);
    const resampleInto = between === 'hold' ? holdInto : interpolateInto;
    for (const stretch of stretches) {
      if (even) {
        bridge(out, { stretch, between });
      } else {
        resampleInto(out, { values, timesS: timeline.timesS, stretch });
      }
    }
    finish(channel, out);
    series[channel] = out;
    quality.push(...missingFlags(channel, out));
  }
  return { series, quality };
}

/** What the grid makes of a channel in between, put back into the channel's own terms. */
function finish(channel: SeriesChannel, values: Float64Array): void {
  if (channel === 'moving' || channel === 'lngDeg') {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] as number;
      values[i] = channel === 'moving' ? Math.round(value) : value - 360 * Math.round(value / 360);
    }
  }
}

/** What the other two do, where every sample lies on the grid already and only silence is left to bridge. */
function bridge(
  values: Float64Array,
  { stretch: { at, seconds }, between }: { stretch: Stretch; between: 'hold' | 'linear' },
): void {
  const mostSilentS = between === 'hold' ? DROPOUT_S : BRIDGE_S - 1;
  let last = -1;
  for (let i = at; i < at + seconds; i += 1) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      continue;
    }
    const silentS = i - last - 1;
    if (silentS > 0 && silentS <= mostSilentS && last >= at) {
      const start = values[last] as number;
      const slope = between === 'hold' ? 0 : (value - start) / (silentS + 1);
      for (let k = 1; k <= silentS; k += 1) {
        values[last + k] = start + slope * k;
      }
    }
    last = i;
  }
}

interface Piece {
  values: Float64Array;
  timesS: Float64Array;
  stretch: Stretch;
}

function interpolateInto(out: Float64Array, { values, timesS, stretch }: Piece): void {
  const { from, to, at, seconds, startS } = stretch;
  let second = 0;
  for (let i = nextPresent(values, from, to); i < to; ) {
    const next = nextPresent(values, i + 1, to);
    const timeS = (timesS[i] as number) - startS;
    const value = values[i] as number;
    const stepS = next < to ? (timesS[next] as number) - startS - timeS : Infinity;
    const slope = stepS <= BRIDGE_S ? ((values[next] as number) - value) / stepS : 0;
    // where the next is too far, a sample stands for its own second
    const untilS = timeS + (stepS <= BRIDGE_S ? stepS : 1);
    second = Math.max(second, Math.ceil(timeS - 1e-6));
    for (; second < untilS - 1e-6 && second < seconds; second += 1) {
      out[at + second] = value + slope * Math.max(0, second - timeS);
    }
    i = next;
  }
}

function holdInto(out: Float64Array, { values, timesS, stretch }: Piece): void {
  const { from, to, at, seconds, startS } = stretch;
  const covered = new Float64Array(seconds);
  for (let i = nextPresent(values, from, to); i < to; ) {
    const next = nextPresent(values, i + 1, to);
    const timeS = (timesS[i] as number) - startS;
    const untilS = timeS + heldFor({ timesS, i, next, to });
    const value = values[i] as number;
    for (let second = Math.floor(timeS); second < untilS && second < seconds; second += 1) {
      const share = Math.min(untilS, second + 1) - Math.max(timeS, second);
      const before = covered[second] as number;
      out[at + second] = (before === 0 ? 0 : (out[at + second] as number)) + share * value;
      covered[second] = before + share;
    }
    i = next;
  }
  for (let second = 0; second < seconds; second += 1) {
    const share = covered[second] as number;
    // less than half a second known is not known
    out[at + second] = share < 0.5 ? NaN : (out[at + second] as number) / share;
  }
}

/** How long the sample `i` of a held channel stands, s, when `next` is the next one with a value. */
function heldFor(step: { timesS: Float64Array; i: number; next: number; to: number }): number {
  const { timesS, i, next, to } = step;
  const timeS = timesS[i] as number;
  if (next < to) {
    const stepS = (timesS[next] as number) - timeS;
    const silentS = next > i + 1 ? (timesS[next] as number) - (timesS[i + 1] as number) : 0;
    if (stepS <= BRIDGE_S && silentS <= DROPOUT_S) {
      return stepS;
    }
  }
  const silentAfterS = i + 1 < to ? (timesS[i + 1] as number) - timeS : Infinity;
  return silentAfterS <= BRIDGE_S ? silentAfterS : 1;
}

function nextPresent(values: Float64Array, from: number, to: number): number {
  let i = from;
  while (i < to && Number.isNaN(values[i])) {
    i += 1;
  }
  return i;
}

function elapsedOf({ stretches }: Timeline, timerS: number): Float64Array {
  const elapsedS = new Float64Array(timerS);
  for (const { at, seconds, startS } of stretches) {
    for (let second = 0; second < seconds; second += 1) {
      elapsedS[at + second] = startS + second;
    }
  }
  return elapsedS;
}

function pausesOf({ stretches }: Timeline): Pause[] {
  return stretches.slice(1).map(({ at, startS }, index) => {
    const before = stretches[index] as Stretch;
    return { at, lastsS: startS - before.startS - before.seconds };
  });
}

/** One flag per channel, however often its sensor fell silent. */
function missingFlags(channel: SeriesChannel, values: Float64Array): QualityFlag[] {
  let silentS = 0;
  let stretches = 0;
  let fromS = 0;
  let toS = 0;
  for (let i = 0; i < values.length; ) {
    let end = i;
    while (end < values.length && Number.isNaN(values[end])) {
      end += 1;
    }
    if (end - i > BRIDGE_S) {
      fromS = stretches === 0 ? i : fromS;
      toS = end;
      silentS += end - i;
      stretches += 1;
    }
    i = end + 1;
  }
  const detail = `${channel}: ${silentS} s in ${stretches} ${stretches === 1 ? 'stretch' : 'stretches'}`;
  return stretches === 0 ? [] : [{ code: 'missing', detail, fromS, toS }];
}
