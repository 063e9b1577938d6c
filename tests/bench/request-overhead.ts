import type { RequestTimes } from './requests-process.ts';
import { type Finding, median, quantile, rounded } from './verdicts.ts';

/** The most a request may take, as a ratio to the bare handler. */
const AT_MOST = 1.25;

/** Each contender of a resource beside its bare handler. */
export function overheadFindings(which: string, times: RequestTimes): Finding[] {
  const base = median(times[`${which}: bare`]?.times ?? []);
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
      const isBare = name.includes(': bare');
      return { name, figures, ...(isBare ? {} : { held: { value, atMost: AT_MOST } }) };
    });
}
