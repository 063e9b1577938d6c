import { isFor, METRICS } from '../registry.ts';
import type { Finding, Insight, InsightFacts, InsightKind } from './insight.ts';
import { INSIGHT_KINDS } from './insight-kinds.ts';

/** More than this nobody reads. */
const MOST = 7;
/** What is less certain is not said. */
const LEAST_CONFIDENCE = 0.5;

/**
 * What is worth saying about an activity, the worthiest first: surprise × certainty × usefulness. At most seven,
 * one of a theme, none under the floor of confidence. The same facts give the same insights, whatever the order
 * of the history.
 */
export function findInsights(facts: InsightFacts): Insight[] {
  const found = INSIGHT_KINDS.filter((kind) => isFor(facts.sport, kind))
    .flatMap((kind) => {
      const finding = kind.find(facts);
      return finding === undefined || finding.certainty < LEAST_CONFIDENCE || !isSound(finding)
        ? []
        : [{ kind, finding, worth: finding.surprise * finding.certainty * finding.usefulness }];
    })
    .sort((a, b) => b.worth - a.worth || (a.kind.id < b.kind.id ? -1 : 1));
  const themes = new Set<string>();
  const told = found.filter(({ kind }) => themes.size < themes.add(kind.theme).size);
  return told.slice(0, MOST).map(({ kind, finding }) => toInsight(kind, finding));
}

/** Greater than this nothing in sport is. */
const MOST_PLAUSIBLE = 1e9;

/** Whether every number in it is one. */
function isSound({ text, basis = [] }: Finding): boolean {
  return [...text.evidence, ...basis].every(({ value }) => Math.abs(value) < MOST_PLAUSIBLE);
}

function toInsight(kind: InsightKind, finding: Finding): Insight {
  const all = [...finding.text.evidence, ...(finding.basis ?? [])];
  const evidence = [...new Map(all.map((one) => [one.metric, one])).values()];
  return {
    kind: kind.id,
    title: finding.title,
    text: { imperial: finding.text.in('imperial'), metric: finding.text.in('metric') },
    evidence,
    confidence: Math.round(finding.certainty * 100) / 100,
    contested:
      kind.contested || evidence.some(({ metric }) => METRICS.get(metric)?.status === 'contested'),
  };
}
