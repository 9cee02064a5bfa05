// What is said of files: their names with kind and size, how far they have come, what stands for them in a line.
import type { FileLabel, FileProgress, FileView } from '../../src-preload/contract/files.ts'
import type { Words } from './words.svelte.ts'
import { bytesIn } from '../text/sizes.ts'

const SEP = ' · '

/** 2.1 MB, in the language spoken; nothing where the size is not known. */
export function sizeOf({ size }: FileView, words: Words): string {
  return size === null ? '' : bytesIn(size, words.language)
}

/** Image: cat.png, 2.1 MB. */
export function fileLabel(file: FileView, words: Words): string {
  const kind = words.t(`files.${file.kind}`)
  const { name } = file
  const size = sizeOf(file, words)
  return size === ''
    ? words.t('files.label', { kind, name })
    : words.t('files.labelSized', { kind, name, size })
}

/** The line below a file's name: how large it is, or how far it has come and how fast. */
export function fileLine(file: FileView, progress: FileProgress | null, words: Words): string {
  const { state } = file
  if (state === 'none' || state === 'here')
    return sizeOf(file, words) || words.t('files.sizeUnknown')
  if (state === 'failed') return words.failure(file.failure ?? { code: 'internal', retry: true })
  if (state === 'queued' && !progress) {
    const why = file.failure ? words.failure(file.failure) : ''
    return joined(words.t('files.waiting'), why || amountOf(file, null, words))
  }
  if (state === 'paused') return joined(words.t('files.paused'), amountOf(file, null, words))
  return joined(
    amountOf(file, progress, words),
    progress
      ? words.t('files.rate', { rate: bytesIn(progress.bytesPerSecond, words.language) })
      : '',
    progress ? remaining(progress, words) : ''
  )
}

/** The same where there is room for a word or two: when it will be there, or how much there is of it. */
export function shortLine(file: FileView, progress: FileProgress | null, words: Words): string {
  if (file.state === 'paused') return words.t('files.paused')
  if (!progress) return words.t('files.waiting')
  return progress.secondsLeft === null
    ? amountOf(file, progress, words)
    : timeLeft(progress.secondsLeft, words)
}

/** 1.2 MB of 2.1 MB. */
function amountOf(file: FileView, progress: FileProgress | null, words: Words): string {
  const total = progress?.total ?? file.size
  const moved = progress?.bytes ?? file.bytes
  const done = bytesIn(moved, words.language)
  if (total === null) return done
  const all = bytesIn(total, words.language)
  return moved === 0 ? all : words.t('files.of', { done, total: all })
}

/** 4 s left, 3 min left, 2 h left. */
export function timeLeft(seconds: number, words: Words): string {
  if (seconds < 90) return words.t('files.secondsLeft', { count: Math.max(1, Math.round(seconds)) })
  if (seconds < 5_400) return words.t('files.minutesLeft', { count: Math.round(seconds / 60) })
  return words.t('files.hoursLeft', { count: Math.round(seconds / 3_600) })
}

/** What stands for a message without words: Photo, or File: report.pdf. */
function standIn({ kind, name }: FileLabel, words: Words): string {
  if (kind === 'image') return words.t('files.photo')
  if (kind === 'audio') return words.t('files.sound', { name })
  return kind === 'video' ? words.t('files.film', { name }) : words.t('files.file', { name })
}

/** What is quoted or listed in a line: its words, else what stands for its file. */
export function quoteLine(
  { text, file }: { text: string; file?: FileLabel },
  words: Words
): string {
  return text === '' && file ? standIn(file, words) : text
}

/** A message in a line: its words, else what stands for its files. */
export function messageLine(
  { text, files }: { text: string; files: readonly Pick<FileView, 'kind' | 'name'>[] },
  words: Words
): string {
  const first = files[0]
  if (text !== '' || !first) return text
  const what = standIn(first, words)
  return files.length === 1 ? what : words.t('files.more', { what, count: files.length - 1 })
}

function remaining({ secondsLeft }: FileProgress, words: Words): string {
  return secondsLeft === null ? '' : timeLeft(secondsLeft, words)
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join(SEP)
}
