// Tells lines about a conversation from what people say in it: someone joined, someone was kicked.
import type { Spot } from './spots.ts'

const NOTICING =
  /\b(has |have |is )?(joined|left|connected|disconnected|entered|kicked|banned|welcome to|is now known as)\b|\b(è entrato|è uscito|ist beigetreten|hat .* verlassen|se ha unido|a rejoint)\b/i
const MACHINE = /^(\[.*\]|server|system|admin|info|notice|bot|.*[ _-]bot|sistema|systeme)$/i

/** Names of those who write only such lines, among these events. */
export function noticesIn(author: Spot | null, text: Spot): string[] {
  if (!author) return []
  const lines = new Map<string, boolean>()
  author.rows.forEach((name, row) => {
    const said = text.rows[row]
    if (typeof name !== 'string' || typeof said !== 'string') return
    const isNotice = MACHINE.test(name) && NOTICING.test(said)
    lines.set(name, (lines.get(name) ?? true) && isNotice)
  })
  return [...lines].flatMap(([name, isNotice]) => (isNotice ? [name] : []))
}
