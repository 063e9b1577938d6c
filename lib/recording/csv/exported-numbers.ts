import { parseNumber } from '../parse-number.ts';

/**
 * Readers of the numbers and durations in a table, which are written as its author's country does: whether a
 * comma is the decimal mark is decided once for the table, by its times (`0:21,1`), its short fractions (`22,86`)
 * and a semicolon between its columns. `--` and empty cells are `undefined`.
 */
export function exportedNumbers(samples: string[], delimiter: string) {
  const withPoint = samples.some((cell) => /(:\d\d|^\d+)\.\d{1,2}$/.test(cell));
  const withComma = samples.some((cell) => /(:\d\d|^\d+),\d{1,2}$/.test(cell));
  const hasCommas = withComma || (!withPoint && delimiter === ';');

  const toNumber = (cell: string): number | undefined => {
    const digits = cell.replace(/[\s\u00a0\u202f]/g, '');
    return parseNumber(
      hasCommas ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', ''),
    );
  };
  /** `1:24:38`, `8:26.8` or `21.1`, in s. */
  const toSeconds = (cell: string): number | undefined => {
    const [, hours = '0', minutes = '0', seconds] =
      /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,6})?)$/.exec(cell) ?? [];
    return seconds === undefined
      ? undefined
      : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
  };
  return { toNumber, toSeconds };
}
