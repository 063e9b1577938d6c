import type { Node } from 'oxc-parser';
import { type Source, walk } from './source.ts';

const MAX_LINES = 300;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.gen)?\.(ts|mts|json)$/;
/** Names that say nothing: what is in such a file can be anything. */
const EMPTY_WORDS = ['util', 'utils', 'helper', 'helpers', 'shared', 'common', 'misc', 'lib'];
const ENVIRONMENT_READERS = ['lib/env.ts', 'lib/deps.ts'];
const WORLD = 'lib/deps.ts';
const RANDOM_MEMBERS = ['randomUUID', 'getRandomValues'];

/** Folders and files whose name says nothing. */
export function emptyNames(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replace(/\..*$/, ''))
    .filter((part) => EMPTY_WORDS.includes(part))
    .map((part) => `${path}: “${part}” says nothing about what is in it`);
}

/** What the house rules see in one file of lib/ or netlify/functions, in words. */
export function fileFindings(source: Source): string[] {
  const { path, text, program } = source;
  const findings = [...emptyNames(path)];
  const say = (what: string) => findings.push(`${path}: ${what}`);

  if (!KEBAB.test(path.split('/').at(-1) ?? '')) {
    say('is not named in kebab-case');
  }
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) {
    say(`has ${lines} lines; ${MAX_LINES} are the limit`);
  }
  if (program.body.length > 0 && program.body.every(isPassedOn)) {
    say('only passes on what others export');
  }
  const hasDefault = program.body.some(({ type }) => type === 'ExportDefaultDeclaration');
  if (hasDefault !== path.startsWith('netlify/functions/')) {
    say(hasDefault ? 'exports a default' : 'exports no default');
  }
  walk(program, (node) => {
    const finding = impurity(node, path);
    if (finding !== undefined) {
      say(finding);
    }
  });
  return findings;
}

/** An import, or an export of something that was not declared here. */
function isPassedOn(statement: Node): boolean {
  return (
    statement.type === 'ImportDeclaration' ||
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && statement.declaration === null)
  );
}

/** Time, randomness, network and environment come as parameters; only the composition root makes them. */
function impurity(node: Node, path: string): string | undefined {
  if (node.type === 'MemberExpression') {
    const object = node.object.type === 'Identifier' ? node.object.name : '';
    const property = nameOf(node.property);
    if (object === 'process' && property === 'env') {
      return ENVIRONMENT_READERS.includes(path) ? undefined : 'reads the environment';
    }
    if (object === 'Netlify' && property === 'env') {
      return 'reads the environment';
    }
    if (path === WORLD) {
      return undefined;
    }
    if (object === 'Date' && property === 'now') {
      return 'reads the clock';
    }
    if ((object === 'Math' && property === 'random') || RANDOM_MEMBERS.includes(property)) {
      return 'makes a random number';
    }
    if (object === 'globalThis' && property === 'fetch') {
      return 'takes the global fetch';
    }
    return undefined;
  }
  if (path === WORLD) {
    return undefined;
  }
  if (node.type === 'ImportSpecifier' && RANDOM_MEMBERS.includes(nameOf(node.imported))) {
    return 'makes a random number';
  }
  const calls = node.type === 'NewExpression' || node.type === 'CallExpression' ? node : undefined;
  const isDate = calls?.callee.type === 'Identifier' && calls.callee.name === 'Date';
  return isDate && (calls.type === 'CallExpression' || calls.arguments.length === 0)
    ? 'reads the clock'
    : undefined;
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') {
    return node.name;
  }
  return node.type === 'Literal' ? String(node.value) : '';
}
