// Files that come by drop or paste: what of them is taken, and what is not files at all.

/** Whether a drag brings files from outside. */
export function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** What was dropped: files to be taken, and names of folders, which can't be. */
export function droppedIn(transfer: DataTransfer): { files: File[]; folders: string[] } {
  const files: File[] = []
  const folders: string[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    if (entry?.isDirectory) folders.push(entry.name)
    else if (file) files.push(file)
  }
  return { files, folders }
}

/**
 * The files of a paste. Writing programs put a picture of the text beside the text: there the text is meant.
 * A picture out of a page comes with markup but without text.
 */
export function pastedFiles(clipboard: DataTransfer | null, pictureName: string): File[] {
  const files = [...(clipboard?.files ?? [])]
  if (files.length === 0 || !clipboard) return []
  const { types } = clipboard
  if (types.includes('text/html') && clipboard.getData('text/plain').trim() !== '') return []
  return files.map((file) => named(file, pictureName))
}

/** Pictures out of the clipboard are all called image.png: ours says what it is. */
function named(file: File, pictureName: string): File {
  const end = /^image\.(png|jpe?g|gif|webp|bmp|avif)$/.exec(file.name)?.[1]
  if (end === undefined) return file
  return new File([file], `${pictureName}.${end}`, { type: file.type })
}
