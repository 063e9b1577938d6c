import type { BudgetLedger } from '../core/ports.ts';

/** A ledger that grants everything and remembers nothing, for a script an operator runs by hand. */
export const UNMETERED_LEDGER: Pick<BudgetLedger, 'take' | 'report' | 'block'> = {
  take: async () => ({ granted: true }),
  report: async () => {},
  block: async () => {},
};
