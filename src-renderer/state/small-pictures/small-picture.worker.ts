// Draws an image small, away from the window's thread: bytes in, bytes out, no other way.
import { smallSize } from './fit.ts'

interface Asked {
  bytes: Uint8Array<ArrayBuffer>
  mediaType: string
  width: number
  height: number
  /** Bytes that the picture may have. */
  most: number
}

/** Tried in turn until the picture is small enough. */
const tries = [
  { quality: 0.82, scale: 1 },
  { quality: 0.6, scale: 0.8 },
  { quality: 0.5, scale: 0.5 },
  { quality: 0.4, scale: 0.25 }
] as const

addEventListener('message', (event: MessageEvent<Asked>) => {
  void draw(event.data).then(
    (bytes) => postMessage(bytes, bytes ? { transfer: [bytes.buffer] } : {}),
    () => postMessage(null)
  )
})

async function draw({ bytes, mediaType, width, height, most }: Asked) {
  const size = smallSize(width, height)
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType }), {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'medium'
  })
  try {
    for (const { quality, scale } of tries) {
      const blob = await encode(bitmap, quality, scale)
      if (blob.size <= most) return new Uint8Array(await blob.arrayBuffer())
    }
    return null
  } finally {
    bitmap.close()
  }
}

function encode(bitmap: ImageBitmap, quality: number, scale: number): Promise<Blob> {
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height)
  return canvas.convertToBlob({ type: 'image/webp', quality })
}
