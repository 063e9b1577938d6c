import { expect, it } from 'vitest';
import { createPatientFetch } from '../../lib/db/patient-fetch.ts';

function setUp(answers: (Response | Error | 'never')[]) {
  const methods: (string | undefined)[] = [];
  const patient = createPatientFetch({
    patience: { deadlineMs: 40, readAttempts: 2 },
    fetch: async (_input, init) => {
      methods.push(init?.method);
      const answer = answers.shift();
      if (answer === 'never') {
        return new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
        });
      }
      if (answer instanceof Response) return answer;
      throw answer ?? new Error('asked too often');
    },
  });
  return { patient, methods };
}

const lost = () => new TypeError('fetch failed');

it('a read that the network lost is sent again, once', async () => {
  const { patient, methods } = setUp([lost(), new Response('ok')]);
  expect(await (await patient('http://x', { method: 'GET' })).text()).toBe('ok');
  expect(methods).toEqual(['GET', 'GET']);
  await expect(setUp([lost(), lost()]).patient('http://x', { method: 'GET' })).rejects.toThrow(
    'fetch failed',
  );
});

it('a write is sent once', async () => {
  const { patient, methods } = setUp([lost()]);
  await expect(patient('http://x', { method: 'POST' })).rejects.toThrow('fetch failed');
  expect(methods).toEqual(['POST']);
});

it('a call without an answer ends at the deadline and is not sent again', async () => {
  const { patient, methods } = setUp(['never']);
  await expect(patient('http://x', { method: 'GET' })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(methods).toHaveLength(1);
});

it('the caller’s own signal counts too', async () => {
  const { patient } = setUp(['never']);
  const controller = new AbortController();
  const answer = patient('http://x', { method: 'GET', signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(answer).rejects.toThrow('enough');
});
