import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Connectivity } from './connectivity';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('connectivity', () => {
  test('asks again at growing intervals and tells when the next one is', async () => {
    let answers = false;
    const asked: number[] = [];
    const connectivity = new Connectivity(async () => {
      asked.push(Date.now());
      if (!answers) throw new Error('away');
    });
    connectivity.lost();
    expect(connectivity.current()).toEqual({ up: false, retryAt: 1_000, trying: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connectivity.current()).toEqual({ up: false, retryAt: 3_000, trying: false });
    await vi.advanceTimersByTimeAsync(6_000);
    answers = true;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(asked).toEqual([1_000, 3_000, 7_000, 15_000]);
    expect(connectivity.current()).toEqual({ up: true });
  });

  test('several that find it gone share one probe', async () => {
    const probe = vi.fn<() => Promise<void>>(async () => undefined);
    const connectivity = new Connectivity(probe);
    connectivity.lost();
    connectivity.lost();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(probe).toHaveBeenCalledTimes(1);
  });

  test('a person can ask at once', async () => {
    const connectivity = new Connectivity(async () => undefined);
    connectivity.lost();
    connectivity.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(connectivity.current()).toEqual({ up: true });
  });

  test('who waits goes on when it is back, or when they no longer want to', async () => {
    const connectivity = new Connectivity(async () => undefined);
    await connectivity.whenUp(new AbortController().signal);
    connectivity.lost();
    const leaving = new AbortController();
    const left = connectivity.whenUp(leaving.signal).catch(() => 'left');
    const waits = connectivity.whenUp(new AbortController().signal).then(() => 'back');
    leaving.abort();
    expect(await left).toBe('left');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await waits).toBe('back');
  });
});
