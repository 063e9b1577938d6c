import type { RequestTimes } from './requests-process.ts';
import { type Finding, median, quantile, rounded } from './verdicts.ts';

/** The most a request may take, as a ratio to the bare handler. */
const AT_MOST = 1.25;

const medianOf = (times: RequestTimes, name: string) => median(times[name]?.times ?? []);

/**
 * Each contender of a resource beside its bare handler. A MISS is not held to the bound: it pays for a look
 * at blob storage that the bare handler does not make; see `storageNote`.
 */
export function overheadFindings(which: string, times: RequestTimes): Finding[] {
  const base = medianOf(times, `${which}: bare`);
  return Object.entries(times)
    .filter(([name]) => name.startsWith(`${which}: `))
    .map(([name, { times: ms, bytes }]) => {
      const value = rounded(median(ms) / base, 3);
      const figures = {
        n: ms.length,
        'median ms': rounded(median(ms), 2),
        'p95 ms': rounded(quantile(ms, 0.95), 2),
        kB: rounded(bytes / 1000, 1),
        ratio: value,
      };
      const isFree = name.includes(': bare') || name.endsWith(' MISS');
      return { name, figures, ...(isFree ? {} : { held: { value, atMost: AT_MOST } }) };
    });
}

/** What the storage's look costs a MISS, and from which share of HITs on the cache is the faster way. */
export function storageNote(which: string, times: RequestTimes): string {
  const off = medianOf(times, `${which}: cache off`);
  const costMs = medianOf(times, `${which}: cache MISS`) - off;
  const gainMs = off - medianOf(times, `${which}: cache HIT`);
  const share = Math.round((100 * costMs) / (costMs + gainMs));
  return (
    `A MISS waits ${costMs.toFixed(1)} ms for blob storage, a HIT saves ${gainMs.toFixed(1)} ms: ` +
    `the cache is the faster way from ${share} % of HITs on.`
  );
}
