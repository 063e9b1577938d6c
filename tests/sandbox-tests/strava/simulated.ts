import { onTestFinished } from 'vitest';
import {
  type StravaSimulator,
  type StravaSimulatorOptions,
  startStravaSimulator,
} from '../../sandbox/strava/start.ts';

/** What every simulator of these tests takes for now; a Friday, in winter time. */
export const nowOfTests = new Date('2026-11-20T12:00:00Z');

const noLimits = { short: 1e9, day: 1e9, readShort: 1e9, readDay: 1e9 };

/** A simulator on a free port with a fixed clock and no limits, closed when the test is done. */
export async function simulated(options: StravaSimulatorOptions = {}): Promise<StravaSimulator> {
  const simulator = await startStravaSimulator({
    port: 0,
    now: () => nowOfTests,
    limits: noLimits,
    webhookRetryMs: 20,
    uploadProcessingMs: 30,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** One athlete with tokens for these scopes. */
export interface Connected {
  simulator: StravaSimulator;
  athleteId: number;
  refreshToken: string;
  /** A request to the API with the athlete's token. */
  api: (path: string, init?: RequestInit) => Promise<Response>;
  /** The same, answered with 200 and read as JSON. */
  json: <T = Json>(path: string) => Promise<T>;
}

export type Json = Record<string, unknown>;

/** The values of a stream that has to be there. */
export function valuesOf(
  streams: Record<string, { data?: unknown } | undefined>,
  key: string,
): number[] {
  const data = streams[key]?.data;
  if (!Array.isArray(data)) throw new Error(`no stream ${key}`);
  return data as number[];
}

/** Connects an athlete of a seed. */
export function connected(
  simulator: StravaSimulator,
  input: {
    seed?: number;
    historyDays?: number;
    scopes?: readonly string[];
    athleteId?: number;
  } = {},
): Connected {
  const { seed = 1, historyDays = 60, scopes } = input;
  const athleteId = input.athleteId ?? simulator.sim.addAthlete({ seed, historyDays }).id;
  const grant = simulator.sim.connect(athleteId, scopes);
  const api = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${grant.accessToken}`);
    return fetch(`${simulator.url}/api/v3${path}`, { ...init, headers });
  };
  const json = async <T>(path: string): Promise<T> => {
    const response = await api(path);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return { simulator, athleteId, refreshToken: grant.refreshToken, api, json };
}

/** A call of the control API over HTTP. */
export async function control(
  simulator: StravaSimulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${simulator.url}/_sim${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

/** Status and parsed body of a response. */
export async function answerOf(
  response: Promise<Response>,
): Promise<{ status: number; body: unknown }> {
  const answer = await response;
  return { status: answer.status, body: await answer.json() };
}

/** Strava's error body with one entry. */
export function fault(message: string, resource: string, field: string, code: string): Json {
  return { message, errors: [{ resource, field, code }] };
}
