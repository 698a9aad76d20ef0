import { defineConfig } from '@playwright/test';
import { chromium } from './e2e/browser';

// The page in a real browser against the built gateway, server and demo database, which e2e/setup.ts starts.
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/setup.ts',
  outputDir: '../../../target/page-tests',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // Far beyond what a loaded machine needs.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    launchOptions: chromium(),
    // Of steps only that they were taken: films and copies of the page would take a quarter of the tests' time.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
  },
  projects: [
    { name: 'page', testMatch: '*.spec.ts' },
    { name: 'screenshot', testMatch: 'screenshot.ts' },
    // Measures, and so has the machine to itself.
    { name: 'bench', testMatch: 'bench.ts', workers: 1, use: { trace: 'off' } },
  ],
});
