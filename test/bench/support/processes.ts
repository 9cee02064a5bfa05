// What a program and all the processes that it started cost, as Linux counts it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What was used by then, since each process began. */
export interface Used {
  cpuSeconds: number
  /** How often each thread was given a processor, by its id: context switches. */
  wakeUps: ReadonlyMap<number, number>
}

/** What was used between two looks. */
export interface UsedBetween {
  cpuSeconds: number
  wakeUps: number
}

/** Linux alone says what is counted here. */
export const isCountable = process.platform === 'linux'

/** Processor time and wake-ups of a process and all below it. */
export function usedBy(root: number): Used {
  const pids = tree(root)
  return {
    cpuSeconds: sum(pids, cpuSecondsOf),
    wakeUps: new Map(pids.flatMap(wakeUpsOf))
  }
}

/** What was used since `before`; of a thread that has ended meanwhile nobody knows how often it woke: not counted. */
export function usedBetween(before: Used, after: Used): UsedBetween {
  const woken = [...after.wakeUps].map(
    ([thread, count]) => count - (before.wakeUps.get(thread) ?? 0)
  )
  return {
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    wakeUps: sum(woken, (count) => count)
  }
}

/** The memory of a process and all below it, MB: pages that several share count once (PSS). */
export function memoryOf(root: number): number {
  return sum(tree(root), (pid) => numberIn(read(pid, 'smaps_rollup'), /^Pss: +(\d+)/m) * 1024) / 1e6
}

/** The memory of one process (RSS), MB: now, and at its most since `forgetPeak`. */
export function residentOf(pid: number): { now: number; peak: number } {
  const status = read(pid, 'status')
  const megabytes = (pattern: RegExp): number => (numberIn(status, pattern) * 1024) / 1e6
  return { now: megabytes(/^VmRSS:\s+(\d+)/m), peak: megabytes(/^VmHWM:\s+(\d+)/m) }
}

/** From now on the most that this process held counts anew. */
export function forgetPeak(pid: number): void {
  writeFileSync(join('/proc', String(pid), 'clear_refs'), '5')
}

function tree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
    const parent = Number(fieldsOf(pid)[1] ?? 0)
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)]
  return below(root)
}

/** Hundredths of a second, threads that have ended included. */
function cpuSecondsOf(pid: number): number {
  const fields = fieldsOf(pid)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100
}

function wakeUpsOf(pid: number): [thread: number, count: number][] {
  const threads = attempt(() => readdirSync(join('/proc', String(pid), 'task')), [])
  return threads.map(Number).map((thread) => {
    const status = read(pid, join('task', String(thread), 'status'))
    const count =
      numberIn(status, /^voluntary_ctxt_switches:\s+(\d+)/m) +
      numberIn(status, /^nonvoluntary_ctxt_switches:\s+(\d+)/m)
    return [thread, count]
  })
}

/** The fields of `stat` behind the name, which may hold anything. */
function fieldsOf(pid: number): string[] {
  const stat = read(pid, 'stat')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** A process may end while it is looked at: then it costs nothing any more. */
function read(pid: number, name: string): string {
  return attempt(() => readFileSync(join('/proc', String(pid), name), 'utf8'), '')
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0)
}

function sum(all: readonly number[], of: (one: number) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
