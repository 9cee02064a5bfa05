// Draws the app's icons in every size from their drawings: `node scripts/icons.mjs` (needs rsvg-convert).
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const icons = join(import.meta.dirname, '../assets/icons')
/** The thread of the icon, drawn a little bolder where it is small. */
const THREAD =
  'M190 818 C 330 822 384 724 512 724 C 678 724 812 614 812 474 C 812 332 680 220 516 220 C 350 220 220 332 220 474 C 220 566 266 652 350 704'

for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
  const file = join(icons, `${size}x${size}.png`)
  execFileSync('rsvg-convert', ['-w', String(size), join(icons, 'icon.svg'), '-o', file])
}

mkdirSync(join(icons, 'tray'), { recursive: true })
mkdirSync(join(icons, 'overlay'), { recursive: true })
for (const isUnread of [false, true]) {
  const name = isUnread ? 'unread' : 'read'
  draw(tray('#e2431e', '#2f7f95', isUnread), 32, `tray/${name}.png`)
  // macOS colours these itself.
  for (const [size, end] of /** @type {const} */ ([
    [18, ''],
    [36, '@2x']
  ])) {
    draw(tray('#000', '#000', isUnread), size, `tray/${name}Template${end}.png`)
  }
}
for (const count of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+']) {
  draw(overlay(count), 32, `overlay/${count === '9+' ? 'more' : count}.png`)
}

/**
 * @param {string} thread colour
 * @param {string} dot colour
 * @param {boolean} isUnread
 */
function tray(thread, dot, isUnread) {
  // What is cut out around the dot keeps it apart from the thread where there is but one colour.
  const cut =
    '<mask id="m"><rect width="1024" height="1024" fill="#fff"/><circle cx="792" cy="792" r="270" fill="#000"/></mask>'
  const line = `<path fill="none" stroke="${thread}" stroke-width="104" stroke-linecap="round" stroke-linejoin="round" d="${THREAD}"`
  const mark = `<circle cx="792" cy="792" r="206" fill="${dot}"/>`
  return isUnread ? `${cut}${line} mask="url(#m)"/>${mark}` : `${line}/>`
}

/** @param {string} count */
function overlay(count) {
  const size = count.length > 1 ? 560 : 680
  return `<circle cx="512" cy="512" r="500" fill="#c0163f"/><text x="512" y="${512 + size * 0.36}" text-anchor="middle" font-family="DejaVu Sans, sans-serif" font-weight="700" font-size="${size}" fill="#fff">${count}</text>`
}

/**
 * @param {string} drawing in a square of 1024
 * @param {number} size px
 * @param {string} name below assets/icons
 */
function draw(drawing, size, name) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">${drawing}</svg>`
  const to = ['-w', String(size), '-h', String(size), '-o', join(icons, name)]
  execFileSync('rsvg-convert', to, { input: svg })
}
