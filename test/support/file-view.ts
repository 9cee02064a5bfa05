// A file as the window sees it, for tests.
import type { FileView } from '../../src-preload/contract/files.ts'

/** On this computer, with everything at its plainest. */
export function fileView(more: Partial<FileView> = {}): FileView {
  return {
    id: 1,
    name: 'file.bin',
    mediaType: 'application/octet-stream',
    kind: 'other',
    size: 1_000,
    width: null,
    height: null,
    state: 'here',
    bytes: 0,
    failure: null,
    isHere: true,
    src: null,
    thumbnail: null,
    isRisky: false,
    ...more
  }
}
