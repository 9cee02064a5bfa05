// The line to the worker that draws small pictures: started when one is wanted, ended when none was for a while.
import { limits } from '../../../src-preload/contract/limits.ts'
import workerAddress from './small-picture.worker.ts?worker&url'
import { scriptAddress } from './script-address.ts'

export interface LocalImage {
  bytes: Uint8Array
  mediaType: string
  width: number
  height: number
}

/** Answers with the bytes of a small picture; null where the image can't be drawn. */
export type Draw = (image: LocalImage) => Promise<Uint8Array<ArrayBuffer> | null>

/** The worker goes when it had nothing to do for so long, ms. */
const IDLE_MS = 20_000
/** An image that takes longer is given up, ms. */
const PATIENCE_MS = 20_000

let worker: Worker | null = null
let idleTimer: ReturnType<typeof setTimeout> | undefined

/** Draws one image; called for one at a time. */
export const drawSmall: Draw = (image) => {
  clearTimeout(idleTimer)
  const used = hire()
  if (!used) return Promise.resolve(null)
  return new Promise((go) => {
    const finish = (small: Uint8Array<ArrayBuffer> | null, isBroken: boolean): void => {
      clearTimeout(timer)
      used.onmessage = null
      used.onerror = null
      if (isBroken) dismiss()
      else idleTimer = setTimeout(dismiss, IDLE_MS)
      go(small)
    }
    const timer = setTimeout(() => finish(null, true), PATIENCE_MS)
    used.onmessage = ({ data }: MessageEvent<unknown>) =>
      finish(data instanceof Uint8Array ? new Uint8Array(data) : null, false)
    used.onerror = () => finish(null, true)
    used.postMessage({ ...image, most: limits.thumbnailBytes })
  })
}

/** The worker; null where the page may not have one. */
function hire(): Worker | null {
  try {
    worker ??= new Worker(scriptAddress(workerAddress), { type: 'module' })
    return worker
  } catch {
    return null
  }
}

function dismiss(): void {
  worker?.terminate()
  worker = null
}
