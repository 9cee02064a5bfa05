// Finds code between fences line by line, for texts that are too long to be parsed as a whole.

export type FencePart =
  { kind: 'code'; language: string; text: string } | { kind: 'words'; text: string }

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/

/** Cuts a text at its fences; a fence that is never closed reaches to the end, as in Markdown. */
export function splitFences(text: string): FencePart[] {
  const parts: FencePart[] = []
  let fence: { marks: string; language: string } | null = null
  let lines: string[] = []
  const end = (): void => {
    const joined = lines.join('\n')
    lines = []
    if (fence) parts.push({ kind: 'code', language: fence.language.slice(0, 40), text: joined })
    else if (joined.trim() !== '') parts.push({ kind: 'words', text: joined })
  }
  for (const line of text.split('\n')) {
    const opening: RegExpExecArray | null = fence ? null : OPENING.exec(line)
    const isClosing = fence !== null && line.trim().startsWith(fence.marks) && /^[ `~]*$/.test(line)
    if (!opening && !isClosing) {
      lines.push(line)
      continue
    }
    end()
    fence = opening ? { marks: opening[1] ?? '', language: opening[2] ?? '' } : null
  }
  if (lines.length > 0 || fence) end()
  return parts
}
