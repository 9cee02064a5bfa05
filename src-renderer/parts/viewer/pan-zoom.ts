// Where an image stands in the viewer: how large it is drawn, and how far it is moved.

/** How far one may zoom in, image px to CSS px. */
const MOST = 16
const STEP = 1.25

export interface Size {
  width: number
  height: number
}

/** Scale 1: an image px on a CSS px. The offset is of its middle from the middle of the frame, CSS px. */
export interface Standing {
  scale: number
  x: number
  y: number
}

/** The scale at which the whole image is seen; it is never enlarged for that. */
export function fitScale(image: Size, frame: Size): number {
  if (image.width === 0 || image.height === 0) return 1
  return Math.min(1, frame.width / image.width, frame.height / image.height)
}

/** The whole image, in the middle. */
export function fitted(image: Size, frame: Size): Standing {
  return { scale: fitScale(image, frame), x: 0, y: 0 }
}

/** Zooms to a scale so that what is at a point of the frame (from its middle) stays there. */
export function zoomed(
  now: Standing,
  scale: number,
  { image, frame, at = { x: 0, y: 0 } }: { image: Size; frame: Size; at?: { x: number; y: number } }
): Standing {
  const least = Math.min(fitScale(image, frame), 1)
  const next = Math.max(least, Math.min(MOST, scale))
  const ratio = next / now.scale
  const x = at.x - (at.x - now.x) * ratio
  const y = at.y - (at.y - now.y) * ratio
  return kept({ scale: next, x, y }, image, frame)
}

/** Moves it, as far as there is image to be seen. */
export function moved(now: Standing, by: { x: number; y: number }, image: Size, frame: Size) {
  return kept({ scale: now.scale, x: now.x + by.x, y: now.y + by.y }, image, frame)
}

/** One step in or out. */
export function stepScale(scale: number, direction: 1 | -1): number {
  return direction === 1 ? scale * STEP : scale / STEP
}

/** Whether some of it lies outside of the frame. */
export function isLarger({ scale }: Standing, image: Size, frame: Size): boolean {
  return image.width * scale > frame.width + 1 || image.height * scale > frame.height + 1
}

function kept({ scale, x, y }: Standing, image: Size, frame: Size): Standing {
  const overX = Math.max(0, (image.width * scale - frame.width) / 2)
  const overY = Math.max(0, (image.height * scale - frame.height) / 2)
  return { scale, x: between(x, overX), y: between(y, overY) }
}

function between(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value))
}
