// Counts what a suite's own report says.
import { readFileSync } from 'node:fs'

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */
/** @typedef {(report: unknown) => Tally} ReadReport */

/** A suite of which nothing ran and nothing was expected to. */
export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 })

/**
 * Something whose exit code is its whole answer counts as one.
 * @param {boolean} hasPassed
 * @returns {Tally}
 */
export function tallyOfOne(hasPassed) {
  return { passed: hasPassed ? 1 : 0, failed: hasPassed ? 0 : 1, skipped: 0 }
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (total, tally) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped
    }),
    NOTHING
  )
}

/** @param {Tally} tally */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/**
 * Reads a suite's report. A suite that broke without naming a test (its set-up failed, it was
 * killed, an error went past all tests), or that ran nothing at all, counts as one failure.
 * @param {string} file
 * @param {number} exitCode of the suite's program
 * @param {ReadReport} read
 * @returns {Tally}
 */
export function tallyOfReport(file, exitCode, read) {
  const tally = readSafely(file, read)
  if (tally === undefined) return tallyOfOne(false)
  const isSilentFailure = exitCode !== 0 && tally.failed === 0
  const isEmpty = tally.passed + tally.failed + tally.skipped === 0
  return isSilentFailure || isEmpty ? sum([tally, tallyOfOne(false)]) : tally
}

/**
 * @param {string} file
 * @param {ReadReport} read
 */
function readSafely(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // No report, or half of one: the suite did not come to its end.
    return undefined
  }
}

/** @type {ReadReport} */
export function readVitest(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    /** @type {Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number> & { testResults: { status: string, assertionResults: { status: string }[] }[] }} */ (
      report
    )
  // A file that cannot be loaded fails without a failed test in it.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests
  }
}

/** @type {ReadReport} */
export function readPlaywright(report) {
  const { stats, errors } =
    /** @type {{ stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>, errors: unknown[] }} */ (
      report
    )
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped
  }
}
