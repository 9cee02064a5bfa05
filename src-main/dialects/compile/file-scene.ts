// What expressions about a file see.
import type { FileScene } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'

/** What expressions see while a file goes. */
export function frameOf(scene: FileScene): Frame {
  const frame = new Frame(scene.session, scene.now)
  const { name, mediaType: type, kind, size, sha256, width, height } = scene.file
  frame.file = { name, type, kind, size, sha256, width, height }
  frame.conversation = scene.conversation
  frame.asked = scene.asked
  frame.origin = scene.origin
  return frame
}
