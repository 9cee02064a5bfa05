// The room that an image gets in a message: known before a byte of it is there, so that nothing jumps.

/** The largest box of one image, CSS px. */
const WIDEST = 380
const TALLEST = 320
/** Smaller ones would not hold what stands over them. */
const NARROWEST = 140
const LOWEST = 96
/** Where nobody knows how large the image is. */
const UNKNOWN = { width: 280, height: 200 }

export interface Box {
  width: number
  height: number
}

/** The box of an image of so many pixels, in its own proportions as far as they can be drawn. */
export function imageBox(width: number | null, height: number | null): Box {
  if (width === null || height === null || width < 1 || height < 1) return UNKNOWN
  const scale = Math.min(1, WIDEST / width, TALLEST / height)
  return {
    width: Math.round(Math.max(NARROWEST, width * scale)),
    height: Math.round(Math.max(LOWEST, height * scale))
  }
}

/** How many squares stand side by side in a message of so many images. */
export function gridColumns(images: number): 2 | 3 {
  return images === 2 || images === 4 ? 2 : 3
}
