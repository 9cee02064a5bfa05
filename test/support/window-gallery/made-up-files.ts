// Files for the gallery: pictures painted on the spot, and others in every state that a file can be in.
import type {
  FileProgress,
  FileView,
  Transfer,
  Transfers
} from '../../../src-preload/contract/files.ts'
import type { Conversation, Message } from '../../../src-preload/contract/model.ts'
import { message } from './made-up.ts'

const MINUTE = 60_000
let nextId = 100

/** A file with everything at its plainest: on the server, not asked for. */
export function file(name: string, more: Partial<FileView> = {}): FileView {
  return {
    id: (nextId += 1),
    name,
    mediaType: 'application/octet-stream',
    kind: 'other',
    size: 2_134_000,
    width: null,
    height: null,
    state: 'none',
    bytes: 0,
    failure: null,
    isHere: false,
    src: null,
    thumbnail: null,
    isRisky: false,
    ...more
  }
}

/** An image that is on this computer, painted in a hue. */
function image(name: string, width: number, height: number, more: Partial<FileView> = {}) {
  const isHere = more.isHere ?? true
  const made = file(name, { kind: 'image', mediaType: 'image/jpeg', width, height, ...more })
  const state = more.state ?? 'here'
  return { ...made, state, isHere, src: isHere ? paint(made.id, width, height) : null }
}

/** A landscape of sorts, so that what is cut off can be seen. */
function paint(seed: number, width: number, height: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const brush = canvas.getContext('2d')
  if (!brush) return ''
  const hue = (seed * 67) % 360
  const sky = brush.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, `oklch(0.75 0.09 ${hue})`)
  sky.addColorStop(1, `oklch(0.93 0.05 ${(hue + 60) % 360})`)
  brush.fillStyle = sky
  brush.fillRect(0, 0, width, height)
  brush.fillStyle = `oklch(0.97 0.06 ${(hue + 90) % 360})`
  brush.beginPath()
  brush.arc(width * 0.7, height * 0.32, Math.min(width, height) * 0.11, 0, 7)
  brush.fill()
  for (const [at, light] of [
    [0.55, 0.55],
    [0.68, 0.42],
    [0.82, 0.3]
  ] as const) {
    brush.fillStyle = `oklch(${light} 0.07 ${(hue + 150) % 360})`
    brush.beginPath()
    brush.moveTo(0, height)
    for (let x = 0; x <= 16; x += 1) {
      const wave = Math.sin(x * 0.7 + seed + at * 9) * 0.06 + Math.sin(x * 1.9 + seed) * 0.03
      brush.lineTo((width * x) / 16, height * (at + wave))
    }
    brush.lineTo(width, height)
    brush.fill()
  }
  return canvas.toDataURL('image/jpeg', 0.85)
}

/** A second of silence. */
function silence(): string {
  const samples = 8_000
  const view = new DataView(new ArrayBuffer(44 + samples))
  const put = (at: number, text: string) =>
    [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)))
  put(0, 'RIFF')
  view.setUint32(4, 36 + samples, true)
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, 8_000, true)
  view.setUint32(28, 8_000, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  put(36, 'data')
  view.setUint32(40, samples, true)
  for (let n = 0; n < samples; n += 1) view.setUint8(44 + n, 128)
  return `data:audio/wav;base64,${btoa(String.fromCharCode(...new Uint8Array(view.buffer)))}`
}

/** The conversation in which files are shown. */
export const filesConversation = (serverId: string, from: Conversation): Conversation => ({
  ...from,
  id: 10,
  serverId,
  title: 'darkroom',
  topic: 'Pictures, and what goes with them',
  preview: {
    author: 'Margaret Hamilton',
    text: '',
    own: false,
    state: null,
    file: { kind: 'image', name: 'moth.jpg' }
  },
  unread: 0,
  mentions: 0,
  activeAt: Date.now() - 2 * MINUTE
})

const longName =
  'Protocollo-della-riunione-straordinaria-del-comitato-di-quartiere-del-14-novembre-versione-definitiva-3.pdf'
const ada = { author: { id: 'ada', name: 'Ada' }, own: true }
const margaret = { author: { id: 'margaret', name: 'Margaret Hamilton' } }

