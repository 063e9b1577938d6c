import type { Log } from '../core/log.ts';
import type { BudgetLedger } from '../core/ports/strava.ts';
import type { Clock, Random } from '../core/ports/world.ts';
import { StravaError, type StravaPriority } from '../core/strava.ts';
import { type Classified, classify } from './classify.ts';
import type { Deadline } from './deadline.ts';
import { parseJson } from './parse-json.ts';
import type { ClientPolicy } from './policy.ts';
import { exhaustedSpan, type Usage, usageOf } from './usage-headers.ts';

/** One request to Strava. */
export interface Call {
  /** For the log. */
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  /** The `Authorization` header. */
  authorization?: string;
  form?: Record<string, string>;
  /** Whether it counts against the application's limits; calls to the OAuth endpoints do not. */
  counted: boolean;
  priority: StravaPriority;
  /** A POST that does no harm when it arrives twice. Others are sent once, whatever happens. */
  repeatable?: boolean;
}

export interface Client {
  /** The parsed answer, `undefined` where the body is empty. Throws StravaError. */
  send(call: Call, deadline: Deadline): Promise<unknown>;
}

export interface ClientDeps {
  fetch: typeof fetch;
  clock: Clock;
  random: Pick<Random, 'unit'>;
  log: Log;
  ledger: BudgetLedger;
  policy: ClientPolicy;
}

type Attempt = { ok: true; body: unknown } | ({ ok: false } & Classified);

/** What an answer said about the application's limits, and whether it was one that counts. */
interface Told {
  counted: boolean;
  usage: Usage;
}

/** The code under which the ledger keeps "the application is inactive". */
const INACTIVE = 'AppInactive';

const isRead = (call: Call) => call.method === 'GET';
const mayRepeat = (call: Call) => call.method !== 'POST' || call.repeatable === true;

function upstream(detail: string, cause?: unknown): Attempt {
  return { ok: false, again: true, error: new StravaError('Upstream', { detail, cause }) };
}

/** The one way to Strava: budget, request, usage headers, classification; and the only place that retries. */
export function createClient({ fetch, clock, random, log, ledger, policy }: ClientDeps): Client {
  async function spend(call: Call): Promise<void> {
    const share = policy.share[call.priority];
    const taken = await ledger.take({ scope: 'read', share, now: clock.now() });
    if (!taken.granted) {
      const { retryAt, code } = taken;
      throw code === INACTIVE
        ? new StravaError('AppInactive', { detail: 'The application is inactive', retryAt })
        : new StravaError('RateLimited', { detail: `Our own budget refused (${code})`, retryAt });
    }
  }

  /** A ledger that fails now costs accuracy, not the answer that is already here. */
  async function tellLedger(work: (to: BudgetLedger) => Promise<void>): Promise<void> {
    try {
      await work(ledger);
    } catch (cause) {
      log.warn('strava_ledger_not_told', { cause });
    }
  }

  async function report(usage: Usage): Promise<void> {
    if (usage.length > 0) {
      await tellLedger((to) => to.report(usage, clock.now()));
    }
  }

  /** Makes what Strava said about the whole application known to all instances. */
  async function spread({ kind, retryAt: until }: StravaError, answer: Told): Promise<void> {
    if (until === undefined) {
      return;
    }
    if (kind === 'AppInactive') {
      log.error('strava_app_inactive', { until: until.toISOString() });
      await tellLedger((to) => to.block({ until, code: INACTIVE }));
    } else if (answer.counted && exhaustedSpan(answer.usage) === undefined) {
      // Refused without numbers the ledger could learn from; and refused calls use up the day, too.
      await tellLedger((to) => to.block({ until, code: 'rate_limited' }));
    }
  }

  async function request(call: Call, deadline: Deadline) {
    const timeoutMs = Math.min(policy.attemptMs[call.priority], deadline.leftMs());
    const response = await fetch(call.url, {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...(call.authorization === undefined ? {} : { authorization: call.authorization }),
      },
      ...(call.form === undefined ? {} : { body: new URLSearchParams(call.form) }),
      // A redirect would carry parameters to a host nobody configured.
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs))),
    });
    const usage = call.counted ? usageOf(response.headers, { isRead: isRead(call) }) : [];
    const [text] = await Promise.all([response.text(), report(usage)]);
    return { status: response.status, text, usage };
  }

  async function attempt(call: Call, deadline: Deadline): Promise<Attempt> {
    if (deadline.leftMs() === 0) {
      return upstream('No time was left to ask Strava');
    }
    if (call.counted) {
      await spend(call);
    }
    let answer: Awaited<ReturnType<typeof request>>;
    try {
      answer = await request(call, deadline);
    } catch (cause) {
      return upstream('Strava did not answer', cause);
    }
    const { status, text, usage } = answer;
    const parsed = parseBody(text);
    if (status >= 200 && status < 300) {
      return parsed.foreign
        ? upstream(`Strava answered ${status} with something else than JSON`)
        : { ok: true, body: parsed.body };
    }
    const classified = classify({ status, ...parsed, usage, now: clock.now() }, policy);
    await spread(classified.error, { counted: call.counted, usage });
    return { ok: false, ...classified };
  }

  return {
    async send(call, deadline) {
      for (let tries = 0; ; tries += 1) {
        const outcome = await attempt(call, deadline);
        if (outcome.ok) {
          return outcome.body;
        }
        const { error } = outcome;
        const fields = { call: call.name, kind: error.kind, status: error.status, tries };
        const waitMs = random.unit() * Math.min(policy.backoffMaxMs, policy.backoffMs * 2 ** tries);
        const goOn = outcome.again && tries < policy.retries && mayRepeat(call);
        if (!goOn || waitMs >= deadline.leftMs()) {
          log.warn('strava_call_failed', { ...fields, detail: error.message });
          throw error;
        }
        log.info('strava_retry', { ...fields, waitMs: Math.round(waitMs) });
        await clock.sleep(waitMs);
      }
    },
  };
}

function parseBody(text: string): { body: unknown; foreign: boolean } {
  if (text.trim() === '') {
    return { body: undefined, foreign: false };
  }
  try {
    return { body: parseJson(text), foreign: false };
  } catch {
    // Not JSON is an answer of its own kind; what it says is of no use to anybody.
    return { body: undefined, foreign: true };
  }
}
