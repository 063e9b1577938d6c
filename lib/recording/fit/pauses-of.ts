import type { FileRecording, RecordedEvent } from '../recording.ts';

const STOPS = ['stop', 'stop_all', 'stop_disable', 'stop_disable_all'];

/** From each stop of the timer to its next start, up to `untilS`; the last stop is the end. */
export function pausesOf(
  events: readonly RecordedEvent[],
  untilS: number,
): FileRecording['pauses'] {
  const pauses: FileRecording['pauses'] = [];
  let fromS: number | undefined;
  const timer = events.filter(({ event }) => event === 'timer');
  for (const { atS, type = '' } of timer.toSorted((a, b) => a.atS - b.atS)) {
    if (STOPS.includes(type)) {
      fromS ??= atS;
    } else if (type === 'start' && fromS !== undefined) {
      const [from, to] = [Math.max(0, fromS), Math.min(atS, untilS)];
      if (to > from) {
        pauses.push({ fromS: from, toS: to });
      }
      fromS = undefined;
    }
  }
  return pauses;
}