/** What was said and sent there. */
export function makeFileMessages(): Message[] {
  const said: (Partial<Message> & { ago: number })[] = [
    { ago: 200, text: 'The first roll is dry.' },
    { ago: 199, text: '', files: [image('moth, pinned.jpg', 1600, 1067, { size: 2_134_000 })] },
    { ago: 198, ...margaret, text: 'Lovely. A tall one and a wide one:' },
    {
      ago: 197,
      ...margaret,
      text: '',
      files: [image('tower.jpg', 600, 1400), image('panorama.jpg', 2400, 500)]
    },
    {
      ago: 150,
      text: 'The whole contact sheet, some still on the server',
      files: [
        image('sheet 1.jpg', 900, 600),
        image('sheet 2.jpg', 600, 900),
        image('sheet 3.jpg', 900, 600, { state: 'none', isHere: false, size: 8_400_000 }),
        image('sheet 4.jpg', 800, 800),
        image('sheet 5.jpg', 900, 600, {
          state: 'downloading',
          isHere: false,
          bytes: 900_000,
          size: 3_100_000
        }),
        image('sheet 6.jpg', 900, 600, {
          state: 'failed',
          isHere: false,
          failure: { code: 'file-damaged', retry: true }
        })
      ]
    },
    {
      ago: 120,
      ...ada,
      text: '',
      state: 'sending',
      files: [
        image('on its way.jpg', 1200, 800, { state: 'uploading', bytes: 700_000, size: 2_000_000 })
      ]
    },
    {
      ago: 110,
      ...margaret,
      text: 'And the papers',
      files: [
        file(longName, { mediaType: 'application/pdf', size: 812_000 }),
        file('numbers.xlsx', { state: 'downloading', bytes: 3_400_000, size: 9_100_000 }),
        file('listing.tar.gz', { state: 'paused', bytes: 41_000_000, size: 120_000_000 }),
        file('notes.txt', {
          state: 'queued',
          size: 4_100,
          failure: { code: 'network-offline', retry: true }
        }),
        file('archive.zip', { state: 'failed', failure: { code: 'file-gone', retry: false } }),
        file('report.pdf', { state: 'here', isHere: true, mediaType: 'application/pdf' }),
        file('setup.exe', { state: 'here', isHere: true, isRisky: true, size: 48_000_000 })
      ]
    },
    {
      ago: 60,
      text: '',
      files: [
        file('voice.wav', {
          kind: 'audio',
          mediaType: 'audio/wav',
          state: 'here',
          isHere: true,
          src: silence(),
          size: 8_044
        })
      ]
    },
    {
      ago: 50,
      text: '',
      files: [
        file('launch.mp4', {
          kind: 'video',
          mediaType: 'video/mp4',
          state: 'here',
          isHere: true,
          src: 'data:video/mp4;base64,',
          size: 64_000_000
        }),
        file('clip.webm', { kind: 'video', mediaType: 'video/webm', size: 12_000_000 })
      ]
    },
    {
      ago: 2,
      ...margaret,
      text: 'Is this the one?',
      reply: {
        messageId: 1_000_001,
        author: 'Grace Hopper',
        text: '',
        file: { kind: 'image', name: 'moth.jpg' }
      }
    }
  ]
  return said.map(({ ago, ...one }, n) =>
    message(1_000_000 + n, 10, { ...one, time: Date.now() - ago * MINUTE })
  )
}

/** What waits in the composer. */
export function stagedFiles(): FileView[] {
  const here = { state: 'here', isHere: true } as const
  return [
    image('moth, pinned.jpg', 1600, 1067, { size: 2_134_000 }),
    image('tower.jpg', 600, 1400, { size: 1_900_000 }),
    file('report of the committee.pdf', { ...here, size: 812_000 }),
    file('voice.wav', { ...here, kind: 'audio', size: 8_044 }),
    file('gone.txt', { ...here, size: 12, failure: { code: 'file-changed', retry: false } }),
    file('setup.exe', { ...here, isRisky: true, size: 48_000_000 })
  ]
}

/** How those that move do so. */
export function motionOf(files: readonly FileView[]): FileProgress[] {
  return files
    .filter(({ state }) => state === 'uploading' || state === 'downloading')
    .map((one, n) => ({
      fileId: one.id,
      direction: one.state === 'uploading' ? 'up' : 'down',
      bytes: one.bytes,
      total: one.size,
      bytesPerSecond: 1_240_000 / (n + 1),
      secondsLeft: n === 2 ? null : 3 + n * 140
    }))
}

/** The list of the Transfers region. */
export function madeUpTransfers(serverId: string, kind: string | undefined): Transfers {
  if (kind === 'empty') return { transfers: [], waiting: 0, running: 0, paused: 0, failed: 0 }
  const isFailing = kind === 'failed'
  const of = (one: FileView, direction: 'up' | 'down', n: number): Transfer => ({
    fileId: one.id,
    serverId,
    conversationId: n % 3 === 0 ? 10 : 1,
    messageId: 1,
    direction,
    file: one,
    createdAt: Date.now() - n * MINUTE,
    finishedAt: one.state === 'here' ? Date.now() - n * MINUTE : null
  })
  const running = [
    image('on its way.jpg', 1200, 800, { state: 'uploading', bytes: 700_000, size: 2_000_000 }),
    file(longName, { state: 'downloading', bytes: 300_000_000, size: 1_200_000_000 }),
    file('numbers.xlsx', { state: 'downloading', bytes: 3_400_000, size: null })
  ]
  const waiting = [
    file('listing.tar.gz', { state: 'paused', bytes: 41_000_000, size: 120_000_000 }),
    file('notes.txt', {
      state: 'queued',
      size: 4_100,
      failure: { code: 'network-offline', retry: true }
    }),
    ...Array.from({ length: 4 }, (_, n) => file(`scan-${n + 1}.tiff`, { state: 'queued' }))
  ]
  const failed = [
    file('archive.zip', { state: 'failed', failure: { code: 'file-gone', retry: false } }),
    file('huge.iso', { state: 'failed', failure: { code: 'file-too-large', retry: false } }),
    file('private.bin', {
      state: 'failed',
      failure: { code: 'file-address-refused', retry: false }
    })
  ]
  const done = [
    image('moth, pinned.jpg', 1600, 1067),
    file('report.pdf', { state: 'here', isHere: true })
  ]
  const shown = isFailing ? [...failed, ...done] : [...running, ...waiting, ...done]
  return {
    transfers: shown.map((one, n) => of(one, one.kind === 'image' ? 'up' : 'down', n)),
    running: isFailing ? 0 : 3,
    waiting: isFailing ? 0 : 1_204,
    paused: isFailing ? 0 : 1,
    failed: isFailing ? 3 : 0
  }
}
