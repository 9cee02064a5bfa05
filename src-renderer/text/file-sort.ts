// What sort of file a name stands for, for the picture beside it; nothing is decided by it.
import type { FileView } from '../../src-preload/contract/files.ts'

export type FileSort =
  'image' | 'sound' | 'film' | 'archive' | 'text' | 'sheet' | 'code' | 'program' | 'plain'

const byEnd: Readonly<Record<string, FileSort>> = {
  ...ends('archive', 'zip gz tgz bz2 xz zst 7z rar tar iso'),
  ...ends('text', 'pdf txt md doc docx odt rtf tex epub pages log'),
  ...ends('sheet', 'xls xlsx ods csv tsv numbers'),
  ...ends('code', 'js ts json html css py rs go c h cpp java rb php sql xml yml yaml toml svelte')
}

/** By kind first, then by the end of the name. */
export function sortOf({ kind, name, isRisky }: FileView): FileSort {
  if (kind === 'image') return 'image'
  if (kind === 'audio') return 'sound'
  if (kind === 'video') return 'film'
  if (isRisky) return 'program'
  const end = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return byEnd[end] ?? 'plain'
}

function ends(sort: FileSort, list: string): Record<string, FileSort> {
  return Object.fromEntries(list.split(' ').map((end) => [end, sort]))
}
