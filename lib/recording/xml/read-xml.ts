import sax from 'sax';
import type { FileWarning } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** Names are local: the prefix says nothing, since every program chooses its own. */
export interface XmlElement {
  readonly name: string;
  /** By name as written. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly parent: XmlElement | undefined;
  /** Its own, trimmed; whole when the element closes. */
  text: string;
}

export interface XmlHandler {
  open?: (element: XmlElement) => void;
  /** Only of elements whose end was read, innermost first. */
  close?: (element: XmlElement) => void;
}

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 256;
const MAX_TEXT = 65_536;
const MAX_ERRORS = 100;
const MAX_LEFT_OUT = 10_000;

/** A real file of 48 MB has two thirds of this. */
const MAX_ELEMENTS = 2_000_000;

/** Small, so that between two chunks little can pile up in the parser. */
const CHUNK = 4096;

/** Ends the reading; what was read stays. */
const STOP = new Error('The rest of this XML is not read.');

/** What the parser knows of what it has not told yet. */
interface Pending {
  sgmlDecl: string;
  doctype: string | boolean;
  entity: string;
  tagName: string;
  attribName: string;
  attribValue: string;
  comment: string;
  procInstName: string;
  procInstBody: string;
}

/** What nothing but a mistake makes long. */
const ENDLESS = [
  'entity',
  'tagName',
  'attribName',
  'attribValue',
  'comment',
  'procInstName',
  'procInstBody',
] as const;

/**
 * Reads XML as far as it goes: entities of its own are refused, unknown ones left out, slips that a browser
 * would mend are mended, and where it breaks off or becomes hopeless (more than 64 elements deep, 256
 * attributes, 64 kB in a name, value or comment, 100 slips) what was read until then stands. Texts are cut at 64 kB.
 * O(length).
 *
 * Throws UnreadableFile: `unsafe_xml` for a DOCTYPE and any other declaration, `too_large` beyond 2 million elements.
 */
export function readXml(text: string, handler: XmlHandler): FileWarning[] {
  const parser = sax.parser(true, { position: false });
  const pending = parser as unknown as Pending;
  const elements: XmlElement[] = [];
  const unknownEntities = new Set<string>();
  const entitiesHere = new Set<string>();
  let leftOut = 0;
  let slips = 0;
  let attributes = 0;
  let count = 0;
  let rootClosed = false;

  const addText = (more: string) => {
    const element = elements.at(-1);
    if (element && element.text.length < MAX_TEXT) {
      element.text += more.length > MAX_TEXT ? more.slice(0, MAX_TEXT) : more;
    }
  };
  Object.assign(parser, {
    ontext: addText,
    oncdata: addText,
    onopentagstart() {
      attributes = 0;
    },
    onattribute({ name }) {
      attributes += 1;
      // the parser asks the element itself whether it has an attribute already
      if (attributes > MAX_ATTRIBUTES || name === 'hasOwnProperty') {
        throw STOP;
      }
    },
    onopentag({ name, attributes }) {
      count += 1;
      if (count > MAX_ELEMENTS) {
        throw new UnreadableFile('too_large', 'The file has more than 2 million elements.');
      }
      if (elements.length >= MAX_DEPTH) {
        throw STOP;
      }
      const element: XmlElement = {
        name: name.slice(name.lastIndexOf(':') + 1),
        attributes: attributes as Record<string, string>,
        parent: elements.at(-1),
        text: '',
      };
      elements.push(element);
      handler.open?.(element);
    },
    onclosetag() {
      const element = elements.pop();
      if (element) {
        element.text = withoutEntities(element.text.slice(0, MAX_TEXT), entitiesHere).trim();
        entitiesHere.clear();
        rootClosed = elements.length === 0;
        handler.close?.(element);
      }
    },
    ondoctype: refuse,
    onsgmldeclaration: refuse,
    onerror({ message }) {
      parser.resume();
      if (rootClosed) {
        throw STOP;
      }
      if (message.startsWith('Invalid character entity')) {
        unknownEntities.add(pending.entity);
        entitiesHere.add(pending.entity);
        leftOut += 1;
      } else {
        slips += 1;
      }
      if (slips > MAX_ERRORS || leftOut > MAX_LEFT_OUT) {
        throw STOP;
      }
    },
  } satisfies Partial<sax.SAXParser>);

  let stopped = false;
  try {
    for (let at = 0; at < text.length; at += CHUNK) {
      parser.write(text.slice(at, at + CHUNK));
      if (pending.doctype || pending.sgmlDecl.length > '[CDATA['.length) {
        refuse();
      }
      // text is told as it comes, so that it does not pile up
      parser.flush();
      const isEndless = ENDLESS.some((name) => pending[name].length > MAX_TEXT);
      if (isEndless || unknownEntities.size > MAX_ERRORS) {
        throw STOP;
      }
    }
  } catch (error) {
    if (error !== STOP) {
      throw error;
    }
    stopped = !rootClosed;
  }
  return warningsOf({ slips, stopped, unknownEntities, isWhole: rootClosed });
}

function refuse(): never {
  throw new UnreadableFile(
    'unsafe_xml',
    'The file declares entities of its own (a DOCTYPE), which no recording needs: export it again from where it comes from.',
  );
}

function withoutEntities(text: string, entities: Set<string>): string {
  return [...entities].reduce((rest, entity) => rest.replaceAll(`&${entity};`, ''), text);
}

interface Reading {
  slips: number;
  stopped: boolean;
  isWhole: boolean;
  unknownEntities: Set<string>;
}

function warningsOf({ slips, stopped, isWhole, unknownEntities }: Reading): FileWarning[] {
  const warnings: FileWarning[] = [];
  if (unknownEntities.size > 0) {
    const names = [...unknownEntities].slice(0, 5).map((name) => `&${name.slice(0, 32)};`);
    warnings.push({
      code: 'unknown_entity',
      detail: `What ${names.join(', ')} should mean is not told in the file, so it was left out.`,
    });
  }
  if (slips > 0) {
    warnings.push({
      code: 'malformed_xml',
      detail: `The file is not well-formed XML in ${stopped ? 'too many places' : `${slips} ${slips === 1 ? 'place' : 'places'}`}; what could be read was taken.`,
    });
  }
  if (stopped) {
    warnings.push({
      code: 'truncated',
      detail: 'The file cannot be read to its end; everything before that point was taken.',
    });
  } else if (!isWhole) {
    warnings.push({
      code: 'truncated',
      detail: 'The file ends early; everything before that point was taken.',
    });
  }
  return warnings;
}
