// Joins what is learned now with what was learned before: a server is not forgotten when Filo is started again.
import type { DialectDocument } from '../schema.ts'
import type { Rule } from '../schema/rules.ts'

/** Begins the ids of learned dialects; a server's own id follows. */
const LEARNED = 'learned-'
/** How often an event must have come before today's reading of it counts more than an earlier one. */
const ENOUGH = 5

/** The id of the dialect that is learned from a server. */
export function learnedIdOf(serverId: string): string {
  return `${LEARNED}${serverId.toLowerCase()}`
}

/** Whether a dialect is learned from one server, and so nobody else's. */
export function isLearned(dialectId: string): boolean {
  return dialectId.startsWith(LEARNED)
}

/** A dialect of a server of which nothing is understood yet. */
export function blankDialect(id: string, name: string): DialectDocument {
  return {
    filoDialect: 1,
    id,
    name,
    learned: {},
    conversations: { mode: 'single', title: 'Chat' },
    inbound: []
  }
}

/**
 * The dialect as it stands now.
 * @param earlier what was kept; its name and wishes stay
 * @param draft what is understood since watching began; null: nothing
 * @param cameOf how often an event has come since then
 */
export function resumed(
  earlier: DialectDocument,
  draft: DialectDocument | null,
  cameOf: (event: string) => number
): DialectDocument {
  if (!draft) return earlier
  const known = new Set(earlier.inbound.flatMap(namesOf))
  const isNews = (rule: Rule): boolean =>
    namesOf(rule).every((event) => !known.has(event) || cameOf(event) >= ENOUGH)
  const news = draft.inbound.filter(isNews)
  const replaced = new Set(news.flatMap(namesOf))
  const kept = earlier.inbound.filter((rule) => !namesOf(rule).some((name) => replaced.has(name)))
  const { outbound, echo, proves } = draft.outbound ? draft : earlier
  const fields = fieldsOf(earlier, draft)
  const join = [...(earlier.join ?? []), ...(draft.join ?? [])].slice(-20)
  return {
    ...earlier,
    conversations:
      news.length > 0 || kept.length === 0 ? draft.conversations : earlier.conversations,
    inbound: [...news, ...kept].slice(0, 200),
    ...(join.length > 0 ? { join } : {}),
    ...(fields.length > 0 ? { login: { fields } } : {}),
    ...(outbound ? { outbound } : {}),
    ...(echo ? { echo } : {}),
    ...(proves ? { proves } : {})
  }
}

/** Whether nothing of it is worth keeping. */
export function isBlank({ inbound, join, outbound, learned }: DialectDocument): boolean {
  return inbound.length === 0 && !join && !outbound && !learned?.never?.length
}

function namesOf({ on }: Rule): string[] {
  return on === undefined ? [] : typeof on === 'string' ? [on] : on
}

function fieldsOf(earlier: DialectDocument, draft: DialectDocument) {
  const all = [...(earlier.login?.fields ?? []), ...(draft.login?.fields ?? [])]
  return all.filter(({ key }, index) => all.findIndex((one) => one.key === key) === index)
}
