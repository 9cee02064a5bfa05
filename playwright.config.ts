// The end-to-end suite: built Filo windows, driven as a person would.
import { defineConfig } from '@playwright/test'
import { availableParallelism } from 'node:os'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './scripts/with-electron.mjs',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each test opens windows of several processes each.
  workers: availableParallelism() >= 4 ? 2 : 1,
  fullyParallel: false,
  // A test that passes at the second try hides what this app promises: that nothing is lost.
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' }
})
