// Holds which dialect is suggested by what a page says: the right one for known servers' pages, none for anybody else's.
import { describe, expect, it } from 'vitest'
import { talkIn } from '../../../src-main/dialects/learn/page-script.ts'
import { presets } from '../../../src-main/dialects/presets.ts'
import type { DialectDocument } from '../../../src-main/dialects/schema.ts'
import { suggest } from '../../../src-main/dialects/suggest.ts'
import { knownServers } from '../../support/learn-sessions.ts'
import { strangers } from '../../support/learn-strangers.ts'
import { unlookedServers } from '../../support/learn-unlooked.ts'
import { unseenServers } from '../../support/learn-unseen.ts'

const documents = presets.map(({ document }) => document as DialectDocument)
const suggestedBy = (page: string) => suggest(documents, talkIn(page))?.dialectId ?? null

/** A value as a page's script may have it: what a dialect computes is a variable there. */
function written(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('=') ? 'given' : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(written).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).map(
    ([key, part]) => `${JSON.stringify(key.replace(/\?$/, ''))}: ${written(part)}`
  )
  return `{ ${parts.join(', ')} }`
}

/** A page that says what a dialect says to come in and to write, and listens to what it reads. */
function pageOf({ join = [], outbound, inbound }: DialectDocument): string {
  const calls = [...join, ...[outbound?.send ?? []].flat()].flatMap(({ emit, args }) => {
    const passed = Array.isArray(args) ? args.map(written) : []
    return emit === undefined ? [] : [`socket.emit(${[written(emit), ...passed].join(', ')})`]
  })
  const heard = inbound
    .flatMap(({ on = [] }) => on)
    .map((on) => `socket.on('${on.replaceAll('\\', '\\\\')}', show)`)
  return [...calls, ...heard].join(';\n')
}

/** All their words are such that any chat could use them, or hang on what is filled in. */
const UNTOLD = ['socketio-connection-state-recovery', 'botpress-webchat']

describe('a page is suggested the dialect', () => {
  const own = documents.filter(({ id }) => !UNTOLD.includes(id))
  it.each(own.map((document) => [document.id, document] as const))(
    'of whose emits it is made: %s',
    (id, document) => {
      expect(suggestedBy(pageOf(document))).toBe(id)
    }
  )

  const plain = ['andrewmead-chat', 'flask-socketio-chat']
  const known = knownServers().filter(({ page, preset }) => page && preset)
  const told = known.filter(({ preset }) => !plain.includes(preset ?? ''))
  it.each(told.map(({ preset, page }) => [preset, page]))(
    'whose server has one like it: %s',
    (preset, page) => {
      expect(suggestedBy(page ?? '')).toBe(preset)
    }
  )

  it('by what it listens to, where it says nothing over its socket', () => {
    const page = `socket.on('newMessage', add); socket.on('getOnlineUsers', show)`
    expect(suggestedBy(page)).toBe('fullstack-chat')
    expect(suggestedBy(`${page}; socket.emit('speak', words)`)).toBeNull()
    expect(suggestedBy(`socket.on('newMessage', add)`)).toBeNull()
  })

  it('by its words alone, among all others that a bundle says', () => {
    const noise = Array.from({ length: 150 }, (_, at) => `bus.emit('layer-${at}', { at })`).join(
      ';'
    )
    const page = `${noise}; s.emit('adduser', name); ${noise}; s.emit('sendchat', box.value)`
    expect(suggestedBy(page)).toBe('mukhin-chat')
  })
})

describe('no dialect is suggested', () => {
  const invented = [...strangers, ...unlookedServers, ...unseenServers]
  const pages = invented.flatMap(({ id, page }) => (page ? [[id, page] as const] : []))
  it.each(pages)('to the page of an invented server: %s', (_id, page) => {
    expect(suggestedBy(page)).toBeNull()
  })

  const spoken = invented.flatMap(({ id, join = [], send = [], message, others }) => {
    const emits = [...join, ...send].map(({ event, args }) => ({ event, args, ack: false }))
    const hears = [message, ...others].map(({ event }) => event)
    return [[id, { emits, hears }] as const]
  })
  it.each(spoken)('to what an invented server wants and says: %s', (_id, talk) => {
    expect(suggest(documents, talk)).toBeNull()
  })

  it.each([
    ['says nothing', ''],
    ['says what any chat could', `s.emit('join', room); s.emit('message', text)`],
    ['has the names and other shapes', `s.emit('chat message', { mine: 1, words: text })`],
    ['only introduces itself', `s.emit('adduser', name)`],
    ['only writes', `s.emit('sendchat', text)`],
    [
      'speaks two of them alike',
      `s.emit('adduser', name); s.emit('sendchat', text);
       s.emit('new-user', name); s.emit('send-chat-message', text)`
    ]
  ])('to a page that %s', (_what, page) => {
    expect(suggestedBy(page)).toBeNull()
  })

  it('where the person keeps a copy that says the same', () => {
    const one = documents.find(({ id }) => id === 'mukhin-chat')
    if (!one) throw new Error('no such preset')
    expect(suggest([...documents, { ...one, id: 'mine' }], talkIn(pageOf(one)))).toBeNull()
  })
})
