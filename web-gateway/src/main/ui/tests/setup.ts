import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';

// What browsers have and happy-dom lacks.
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.scrollIntoView ??= () => undefined;
vi.stubGlobal(
  'IntersectionObserver',
  class implements Pick<IntersectionObserver, 'observe' | 'disconnect'> {
    #isConnected = true;

    constructor(private readonly callback: (entries: { isIntersecting: boolean }[]) => void) {}

    // Everything is in view.
    observe(): void {
      queueMicrotask(() => {
        if (this.#isConnected) this.callback([{ isIntersecting: true }]);
      });
    }

    disconnect(): void {
      this.#isConnected = false;
    }
  },
);

// The whole page as text helps nobody. The limit is far beyond what a loaded machine needs.
configure({
  asyncUtilTimeout: 20_000,
  getElementError: (message) => new Error(message?.split('\n', 1)[0]),
});

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  cleanup();
});
