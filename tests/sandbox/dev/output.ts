import type { WriteStream } from 'node:fs';

/** Begins the lines that the world means for the person at the terminal. */
export const WORLD_MARK = 'fettle|';
/** Begins, after the mark, a line that takes the place of the one before it. */
export const PROGRESS_MARK = '~ ';

const LINES_TO_TELL = 25;
// oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
const COLOURS = /\u001b\[[0-9;]*m/g;

export interface Output {
  take(chunk: string): void;
  /** The last lines of everything, for when it ends badly. */
  lastLines(): string[];
}

/**
 * Sorts what `netlify dev` writes: the world's own lines and errors to the terminal, everything to the log.
 * Progress is one line that changes on a terminal, and lines elsewhere.
 */
export function createOutput(options: {
  log: WriteStream;
  verbose: boolean;
  isTerminal: boolean;
  write: (text: string) => void;
}): Output {
  const { log, verbose, isTerminal, write } = options;
  const last: string[] = [];
  let rest = '';
  let inProgress = false;

  const show = (line: string) => {
    write(`${inProgress ? '\n' : ''}${line}\n`);
    inProgress = false;
  };
  const takeLine = (raw: string) => {
    const line = raw.replaceAll(COLOURS, '').trimEnd();
    if (line.startsWith(WORLD_MARK)) {
      const text = line.slice(WORLD_MARK.length);
      if (!text.startsWith(PROGRESS_MARK)) {
        show(text);
      } else if (isTerminal) {
        write(`\r\u001b[K${text.slice(PROGRESS_MARK.length)}`);
        inProgress = true;
      } else {
        show(text.slice(PROGRESS_MARK.length));
      }
      return;
    }
    if (line === '') {
      return;
    }
    log.write(`${line}\n`);
    last.push(line);
    if (last.length > LINES_TO_TELL) {
      last.shift();
    }
    if (verbose) {
      show(line);
    } else if (isError(line)) {
      show(shortened(line));
    }
  };
  return {
    take(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        takeLine(line);
      }
    },
    lastLines: () => [...last],
  };
}

/** A function that failed to build or threw, or an error in the product's own log. */
function isError(line: string): boolean {
  return (
    /^\{"at":"[^"]*","level":"error"/.test(line) ||
    /^(?:⬥ )?(?:Failed|Error|\w*Error:|Could not)|has errored|error during/i.test(line)
  );
}

function shortened(line: string): string {
  const limit = 400;
  return line.length > limit ? `${line.slice(0, limit)} …` : line;
}
