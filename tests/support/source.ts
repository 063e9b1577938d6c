import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, type Program, parseSync, visitorKeys } from 'oxc-parser';

/** The repository's folder. */
export const ROOT = join(import.meta.dirname, '../..');

/** One import of a file, whatever its syntax. */
export interface Import {
  /** As written; `undefined` for a dynamic import of something computed. */
  specifier: string | undefined;
  /** A type import leaves nothing behind at run time. */
  level: 'types' | 'values';
}

/** A parsed source file. */
export interface Source {
  /** From the repository's folder, with slashes. */
  path: string;
  text: string;
  program: Program;
  imports: Import[];
}

/** Parses a file's text. Throws where it does not parse: a rule over half a tree proves nothing. */
export function parseSource(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text, { lang: 'ts' });
  if (errors.length > 0) {
    throw new Error(`${path} does not parse: ${errors[0]?.message ?? ''}`);
  }
  const imports: Import[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      level: levelOf(entries),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries
        .filter((entry) => entry.moduleRequest !== null)
        .map((entry) => ({ specifier: entry.moduleRequest?.value, level: levelOf([entry]) })),
    ),
  ];
  walk(program, (node) => {
    if (node.type === 'ImportExpression') {
      imports.push({ specifier: literalText(node.source), level: 'values' });
    } else if (node.type === 'TSImportType') {
      imports.push({ specifier: node.source.value, level: 'types' });
    } else if (node.type === 'TSExternalModuleReference') {
      imports.push({ specifier: node.expression.value, level: 'values' });
    }
  });
  return { path, text, program, imports };
}

/** Files whose paths match, parsed; generated ones left out. */
export function readSources(...patterns: string[]): Source[] {
  return globSync(patterns, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.gen.ts'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Visits a node and everything below it, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  const fields = node as unknown as Record<string, Node | (Node | null)[] | null | undefined>;
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [fields[key]].flat()) {
      if (child !== null && child !== undefined) {
        walk(child, visit);
      }
    }
  }
}

/** The text of a string literal. */
export function literalText(node: Node | null | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function levelOf(entries: { isType: boolean }[]): Import['level'] {
  return entries.length > 0 && entries.every(({ isType }) => isType) ? 'types' : 'values';
}
