import type { DecodedFile } from '../../lib/recording/recording.ts';

/** What is wrong with a decoded file that no file may make wrong, in words; `undefined`: nothing. */
export function unsoundness({ recordings }: DecodedFile): string | undefined {
  if (recordings.length === 0) {
    return 'no recording';
  }
  for (const { startedAt, channels, laps, lengths, pauses, stated } of recordings) {
    if (startedAt && !Number.isFinite(startedAt.getTime())) {
      return 'a start that is no time';
    }
    const { time = [] } = channels;
    for (const [name, values] of Object.entries(channels)) {
      if (values.length !== time.length) {
        return `${name} is not as long as time`;
      }
      if (values.some((value) => !isReal(value))) {
        return `${name} holds what is no number`;
      }
    }
    if (time.some((s, at) => s === null || s < 0 || (at > 0 && s <= (time[at - 1] ?? 0)))) {
      return 'time does not ascend';
    }
    if (laps.some(({ startS, endS }) => !(startS >= 0) || !(endS >= startS) || endS === Infinity)) {
      return 'a lap that ends before it starts';
    }
    if (
      lengths.some(({ startS, durationS }) => !(startS >= 0 && durationS > 0 && durationS < 1e7))
    ) {
      return 'a length without a time';
    }
    if (
      pauses.some(({ fromS, toS }, at) => !(toS > fromS && fromS >= (pauses[at - 1]?.toS ?? 0)))
    ) {
      return 'pauses that overlap';
    }
    if (Object.values(stated).some((value) => !Number.isFinite(value))) {
      return 'a stated figure that is no number';
    }
  }
  return undefined;
}

function isReal(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 2 && value.every((axis) => Number.isFinite(axis))
    : value === null || typeof value === 'boolean' || Number.isFinite(value);
}
