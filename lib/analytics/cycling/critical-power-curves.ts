import { fitLine } from '../statistics/fit-line.ts';
import { minimise } from '../statistics/minimise.ts';
import type { CriticalPowerFit } from './critical-power.ts';

type Efforts = { t: Float64Array; p: Float64Array };
type Fit = Omit<CriticalPowerFit, 'form'>;

/**
 * t = W′/(P − CP), least squares in t. For a given CP the best W′ has a closed form, so that only CP is searched,
 * below the lowest power. Standard errors from the Jacobian at the minimum.
 */
export function fitNonlinearTime({ t, p }: Efforts): Fit {
  const lowest = p.reduce((a, b) => Math.min(a, b), Infinity);
  const wPrimeOf = (cp: number) => {
    let tu = 0;
    let uu = 0;
    for (const [i, power] of p.entries()) {
      const u = 1 / (power - cp);
      tu += (t[i] as number) * u;
      uu += u * u;
    }
    return tu / uu;
  };
  const sseOf = (cp: number) => {
    const wPrime = wPrimeOf(cp);
    return p.reduce((sse, power, i) => sse + ((t[i] as number) - wPrime / (power - cp)) ** 2, 0);
  };
  // a hair below the lowest power, where time runs to infinity
  const cp = minimise(sseOf, { from: 0, to: lowest * (1 - 1e-9), steps: 400 });
  const wPrime = wPrimeOf(cp);
  const jacobian = Array.from(p, (power): [number, number] => [
    wPrime / (power - cp) ** 2,
    1 / (power - cp),
  ]);
  return withErrors({ cp, wPrime, sse: sseOf(cp), observed: t, jacobian, parameters: 2 });
}

/**
 * P = CP + W′/(t + k), k = W′/(Pmax − CP), least squares in P. For a given k it is a straight line in
 * 1/(t + k), so that only k is searched, from 0 to the longest effort.
 */
export function fitThreeParameters({ t, p }: Efforts): Fit {
  const longest = t.reduce((a, b) => Math.max(a, b), 0);
  const lineOf = (k: number) => fitLine({ x: t.map((time) => 1 / (time + k)), y: p });
  const root = minimise((square) => lineOf(square * square).sse, {
    from: 0,
    to: Math.sqrt(longest),
    steps: 400,
  });
  const k = root * root;
  const { intercept: cp, slope: wPrime, sse } = lineOf(k);
  const maxPowerW = cp + wPrime / k;
  const reserve = maxPowerW - cp;
  // the derivatives by CP and W′ with Pmax held
  const jacobian = Array.from(t, (time): [number, number] => {
    const bottom = time + k;
    return [1 - (wPrime * wPrime) / (reserve * bottom) ** 2, time / bottom ** 2];
  });
  const third = Array.from(t, (time) => (wPrime / (reserve * (time + k))) ** 2);
  return {
    ...withErrors({ cp, wPrime, sse, observed: p, jacobian, third, parameters: 3 }),
    maxPowerW,
  };
}

function withErrors(fit: {
  cp: number;
  wPrime: number;
  sse: number;
  observed: Float64Array;
  /** Per effort: the derivatives by CP and by W′. */
  jacobian: [number, number][];
  /** Per effort: the derivative by the third parameter. */
  third?: number[];
  parameters: number;
}): Fit {
  const { cp, wPrime, sse, observed, parameters } = fit;
  const third = fit.third;
  // what the third parameter explains is taken out of the first two, so that the rest is 2 × 2
  const columns = [0, 1].map((which) => {
    const column = fit.jacobian.map((row) => row[which] as number);
    const share = third === undefined ? 0 : dot(column, third) / dot(third, third);
    return column.map((value, i) => value - share * (third?.[i] ?? 0));
  }) as [number[], number[]];
  const [aa, ab, bb] = [
    dot(columns[0], columns[0]),
    dot(columns[0], columns[1]),
    dot(columns[1], columns[1]),
  ];
  const freedom = observed.length - parameters;
  const see = Math.sqrt(sse / (freedom > 0 ? freedom : NaN));
  const determinant = aa * bb - ab * ab;
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const total = observed.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    criticalPowerW: cp,
    wPrimeJ: wPrime,
    criticalPowerSeW: see * Math.sqrt(bb / determinant),
    wPrimeSeJ: see * Math.sqrt(aa / determinant),
    see,
    sse,
    r2: 1 - sse / total,
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
