import { createHmac } from 'node:crypto';
import type { SimulatorClock } from './clock.ts';
import { mulberry32, shuffled } from './random.ts';

export interface Subscription {
  id: number;
  callbackUrl: string;
  createdS: number;
}

/** Strava's event body. */
interface WebhookEvent {
  aspect_type: 'create' | 'update' | 'delete';
  /** Epoch s. */
  event_time: number;
  object_id: number;
  object_type: 'activity' | 'athlete';
  owner_id: number;
  subscription_id: number;
  updates: Record<string, string>;
}

/** How deliveries go wrong on purpose. */
export interface WebhookSettings {
  /** Extra copies of every event. */
  duplicate: number;
  /** Chance in [0, 1] that an event is never sent. */
  drop: number;
  /** Events of a short while are sent in another order. */
  reorder: boolean;
  /** Wait before the first attempt, real ms. */
  delayMs: number;
}

/** What became of one event, or of one copy of it. */
export interface Delivery {
  event: WebhookEvent;
  dropped: boolean;
  /** Status per attempt; 0 where nobody answered in time. */
  attempts: number[];
  /** Whether an attempt was answered with 200. */
  delivered: boolean;
}

export interface Webhooks {
  subscription(): Subscription | undefined;
  setSubscription(subscription: Subscription | undefined): void;
  settings(): WebhookSettings;
  configure(settings: Partial<WebhookSettings>): void;
  /** Sends an event if there is a subscription. */
  send(event: Omit<WebhookEvent, 'event_time' | 'subscription_id'>): void;
  deliveries(): Delivery[];
  /** Resolves once nothing is waiting to be sent or retried. */
  settled(): Promise<void>;
  reset(): void;
  close(): void;
}

const undisturbed: WebhookSettings = { duplicate: 0, drop: 0, reorder: false, delayMs: 0 };
const attemptsInTotal = 3;
const answerWithinMs = 2000;
const reorderWindowMs = 120;

/** Delivers events to the one subscription, three attempts in total, and keeps an account of it. */
export function createWebhooks(options: {
  clock: SimulatorClock;
  /** Decides what is dropped and how events are mixed up. */
  seed: number;
  retryMs: number;
  signingKey: string | undefined;
  log: (line: string) => void;
}): Webhooks {
  const { clock, retryMs } = options;
  let random = mulberry32(options.seed);
  const timers = new Set<NodeJS.Timeout>();
  let ended = new AbortController();
  let subscription: Subscription | undefined;
  let settings = { ...undisturbed };
  let deliveries: Delivery[] = [];
  let batch: Delivery[] = [];
  let pending = 0;
  let waiting: (() => void)[] = [];
  // First attempts go out one after the other: without `reorder`, events arrive as they happened.
  let queue: Promise<void> = Promise.resolve();

  const finished = (): void => {
    pending -= 1;
    if (pending > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
  };
  const later = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  const post = async (callbackUrl: string, event: WebhookEvent): Promise<number> => {
    const body = JSON.stringify(event);
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (options.signingKey !== undefined) {
      const mac = createHmac('sha256', options.signingKey).update(`${clock.nowS()}.${body}`);
      headers['X-Strava-Signature'] = `t=${clock.nowS()},v1=${mac.digest('hex')}`;
    }
    const signal = AbortSignal.any([AbortSignal.timeout(answerWithinMs), ended.signal]);
    try {
      const response = await fetch(callbackUrl, { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      options.log(`webhook to ${callbackUrl} failed: ${String(error)}`);
      return 0;
    }
  };
  const attempt = async (delivery: Delivery): Promise<void> => {
    const signal = ended.signal;
    // Whoever unsubscribes or moves meanwhile gets what is still under way at the new place.
    const target = subscription;
    const status = target === undefined ? 0 : await post(target.callbackUrl, delivery.event);
    if (signal.aborted) return;
    delivery.attempts.push(status);
    delivery.delivered = status === 200;
    if (delivery.delivered || target === undefined || delivery.attempts.length >= attemptsInTotal) {
      finished();
    } else {
      later(retryMs, () => void attempt(delivery));
    }
  };
  const enqueue = (delivery: Delivery): void => {
    queue = queue.then(() => attempt(delivery));
  };
  const flush = (): void => {
    const events = batch;
    batch = [];
    const mixed = shuffled(random, events);
    // A shuffle may leave all as it was; asked to reorder, do.
    if (mixed.every((delivery, i) => delivery === events[i])) mixed.reverse();
    for (const delivery of mixed) enqueue(delivery);
  };
  const start = (delivery: Delivery): void => {
    if (!settings.reorder) return enqueue(delivery);
    batch.push(delivery);
    if (batch.length === 1) later(reorderWindowMs, flush);
  };
  const close = (): void => {
    ended.abort();
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    batch = [];
    queue = Promise.resolve();
    pending = 0;
    for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    subscription: () => subscription,
    setSubscription(next) {
      subscription = next;
    },
    settings: () => ({ ...settings }),
    configure(next) {
      settings = { ...settings, ...next };
    },
    send(partial) {
      if (subscription === undefined) return;
      const event = { ...partial, event_time: clock.nowS(), subscription_id: subscription.id };
      const dropped = settings.drop > 0 && random() < settings.drop;
      for (let copy = 0; copy <= settings.duplicate; copy += 1) {
        const delivery: Delivery = { event, dropped, attempts: [], delivered: false };
        deliveries.push(delivery);
        if (dropped) break;
        pending += 1;
        if (settings.delayMs > 0) later(settings.delayMs, () => start(delivery));
        else start(delivery);
      }
    },
    deliveries: () =>
      deliveries.map((delivery) => ({ ...delivery, attempts: [...delivery.attempts] })),
    settled: () =>
      pending === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    reset() {
      close();
      ended = new AbortController();
      subscription = undefined;
      settings = { ...undisturbed };
      deliveries = [];
      random = mulberry32(options.seed);
    },
    close,
  };
}
