// Put into the page that is measured: notes frames, key presses and the newest message on screen.
import { wallOffset } from './wall-clock.ts'
import type { Seen, Watched } from './watched.ts'

/** Rows that are looked at from the end on, in search of one that is wholly on screen. */
const MOST_ROWS = 400
/** Where the log is looked at, as shares of its height. */
const BLANK_AT = [0.1, 0.3, 0.5, 0.7, 0.9]
const FLOODED = /\bn(\d+) t(\d+(?:\.\d+)?) /

const offset = wallOffset()
const channel = new MessageChannel()
let watched = fresh()
let newest: Omit<Seen, 'at'> = { number: 0, saidAt: 0 }
let afterFrame: (() => void)[] = []

function fresh(): Watched {
  return { framesAt: [], blankFrames: 0, keys: [], entersAt: [], seen: [] }
}

// What is posted within a frame's callbacks runs once that frame's styles, layout and paint are done.
function after(work: () => void): void {
  afterFrame.push(work)
  if (afterFrame.length === 1) channel.port2.postMessage(0)
}

/** The last row of the log; by its ends, so that a log of any length costs the same. */
function lastRow(log: Element): Element | null {
  let row: Element | null = log
  while (row && row.tagName !== 'ARTICLE') row = row.lastElementChild
  return row
}

function findNewest(): Omit<Seen, 'at'> | null {
  const log = document.querySelector('[role=log]')
  if (!log) return null
  const edge = log.getBoundingClientRect().bottom + 1
  let row = lastRow(log)
  for (let tries = 0; row && tries < MOST_ROWS; tries++, row = row.previousElementSibling) {
    if (row.tagName !== 'ARTICLE' || row.getBoundingClientRect().bottom > edge) continue
    const found = FLOODED.exec(row.textContent)
    if (found) return { number: Number(found[1]), saidAt: Number(found[2]) }
  }
  return null
}

/** Whether some place of the log shows no row, nor what stands between rows. */
function isBlank(): boolean {
  const log = document.querySelector('[role=log]')
  if (!log) return false
  const { left, top, width, height } = log.getBoundingClientRect()
  return BLANK_AT.some((share) => {
    return document.elementFromPoint(left + width / 2, top + height * share) === log
  })
}

function look(): void {
  if (isBlank()) watched.blankFrames += 1

  newest = findNewest() ?? newest
  if (newest.number > 0) watched.seen.push({ at: performance.now() + offset, ...newest })
}

function frame(): void {
  watched.framesAt.push(performance.now() + offset)
  after(look)
  requestAnimationFrame(frame)
}

function pressed(event: KeyboardEvent): void {
  const at = event.timeStamp
  if (event.key === 'Enter') watched.entersAt.push(at + offset)
  const { keys } = watched
  requestAnimationFrame(() => after(() => keys.push(performance.now() - at)))
}

channel.port1.onmessage = () => {
  const works = afterFrame
  afterFrame = []
  for (const work of works) work()
}
window.addEventListener('keydown', pressed, { capture: true })
requestAnimationFrame(frame)
window.filoWatch = {
  start: () => {
    watched = fresh()
  },
  take: () => watched,
  newest: () => newest.number
}
