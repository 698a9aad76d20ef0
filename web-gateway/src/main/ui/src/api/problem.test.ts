import { expect, test } from 'vitest';
import { Problem } from './problem';

test.each([
  ['STORE_UNAVAILABLE', 503, true],
  ['', 503, true],
  ['DATABASE_UNREACHABLE', 503, false],
  ['PROVIDER_UNAVAILABLE', 503, false],
  ['STATEMENT_TIMEOUT', 504, false],
])('%s with status %d tells that the server is away: %s', (reason, status, isAway) => {
  expect(Problem.from({ reason }, status).transient).toBe(isAway);
});
