// Teaching Filo how to write: what would go out, how an answer is read, and writing by what was kept.
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Result } from '../../../src-preload/contract/failure.ts'
import {
  withSaying,
  type SayingLesson,
  type SayingProof
} from '../../../src-renderer/text/teach-saying.ts'
import { ChatServer, testDialect } from '../../support/network/chat-server.ts'
import { TestNetwork } from '../../support/network/test-network.ts'
import { until } from '../../support/network/until.ts'

let server: ChatServer
let test: TestNetwork
let serverId: string
const text = 'Good morning'

beforeEach(async () => {
  server = await ChatServer.open()
  test = new TestNetwork({ documents: [testDialect] })
  serverId = test.store.addLink({ connect: server.connect, login: { name: 'Ana' } }).serverId
  await test.reached(serverId, 'online')
})
afterEach(async () => {
  test.close()
  await server.close()
})

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

/** A document in which `shout(name, {words})` is how to write. */
function taught(proof: SayingProof, more: Partial<SayingLesson> = {}) {
  return withSaying(
    { ...testDialect, id: 'taught', answers: undefined },
    {
      event: 'shout',
      args: ['Bo', { words: 'hm', loud: true }],
      fillings: {
        name: { steps: [0], expression: 'first(me.name, login.name)' },
        text: { steps: [1, 'words'], expression: 'entry.text' }
      },
      proof,
      success: '',
      ...more
    }
  )
}
const sampleOf = (document: unknown) => ({
  serverId,
  document: JSON.parse(JSON.stringify(document)) as unknown,
  conversationId: null,
  text
})

it('shows what would go out for a word, and emits nothing', async () => {
  const heard: unknown[] = []
  server.sockets[0]?.onAny((event: string) => void heard.push(event))
  const { saying } = must(await test.window.ask.trySaying(sampleOf(taught('none'))))
  expect(saying).toEqual({ event: 'shout', args: ['Ana', { words: text, loud: true }] })
  expect(heard).toEqual([])
})

it('says where an expression is wrong', async () => {
  const fillings = { text: { steps: [1, 'words'], expression: 'upper(nope)' } }
  const tried = must(await test.window.ask.trySaying(sampleOf(taught('none', { fillings }))))
  expect(tried).toMatchObject({
    saying: null,
    failure: {
      detail: { path: 'outbound.send.args.1.words', reason: 'unknown variable nope (at 6)' }
    }
  })
})

it('reads the answer to what was tried, by the document’s own word or by the usual signs', async () => {
  let answer: unknown = { status: 'fine' }
  server.sockets[0]?.on('shout', (_name: string, _said: unknown, done: (told: unknown) => void) =>
    done(answer)
  )
  const judge = async (document: unknown): Promise<unknown> => {
    await test.window.ask.watchEvents({ serverId })
    const wish = { serverId, event: 'shout', args: ['Ana', { words: text }], ackMs: 2_000 }
    const { id } = must(await test.window.ask.emitByHand(wish))
    expect(await test.window.ask.judgeAnswer({ ...sampleOf(document), id })).toMatchObject({
      ok: false,
      failure: { code: 'not-found' }
    })
    await until(() => test.rows().find((row) => row.id === id)?.ack === 'acked')
    return must(await test.window.ask.judgeAnswer({ ...sampleOf(document), id }))
  }
  expect(await judge(taught('ack'))).toEqual({ isGood: true, words: null })
  answer = { error: 'no shouting here' }
  expect(await judge(taught('ack'))).toEqual({ isGood: false, words: 'no shouting here' })
  expect(await judge(taught('ack', { success: 'ack[0].error != null' }))).toEqual({
    isGood: true,
    words: null
  })
})

it('writes by what was kept, from the outbox on', async () => {
  const document = JSON.parse(JSON.stringify(taught('ack'))) as unknown
  must(await test.window.ask.saveDialect({ document }))
  const link = test.store.links[0]
  if (link) test.store.changeLink({ ...link, dialectId: 'taught' })
  await until(() => test.store.described.includes(`${serverId} taught`))
  await until(() => server.sockets.length === 2)
  await test.reached(serverId, 'online')
  const heard: unknown[][] = []
  server.sockets[1]?.on('shout', (...args: unknown[]) => {
    heard.push(args.slice(0, -1))
    ;(args.at(-1) as () => void)()
  })
  const outboxId = test.store.send(serverId, text)
  await until(() => test.store.outcomes(outboxId).length > 0)
  expect(heard).toEqual([['Ana', { words: text, loud: true }]])
  expect(test.store.outcomes(outboxId)).toEqual(['acknowledged'])
})
