// The files that came with a message, as a dialect reads them.
import * as v from 'valibot'
import { maybe } from './words.ts'

/** The files of a message, as the server tells them. */
export const messageFilesSchema = v.strictObject({
  each: maybe('A list of files, each read as `item`; without it: there is one.'),
  id: maybe("The server's id of the file."),
  url: maybe('Where it is; a data URL holds it.'),
  name: maybe('What it is called; without it: the end of its address.'),
  type: maybe('Its media type.'),
  size: maybe('Its bytes.'),
  sha256: maybe('Its hash, 64 hex digits.'),
  width: maybe('Of an image, pixels.'),
  height: maybe('The same.')
})
export type MessageFiles = v.InferOutput<typeof messageFilesSchema>
