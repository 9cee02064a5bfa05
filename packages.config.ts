// The suite that looks at Filo as a person gets it: packed, with its fuses set, started by its launcher.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/package',
  outputDir: 'test-results/package',
  globalSetup: './scripts/with-packages.mjs',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list'
})
