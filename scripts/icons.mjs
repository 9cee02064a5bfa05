// Draws the app's icon in every size from its one drawing: `node scripts/icons.mjs` (needs rsvg-convert).
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const icons = join(import.meta.dirname, '../assets/icons')

for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
  const file = join(icons, `${size}x${size}.png`)
  execFileSync('rsvg-convert', ['-w', String(size), join(icons, 'icon.svg'), '-o', file])
}
