// Files in a composer: taken in, put in order, lent to a message, and never lost by a refusal.
import { describe, expect, it } from 'vitest'
import { portPair } from '../../../src-main/ports/port-pair.ts'
import { done, refuse } from '../../../src-preload/contract/failure.ts'
import type { FileView } from '../../../src-preload/contract/files.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import { openRpc, type Handlers } from '../../../src-preload/contract/rpc.ts'
import { storeCalls, type StoreCalls } from '../../../src-preload/contract/store-calls.ts'
import { Composer } from '../../../src-renderer/state/composer.svelte.ts'
import { Wires } from '../../../src-renderer/state/wires.ts'
import { fileView } from '../../support/file-view.ts'
import { message } from '../../support/window-gallery/made-up.ts'

/** A composer over a store that answers what a test gives it. */
function composeOver(answers: Partial<Handlers<StoreCalls>>) {
  const wires = new Wires()
  const [near, far] = portPair()
  // The calls that no test makes stay unanswered.
  const handlers = { saveDraft: () => done(null), ...answers } as Handlers<StoreCalls>
  openRpc(far, { answers: { table: storeCalls, handlers } })
  wires.store.open(near)
  const composer = new Composer(wires, 1)
  return { composer, tray: composer.tray }
}

const names = (files: readonly FileView[]): string[] => files.map(({ name }) => name)
const three = ['a.png', 'b.pdf', 'c.txt'].map((name, n) => fileView({ id: n + 1, name }))

describe('sending files', () => {
  it('needs no words, and sends the files in their order', async () => {
    const sent: unknown[] = []
    const { composer, tray } = composeOver({
      sendMessage: ({ text, fileIds }) => {
        sent.push({ text, fileIds })
        return done({ messageId: 1 })
      }
    })
    tray.apply(three)
    tray.move(3, 0)
    expect(composer.canSend).toBe(true)
    expect(await composer.submit()).toBe(true)
    expect(sent).toEqual([{ text: '', fileIds: [3, 1, 2] }])
    expect(tray.files).toEqual([])
  })

  it('takes the words along as their caption', async () => {
    const texts: string[] = []
    const { composer, tray } = composeOver({
      sendMessage: ({ text }) => {
        texts.push(text)
        return done({ messageId: 1 })
      }
    })
    tray.apply(three)
    composer.text = 'look'
    await composer.submit()
    expect(texts).toEqual(['look'])
    expect(composer.text).toBe('')
  })

  it('brings files and words back when the store refuses the message', async () => {
    const { composer, tray } = composeOver({ sendMessage: () => refuse('disk-full') })
    tray.apply(three)
    composer.text = 'look'
    expect(await composer.submit()).toBe(false)
    expect(names(tray.files)).toEqual(['a.png', 'b.pdf', 'c.txt'])
    expect(composer.text).toBe('look')
  })

  it('leaves files out of an edit', () => {
    const { composer, tray } = composeOver({})
    tray.apply(three)
    composer.edit(message(1, 1, { own: true, text: '' }))
    expect(composer.canSend).toBe(false)
  })

  it('keeps what was added while a message with files is under way', async () => {
    const { composer, tray } = composeOver({
      sendMessage: () => {
        tray.apply(three.slice(0, 2))
        return done({ messageId: 1 })
      }
    })
    tray.apply(three.slice(0, 1))
    await composer.submit()
    expect(names(tray.files)).toEqual(['b.pdf'])
  })
})

describe('the tray', () => {
  it('moves a file no further than the ends', async () => {
    const orders: number[][] = []
    const { tray } = composeOver({
      orderStaged: ({ fileIds }) => {
        orders.push(fileIds)
        return done(null)
      }
    })
    tray.apply(three)
    expect(tray.move(1, -1)).toBe(0)
    expect(tray.move(1, 9)).toBe(2)
    await tray.keepOrder()
    expect(orders).toEqual([[2, 3, 1]])
  })

  it('puts a file back that the store did not take out', async () => {
    const { tray } = composeOver({ unstage: () => refuse('internal') })
    tray.apply(three)
    await tray.remove(2)
    expect(names(tray.files)).toEqual(['a.png', 'b.pdf', 'c.txt'])
  })

  it('hands the bytes of a pasted picture to the store', async () => {
    const { tray } = composeOver({
      stageBytes: ({ name, mediaType, bytes }) =>
        done(fileView({ id: 9, name, mediaType, size: bytes.byteLength }))
    })
    await tray.take([new File([new Uint8Array(5)], 'x.png', { type: 'image/png' })])
    expect(tray.files).toMatchObject([{ name: 'x.png', mediaType: 'image/png', size: 5 }])
    expect(tray.arriving).toBe(0)
  })

  it('says which pasted picture is too large, without reading it', async () => {
    const { tray } = composeOver({})
    const large = new File([], 'large.png')
    Object.defineProperty(large, 'size', { value: limits.pastedBytes + 1 })
    await tray.take([large])
    expect(tray.refused).toMatchObject([{ name: 'large.png', failure: { code: 'file-too-large' } }])
    tray.forgive()
    expect(tray.refused).toEqual([])
  })

  it('says what can’t be read, such as a folder', async () => {
    const { tray } = composeOver({})
    const folder = new File([], 'photos')
    folder.arrayBuffer = () => Promise.reject(new Error('it is a directory'))
    await tray.take([folder])
    expect(tray.refused).toMatchObject([{ name: 'photos', failure: { code: 'file-not-read' } }])
  })
})
