/** What is measured, what it may be at most, and whether that holds. */
export interface Finding {
  name: string;
  /** Figures as they are printed. */
  figures: Record<string, number | string>;
  /** Measured and bound; left out where the row is only for comparison. */
  held?: { value: number; atMost: number };
}

/** Prints a table of findings and answers whether every bound holds. */
export function printFindings(title: string, findings: Finding[]): boolean {
  const rows = findings.map(({ name, figures, held }) => [
    name,
    {
      ...figures,
      'at most': held === undefined ? '' : held.atMost,
      verdict: held === undefined ? '' : holds(held) ? 'PASS' : 'FAIL',
    },
  ]);
  process.stdout.write(`\n${title}\n`);
  console.table(Object.fromEntries(rows));
  return findings.every(({ held }) => held === undefined || holds(held));
}

// NaN holds nothing
const holds = ({ value, atMost }: { value: number; atMost: number }) => value <= atMost;

export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: number[]) => quantile(values, 0.5);

export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
