import type { Node } from 'oxc-parser';
import { type Source, walk } from './source.ts';

const LEFT_OUT = ['skip', 'todo', 'only', 'fails'];
const REPLACED = ['mock', 'doMock', 'hoisted', 'stubGlobal', 'stubEnv'];
const CORPUS = 'FETTLE_CORPUS';

/**
 * Where a test file leaves tests out or replaces what it tests, in words. Tests of the recorded files alone
 * may depend on something: their folder.
 */
export function looseEnds({ path, text, program }: Source): string[] {
  const findings: string[] = [];
  walk(program, (node) => {
    if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier') {
      return;
    }
    const [object, property] = [rootOf(node), node.property.name];
    if (['it', 'test', 'describe', 'suite'].includes(object)) {
      if (LEFT_OUT.includes(property)) {
        findings.push(`${path}: ${object}.${property}`);
      }
      if (['skipIf', 'runIf'].includes(property) && !text.includes(CORPUS)) {
        findings.push(`${path}: ${object}.${property} without ${CORPUS}`);
      }
    }
    if (object === 'vi' && REPLACED.includes(property)) {
      findings.push(`${path}: vi.${property}: pass a fake instead`);
    }
  });
  return findings;
}

/** `test` of `test.concurrent.skip`. */
function rootOf(node: Node): string {
  if (node.type === 'MemberExpression') {
    return rootOf(node.object);
  }
  return node.type === 'Identifier' ? node.name : '';
}
