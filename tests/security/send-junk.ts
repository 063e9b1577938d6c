import type { App, CallInput } from '../support/app.ts';
import type { Answer, Problem } from '../support/check-answer.ts';

const AT_ONCE = 8;

/** One request that is junk, and what must come of it. */
export interface Case {
  case: string;
  request: CallInput;
  /** Where the fault is; `undefined`: any answer but a failure of ours will do. */
  wrong?: string | undefined;
  status?: number | undefined;
}

/** Sends junk and counts what came of it. */
export function createSender(app: Pick<App, 'call'>) {
  const statuses = new Map<number, number>();

  /** Sends all of them, a few at a time. Answers what was not as it should be. */
  async function findings(cases: Case[]): Promise<string[]> {
    const found: string[] = [];
    const queue = [...cases];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const finding = await send(next);
        if (finding !== undefined) {
          found.push(`${next.case}: ${finding}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
  }

  async function send({ request, wrong, status }: Case): Promise<string | undefined> {
    let answer: Answer;
    try {
      answer = await app.call(request);
    } catch (error) {
      return String(error).slice(0, 600);
    }
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const said = `${answer.status} ${answer.text.slice(0, 300)}`;
    if (answer.status >= 500) {
      return said;
    }
    if (status !== undefined && answer.status !== status) {
      return `${said} instead of ${status}`;
    }
    return answer.status >= 400 ? uselessness(answer, wrong) : wrong && `${said} is accepted`;
  }

  return {
    findings,
    /** How many requests ended how. */
    summary() {
      const counts = [...statuses].sort(([a], [b]) => a - b);
      const sent = counts.reduce((sum, [, count]) => sum + count, 0);
      return `${sent} answers; ${counts.map(([status, n]) => `${status}: ${n}`).join(', ')}`;
    },
  };
}

/** Why a refusal does not help whoever reads it. */
function uselessness(answer: Answer, wrong: string | undefined): string | undefined {
  const { detail, code, errors = [] } = answer.body as unknown as Problem;
  const said = `${answer.status} ${answer.text.slice(0, 300)}`;
  if (detail.trim().length < 10 || /undefined|\[object/.test(detail)) {
    return `${said} says nothing`;
  }
  if (code === 'validation_failed') {
    if (errors.length === 0) {
      return `${said} names no field`;
    }
    if (!errors.every(({ path, message }) => /^(body|query|params|header)/.test(path) && message)) {
      return `${said} names a place that is none`;
    }
  }
  const named = errors.some(({ path }) => path === wrong || path.startsWith(`${wrong}.`));
  return wrong === undefined || named ? undefined : `${said} does not name ${wrong}`;
}
