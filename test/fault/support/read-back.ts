// Reads a whole conversation through ranges, as a person who scrolls: from the end up, and from the start down.
import type { ConversationId, Message } from '../../../src-preload/contract/model.ts'
import type { OpenedRange, RangePage } from '../../../src-preload/contract/store-calls.ts'
import type { Result } from '../../../src-preload/contract/failure.ts'
import type { Rig } from './rig.ts'
import type { Held } from './truth.ts'

const PAGE = 150

export type Conversation = Pick<Held, 'messages' | 'gaps'>

/** All messages, first one first, and all gaps. Throws where the two ways disagree or the store refuses. */
export async function readBack(rig: Rig, conversationId: ConversationId): Promise<Conversation> {
  const { messages: upwards, gaps } = await readUp(rig, conversationId)
  const [first] = upwards
  const downwards = first ? await readDown(rig, conversationId, first.id) : []
  const ids = (messages: readonly Message[]): string => messages.map(({ id }) => id).join()
  if (ids(upwards) !== ids(downwards)) {
    throw new Error(
      `conversation ${conversationId} reads differently upwards (${upwards.length} messages) and downwards (${downwards.length})`
    )
  }
  return { messages: upwards, gaps }
}

async function readUp(rig: Rig, conversationId: ConversationId): Promise<Conversation> {
  const range = await open(rig, { conversationId, anchor: { at: 'end' }, rows: PAGE })
  let all = range.messages
  const gaps = new Map(range.gaps.map((gap) => [gap.id, gap]))
  for (let page: RangePage = range; page.hasBefore;) {
    const { rangeId } = range
    page = must(await rig.store.growRange({ rangeId, towards: 'before', rows: PAGE }))
    all = [...page.messages, ...all]
    for (const gap of page.gaps) gaps.set(gap.id, gap)
    const [firstId, lastId] = [page.messages[0]?.id ?? null, page.messages.at(-1)?.id ?? null]
    must(await rig.store.shrinkRange({ rangeId, firstId, lastId }))
  }
  must(await rig.store.closeRange({ rangeId: range.rangeId }))
  return { messages: all, gaps: [...gaps.values()] }
}

async function readDown(
  rig: Rig,
  conversationId: ConversationId,
  firstId: number
): Promise<Message[]> {
  const anchor = { at: 'message' as const, messageId: firstId }
  const range = await open(rig, { conversationId, anchor, rows: PAGE })
  let all = range.messages
  for (let page: RangePage = range; page.hasAfter;) {
    const { rangeId } = range
    page = must(await rig.store.growRange({ rangeId, towards: 'after', rows: PAGE }))
    all = [...all, ...page.messages]
    const [first, last] = [page.messages[0]?.id ?? null, page.messages.at(-1)?.id ?? null]
    must(await rig.store.shrinkRange({ rangeId, firstId: first, lastId: last }))
  }
  must(await rig.store.closeRange({ rangeId: range.rangeId }))
  return all
}

async function open(
  rig: Rig,
  input: Parameters<Rig['store']['openRange']>[0]
): Promise<OpenedRange> {
  return must(await rig.store.openRange(input))
}

/** The value of an answer that must be there. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}
