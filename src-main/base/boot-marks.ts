// Notes the moments of a process's start by the one clock that all processes of a computer share.
import { BOOT_MARKS, type BootMark } from '../../src-preload/contract/boot.ts'

const marks: BootMark[] = []

/** The computer's monotonic clock, ms: the same count in every process. */
export function bootNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Notes that something of the start is done; `what` in plain small letters. */
export function markBoot(what: string, at = bootNow()): void {
  if (marks.length < BOOT_MARKS) marks.push({ what, at })
}

/** What this process has noted, in order. */
export function bootMarks(): BootMark[] {
  return [...marks]
}
