// What is written leaves the composer only when it was committed, and nothing typed meanwhile is lost.
import { describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import type { Port } from '../../../src-preload/contract/port.ts'
import { done, refuse, type Result } from '../../../src-preload/contract/failure.ts'
import { networkCalls, type NetworkCalls } from '../../../src-preload/contract/network-calls.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { Composer } from '../../../src-renderer/state/composer.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'

type Send = Handlers<StoreCalls>['sendMessage']

/** A composer over a store of which only sending and drafts answer, and a network that hears of typing. */
function composeOver(send: Send) {
  const wires = new Wires()
  const drafts: string[] = []
  const typing: boolean[] = []
  wires.network.open(networkThatHears(typing))
  const open = (answer: Send): (() => void) => {
    const [near, far] = portPair()
    const answers: Partial<Handlers<StoreCalls>> = {
      sendMessage: answer,
      saveDraft: ({ text }) => {
        drafts.push(text)
        return done(null)
      }
    }
    // The calls that no test makes stay unanswered.
    const handlers = answers as Handlers<StoreCalls>
    openRpc(far, { answers: { table: storeCalls, handlers } })
    wires.store.open(near)
    return () => far.close()
  }
  const close = open(send)
  return { composer: new Composer(wires, 1), drafts, typing, open, close }
}

function networkThatHears(typing: boolean[]): Port {
  const [near, far] = portPair()
  const answers: Partial<Handlers<NetworkCalls>> = {
    setTyping: ({ on }) => {
      typing.push(on)
      return done(null)
    }
  }
  const handlers = answers as Handlers<NetworkCalls>
  openRpc(far, { answers: { table: networkCalls, handlers } })
  return near
}

/** Its time comes first, so that ids sort as words were written. */
const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

describe('the composer', () => {
  it('is empty once the store has committed', async () => {
    const { composer } = composeOver(() => done({ messageId: 1 }))
    composer.text = 'hello'
    expect(await composer.submit()).toBe(true)
    expect(composer.text).toBe('')
  })

  it('keeps the text and says why when the store refuses', async () => {
    const { composer } = composeOver(() => refuse('disk-full'))
    composer.text = 'hello'
    expect(await composer.submit()).toBe(false)
    expect(composer.text).toBe('hello')
    expect(composer.failure?.code).toBe('disk-full')
  })

  it('keeps what was typed after Enter', async () => {
    let commit: (answer: Result<{ messageId: number }>) => void = () => {}
    const { composer } = composeOver(() => new Promise((go) => (commit = go)))
    composer.text = 'hello'
    const sent = composer.submit()
    await new Promise((go) => setTimeout(go, 20))
    composer.text = 'hello wor'
    commit(done({ messageId: 1 }))
    await sent
    expect(composer.text).toBe(' wor')
  })

  it('sends once when Enter is pressed twice', async () => {
    const texts: string[] = []
    const { composer } = composeOver(({ text }) => {
      texts.push(text)
      return done({ messageId: 1 })
    })
    composer.text = 'hello'
    await Promise.all([composer.submit(), composer.submit()])
    expect(texts).toEqual(['hello'])
  })

  it('sends with the same id again when the store died before answering', async () => {
    const ids: string[] = []
    const { composer, open, close } = composeOver(({ clientId }) => {
      ids.push(clientId)
      return new Promise(() => {})
    })
    composer.text = 'hello'
    const sent = composer.submit()
    await new Promise((go) => setTimeout(go, 20))
    close()
    open(({ clientId }) => {
      ids.push(clientId)
      return done({ messageId: 1 })
    })
    expect(await sent).toBe(true)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(UUID_V7)
  })

  it('tells that the writing is over only once the word is kept', async () => {
    let commit: (answer: Result<{ messageId: number }>) => void = () => {}
    const { composer, typing } = composeOver(() => new Promise((go) => (commit = go)))
    composer.text = 'hello'
    composer.typed(true)
    const sent = composer.submit()
    await new Promise((go) => setTimeout(go, 20))
    expect(typing).toEqual([true])
    commit(done({ messageId: 1 }))
    await sent
    await new Promise((go) => setTimeout(go, 20))
    expect(typing).toEqual([true, false])
  })

  it('puts what was being written back after an edit', () => {
    const { composer } = composeOver(() => done({ messageId: 1 }))
    composer.text = 'half a thou'
    composer.edit({ text: 'old words' } as Parameters<Composer['edit']>[0])
    expect(composer.text).toBe('old words')
    expect(composer.cancel()).toBe(true)
    expect(composer.text).toBe('half a thou')
  })

  it('keeps the draft when it is left', async () => {
    const { composer, drafts } = composeOver(() => done({ messageId: 1 }))
    composer.text = 'later'
    composer.close()
    await new Promise((go) => setTimeout(go, 20))
    expect(drafts).toEqual(['later'])
  })
})
