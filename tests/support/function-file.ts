import type { Expression, Node, ObjectExpression, Statement } from 'oxc-parser';
import { literalText, type Source, walk } from './source.ts';

/** What a file of netlify/functions says, read from its text. */
export interface FunctionFile {
  /** The file's name without ending. */
  name: string;
  /** Names of the operations it routes, in lib/contract/<name>.ts. */
  operations: string[];
  paths: string[];
  rateLimit: { windowLimit: number; windowSize: number } | undefined;
  schedule: string | undefined;
  background: boolean;
}

/** A handler may refuse, prepare and call; the rest belongs to a feature. */
const MAX_STATEMENTS = 6;
const LOGIC = [
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'TryStatement',
  'SwitchStatement',
  'ConditionalExpression',
  'FunctionDeclaration',
  'ClassDeclaration',
];

/** Reads a function file. */
export function readFunctionFile({ path, program }: Source): FunctionFile {
  const name = path.replace(/^.*\/|\.mts$/g, '');
  const operations: string[] = [];
  walk(program, (node) => {
    if (node.type === 'CallExpression' && isNamed(node.callee, 'route')) {
      const operation = node.arguments[0];
      operations.push(operation?.type === 'MemberExpression' ? text(operation.property) : '?');
    }
  });
  const config = configOf(program.body);
  const rateLimit = property(config, 'rateLimit');
  return {
    name,
    operations,
    paths: pathsOf(property(config, 'path')),
    rateLimit:
      rateLimit?.type === 'ObjectExpression'
        ? {
            windowLimit: number(property(rateLimit, 'windowLimit')),
            windowSize: number(property(rateLimit, 'windowSize')),
          }
        : undefined,
    schedule: literalText(property(config, 'schedule')),
    background: property(config, 'background') !== undefined,
  };
}

/** Where a function file does more than say what runs what, in words. */
export function functionFileFindings({ path, program, imports }: Source): string[] {
  const findings: string[] = [];
  let statements = 0;
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration' || isConstant(statement)) {
      continue;
    }
    const isConfig = configOf([statement]) !== undefined;
    if (!isConfig && statement.type !== 'ExportDefaultDeclaration') {
      findings.push(`${path}: has a ${statement.type} beside its handler and config`);
    }
    walk(statement, (node) => {
      statements += /Statement$|^VariableDeclaration$/.test(node.type) ? 1 : 0;
      statements -= node.type === 'BlockStatement' ? 1 : 0;
      if (LOGIC.includes(node.type)) {
        findings.push(`${path}: has logic (${node.type})`);
      }
    });
  }
  if (statements > MAX_STATEMENTS) {
    findings.push(`${path}: has ${statements} statements; ${MAX_STATEMENTS} are the limit`);
  }
  const { name, operations } = readFunctionFile({ path, program, imports, text: '' });
  for (const { specifier } of operations.length > 0 ? imports : []) {
    const resource = /\/lib\/(?:contract|features)\/([^/]+?)(?:\.ts|\/.*)$/.exec(specifier ?? '');
    if (resource !== null && resource[1] !== name) {
      findings.push(`${path}: serves ${resource[1]}; a resource keeps its name on every floor`);
    }
  }
  return findings;
}

/** `const LIMIT = 13 * 60_000;` */
function isConstant(statement: Statement): boolean {
  return (
    statement.type === 'VariableDeclaration' &&
    statement.kind === 'const' &&
    statement.declarations.every(({ init }) => init !== null && isLiteral(init))
  );
}

function isLiteral(node: Node): boolean {
  return (
    node.type === 'Literal' ||
    (node.type === 'BinaryExpression' && isLiteral(node.left) && isLiteral(node.right))
  );
}

/** The object of `export const config: Config = {…}`. */
function configOf(body: (Statement | Node)[]): ObjectExpression | undefined {
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null;
    const [first] = declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
    if (first !== undefined && isNamed(first.id, 'config')) {
      return first.init?.type === 'ObjectExpression' ? first.init : undefined;
    }
  }
  return undefined;
}

function property(object: ObjectExpression | undefined, key: string): Expression | undefined {
  for (const member of object?.properties ?? []) {
    if (member.type === 'Property' && text(member.key) === key) {
      return member.value;
    }
  }
  return undefined;
}

function pathsOf(node: Expression | undefined): string[] {
  const nodes = node?.type === 'ArrayExpression' ? node.elements : [node];
  return nodes.flatMap((element) => literalText(element) ?? []);
}

function number(node: Expression | undefined): number {
  return node?.type === 'Literal' && typeof node.value === 'number' ? node.value : Number.NaN;
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function text(node: Node): string {
  return node.type === 'Identifier' ? node.name : (literalText(node) ?? '?');
}
