// Words, boxes and movements of files: what is said of them, the room they get, where an image stands.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Words } from '../../../src-renderer/i18n/words.svelte.ts'
import { pastedFiles } from '../../../src-renderer/parts/compose/incoming.ts'
import {
  fitted,
  isLarger,
  moved,
  stepScale,
  zoomed
} from '../../../src-renderer/parts/viewer/pan-zoom.ts'
import {
  fileLabel,
  fileLine,
  messageLine,
  timeLeft
} from '../../../src-renderer/i18n/file-words.ts'
import { sortOf } from '../../../src-renderer/text/file-sort.ts'
import { gridColumns, imageBox } from '../../../src-renderer/text/image-box.ts'
import { smallSize } from '../../../src-renderer/state/small-pictures/fit.ts'
import { fileView } from '../../support/file-view.ts'

describe('the words of a file', () => {
  const cat = fileView({ name: 'cat.png', kind: 'image', size: 2_134_000 })

  it('name it by kind, name and size in the language spoken', () => {
    const words = new Words()
    expect(fileLabel(cat, words)).toBe('Image: cat.png, 2.1 MB')
    words.language = 'it'
    expect(fileLabel(cat, words)).toBe('Immagine: cat.png, 2,1 MB')
    expect(fileLabel(fileView({ name: 'x', size: null }), words)).toBe('File: x')
  })

  it('say how far it has come, how fast, and how long it takes', () => {
    const moving = fileView({ state: 'downloading', size: 2_000_000, bytes: 500_000 })
    const progress = {
      fileId: 1,
      direction: 'down' as const,
      bytes: 1_200_000,
      total: 2_000_000,
      bytesPerSecond: 350_000,
      secondsLeft: 4
    }
    const words = new Words()
    expect(fileLine(moving, progress, words)).toBe('1.2 MB of 2.0 MB · 350 KB/s · 4 s left')
    expect(fileLine({ ...moving, state: 'paused' }, null, words)).toBe('Paused · 500 KB of 2.0 MB')
  })

  it('say why it failed or waits', () => {
    const failure = { code: 'file-gone' as const, retry: false }
    const words = new Words()
    expect(fileLine(fileView({ state: 'failed', failure }), null, words)).toBe(
      words.failure(failure)
    )
    expect(fileLine(fileView({ state: 'queued', failure }), null, words)).toContain(
      words.failure(failure)
    )
  })

  it('round the time that is left', () => {
    const words = new Words()
    expect([0.2, 89, 91, 5_500].map((seconds) => timeLeft(seconds, words))).toEqual([
      '1 s left',
      '89 s left',
      '2 min left',
      '2 h left'
    ])
  })

  it('stand for a message that has none', () => {
    const words = new Words()
    const report = fileView({ name: 'report.pdf' })
    expect(messageLine({ text: '', files: [cat] }, words)).toBe('Photo')
    expect(messageLine({ text: '', files: [report] }, words)).toBe('File: report.pdf')
    expect(messageLine({ text: '', files: [report, cat, cat] }, words)).toBe(
      'File: report.pdf, and 2 more'
    )
    expect(messageLine({ text: 'look', files: [cat] }, words)).toBe('look')
  })

  it('tell the sorts of files apart by kind, then by the end of the name', () => {
    expect(sortOf(fileView({ name: 'a.ZIP' }))).toBe('archive')
    expect(sortOf(fileView({ name: 'a.sh', isRisky: true }))).toBe('program')
    expect(sortOf(fileView({ name: 'a.zip', kind: 'image' }))).toBe('image')
    expect(sortOf(fileView({ name: 'zip' }))).toBe('plain')
  })
})

describe('the room of an image', () => {
  const pixels = fc.integer({ min: 1, max: 30_000 })

  it('is bounded whatever the image says of itself', () => {
    fc.assert(
      fc.property(pixels, pixels, (width, height) => {
        const box = imageBox(width, height)
        expect(box.width).toBeLessThanOrEqual(380)
        expect(box.height).toBeLessThanOrEqual(320)
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(96)
      })
    )
  })

  it('keeps the proportions of a photograph, and is there where nobody knows them', () => {
    expect(imageBox(1600, 1200)).toEqual({ width: 380, height: 285 })
    expect(imageBox(null, null)).toEqual({ width: 280, height: 200 })
  })

  it('stands in twos or threes', () => {
    expect([2, 3, 4, 5, 30].map(gridColumns)).toEqual([2, 3, 2, 3, 3])
  })

  it('is never enlarged for its small picture, and never thinner than can be drawn', () => {
    fc.assert(
      fc.property(pixels, pixels, (width, height) => {
        const small = smallSize(width, height)
        expect(small.width).toBeLessThanOrEqual(Math.min(width, 720))
        expect(small.height).toBeLessThanOrEqual(Math.min(height, 720))
        expect(Math.min(small.width, small.height)).toBeGreaterThanOrEqual(1)
      })
    )
  })
})

describe('an image in the viewer', () => {
  const image = { width: 2_000, height: 1_000 }
  const frame = { width: 500, height: 500 }

  it('is seen whole at first, and not enlarged', () => {
    expect(fitted(image, frame)).toEqual({ scale: 0.25, x: 0, y: 0 })
    expect(fitted({ width: 10, height: 10 }, frame).scale).toBe(1)
  })

  it('keeps what is under the pointer there while it grows', () => {
    const at = { x: 100, y: 40 }
    const before = fitted(image, frame)
    const after = zoomed(before, 1, { image, frame, at })
    const pixelBefore = (at.x - before.x) / before.scale
    expect((at.x - after.x) / after.scale).toBeCloseTo(pixelBefore)
  })

  it('never leaves the frame, however it is zoomed and moved', () => {
    const act = fc.oneof(
      fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }) }),
      fc.constantFrom(1 as const, -1 as const)
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let now = fitted(image, frame)
        for (const one of acts) {
          now =
            typeof one === 'number'
              ? zoomed(now, stepScale(now.scale, one), { image, frame })
              : moved(now, one, image, frame)
          const overX = Math.max(0, (image.width * now.scale - frame.width) / 2)
          expect(Math.abs(now.x)).toBeLessThanOrEqual(overX + 0.001)
          expect(now.scale).toBeGreaterThanOrEqual(0.25)
          expect(now.scale).toBeLessThanOrEqual(16)
        }
      })
    )
  })

  it('can be moved only where it is larger than the frame', () => {
    expect(isLarger(fitted(image, frame), image, frame)).toBe(false)
    expect(isLarger({ scale: 1, x: 0, y: 0 }, image, frame)).toBe(true)
  })
})

describe('a paste', () => {
  const picture = new File(['x'], 'image.png', { type: 'image/png' })
  const clipboard = (types: string[], text = '') =>
    ({ files: [picture], types, getData: () => text }) as unknown as DataTransfer

  it('takes a picture, under a name that says what it is', () => {
    expect(pastedFiles(clipboard(['Files']), 'Pasted picture')[0]?.name).toBe('Pasted picture.png')
  })

  it('takes the picture that was copied out of a page', () => {
    expect(pastedFiles(clipboard(['text/html', 'Files']), 'P')).toHaveLength(1)
  })

  it('means the words where a writing program put a picture of them beside them', () => {
    const types = ['text/plain', 'text/html', 'Files']
    expect(pastedFiles(clipboard(types, 'words'), 'P')).toEqual([])
  })

  it('is words where there is no file', () => {
    expect(pastedFiles(null, 'P')).toEqual([])
  })
})
