import type { Evidence, Units } from './insight.ts';

/** Words and the numbers in them. */
export interface Shown {
  evidence: readonly Evidence[];
  in: (units: Units) => string;
}

/**
 * Text with numbers: phrase`${percent(drift)} lower`. What goes in is evidence shown in some way, so that no
 * number can be in a text that is not in its evidence.
 */
export function phrase(texts: TemplateStringsArray, ...shown: readonly Shown[]): Shown {
  return {
    evidence: shown.flatMap(({ evidence }) => evidence),
    in: (units) => texts.map((text, i) => text + (shown[i]?.in(units) ?? '')).join(''),
  };
}

/** Phrases one after the other; what is `undefined` is left out. */
export function join(phrases: readonly (Shown | undefined)[], separator = ' '): Shown {
  const there = phrases.filter((part) => part !== undefined);
  return {
    evidence: there.flatMap(({ evidence }) => evidence),
    in: (units) => there.map((part) => part.in(units)).join(separator),
  };
}

/** A word that depends, without a number. */
export function word(text: string): Shown {
  return { evidence: [], in: () => text };
}
