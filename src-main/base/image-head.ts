// What a file is by its first bytes: whether the window may show it as a picture, and how large that would be.
import { imageSize } from 'image-size'
import { kindOf } from './file-name.ts'

/** Bytes that are enough for an image's size: photographs carry long headers. */
export const imageHeadBytes = 256 * 1024

const imageTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp'
}

export interface Looks {
  mediaType: string
  kind: 'image' | 'audio' | 'video' | 'other'
  /** Pixels, of images. */
  width: number | null
  height: number | null
}

/** Type, kind and pixels by the first bytes; what only calls itself an image is none. */
export function whatIs(head: Uint8Array, mediaType: string): Looks {
  const image = imageIn(head)
  if (image) {
    const { type, width, height } = image
    return { mediaType: type, kind: kindOf(type), width, height }
  }
  const kind = kindOf(mediaType)
  return { mediaType, kind: kind === 'image' ? 'other' : kind, width: null, height: null }
}

/** Pixels as the header says, turned as the picture is shown; null where it is no image that is shown. */
export function imageIn(head: Uint8Array): { type: string; width: number; height: number } | null {
  try {
    const { type, width, height, orientation } = imageSize(head)
    const known = imageTypes[type ?? '']
    if (known === undefined || !(width > 0) || !(height > 0)) return null
    const isTurned = orientation !== undefined && orientation >= 5
    return isTurned ? { type: known, width: height, height: width } : { type: known, width, height }
  } catch {
    return null // no image, or none that can be told by its beginning
  }
}
