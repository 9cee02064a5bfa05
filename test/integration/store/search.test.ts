// Holds the search: newest first, any input safe, the words shown where they stand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/base/sql.ts'
import type { SearchAnswer, SearchCursor } from '../../../src-preload/contract/store-calls.ts'
import {
  addRoom,
  clientId,
  commit,
  compose,
  live,
  must,
  openRig,
  page,
  room,
  said,
  settleDown,
  START,
  type Rig
} from './store-rig.ts'

interface SearchAsked {
  conversationId: number | null
  limit: number
  cursor: SearchCursor | null
}

let rig: Rig
let id: number

beforeEach(async () => {
  rig = openRig()
  id = await addRoom(rig)
})
afterEach(() => rig.end())

const answer = async (query: string, more: Partial<SearchAsked> = {}): Promise<SearchAnswer> =>
  must(
    await rig.window.ask.search({ query, conversationId: null, limit: 20, cursor: null, ...more })
  )
const search = async (query: string, conversationId: number | null = null) =>
  (await answer(query, { conversationId })).hits
/** Lets the index of parts take in what came. */
const indexed = async (): Promise<void> => {
  for (;;) {
    await settleDown(20)
    const database = openDatabase(rig.path, { isReadOnly: true })
    const waiting = database.prepare(
      `SELECT (SELECT count(*) FROM parts_waiting) + (SELECT sum(floor) FROM indexes) AS n`
    )
    const left = waiting.get()?.['n']
    database.close()
    if (left === 0) return
  }
}
const found = async (query: string, conversationId: number | null = null): Promise<string[]> =>
  (await search(query, conversationId)).map((hit) => hit.pieces.map((piece) => piece.text).join(''))

it('finds newest first, history that came later in its place', async () => {
  await commit(rig, [live(said('apple pie', { remoteId: 'a' }))])
  await commit(rig, [page([said('old apple', { remoteId: 'b', time: START - 90_000 })], 'before')])
  await compose(rig, id, 'my apple')
  expect(await found('apple')).toEqual(['my apple', 'apple pie', 'old apple'])
})

it('wants all words, takes the last as a beginning, and forgives accents and case', async () => {
  await commit(rig, [live(said('Perché no, caffè?')), live(said('perche solo'))])
  expect(await found('PERCHE caf')).toEqual(['Perché no, caffè?'])
  expect(await search('perche caff')).toMatchObject([
    {
      pieces: [
        { text: 'Perché', hit: true },
        { text: ' no, ', hit: false },
        { text: 'caffè', hit: true },
        { text: '?', hit: false }
      ]
    }
  ])
})

it('stays within a conversation if asked to', async () => {
  const other = { ...room, remoteId: 'r2', title: 'Other' }
  await commit(rig, [live(said('apple here')), live(said('apple there'), other)])
  expect(await found('apple', id)).toEqual(['apple here'])
  expect(await found(`c${id}`)).toEqual([])
})

it('follows edits, deletions, and leaves notices out', async () => {
  await commit(rig, [
    live(said('plum', { remoteId: 'a' })),
    live(said('pear', { remoteId: 'b' })),
    live(said('plum joined', { notice: true })),
    { kind: 'edit', remoteId: 'a', conversation: null, text: 'cherry' },
    { kind: 'delete', remoteId: 'b', conversation: null }
  ])
  expect([await found('plum'), await found('pear'), await found('cherry')]).toEqual([
    [],
    [],
    ['cherry']
  ])
})

it('cuts a long text around the hit', async () => {
  const long = `${'lorem ipsum '.repeat(100)}needle ${'dolor sit '.repeat(100)}`
  await commit(rig, [live(said(long))])
  const [hit] = await search('needle')
  const pieces = hit?.pieces ?? []
  expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(['needle'])
  expect(pieces.map((piece) => piece.text).join('').length).toBeLessThan(250)
})

describe('whatever is typed', () => {
  it.each([
    '',
    '   ',
    '"',
    '""',
    '" OR "',
    "'; DROP TABLE messages; --",
    'a OR b',
    'NOT a',
    'NEAR(a b, 2)',
    'text : a',
    'place : c1',
    '{text place} : a',
    'a*b*',
    '^a',
    '*',
    '-',
    '()',
    'a\0b',
    '\ud800',
    '🎉',
    '..',
    'x'.repeat(300),
    'a '.repeat(150)
  ])('%j is answered', async (query) => {
    await commit(rig, [live(said('a b c text place near'))])
    expect(Array.isArray(await search(query))).toBe(true)
  })
})

it('keeps the index whole through all that happens to messages', async () => {
  const { messageId } = await compose(rig, id, 'one')
  const edit = { messageId, clientId: clientId(), text: 'two' }
  must(await rig.window.ask.editMessage(edit))
  const second = await compose(rig, id, 'three')
  must(await rig.window.ask.deleteMessage({ messageId: second.messageId, clientId: clientId() }))
  await commit(rig, [
    live(said('', { remoteId: 'e' })),
    live(said('x', { remoteId: 'x' })),
    { kind: 'edit', remoteId: 'e', conversation: null, text: 'full' },
    { kind: 'edit', remoteId: 'x', conversation: null, text: '' }
  ])
  rig.store.close()
  const database = openDatabase(rig.path)
  // Throws if an entry is missing, doubled or left behind.
  database.exec(`INSERT INTO message_index (message_index, rank) VALUES ('integrity-check', 1)`)
  database.close()
})

describe('parts of words', () => {
  beforeEach(async () => {
    await commit(rig, [
      live(said("l'odore dell'acqua")),
      live(said('un acquazzone, perché no')),
      live(said('東京都に行きたい')),
      live(said('subacqueo')),
      live(said('see www.example.org/path 🎉'))
    ])
    await indexed()
  })

  it('are found after whole words, and marked as such', async () => {
    const { hits } = await answer('acqu')
    expect(
      hits.map(({ pieces, inside }) => [pieces.map(({ text }) => text).join(''), inside])
    ).toEqual([
      ['un acquazzone, perché no', false],
      ["l'odore dell'acqua", false],
      ['subacqueo', true]
    ])
    expect(await found('cquaz')).toEqual(['un acquazzone, perché no'])
    expect(await found('ERCHE')).toEqual(['un acquazzone, perché no'])
  })

  it('are found by one, two or more characters where no spaces part words', async () => {
    for (const query of ['東', '京都', '東京都', '行き', '東京 行']) {
      expect(await found(query)).toEqual(['東京都に行きたい'])
    }
    expect(await found('京東')).toEqual([])
    expect(await found('🎉')).toEqual(['see www.example.org/path 🎉'])
  })

  it('are found with what stands between words', async () => {
    expect(await found('ample.org/pa')).toEqual(['see www.example.org/path 🎉'])
    expect(await found('"odore dell’acqua"')).toEqual(["l'odore dell'acqua"])
    expect(await found('"acqua odore"')).toEqual([])
  })

  it('follow edits and deletions', async () => {
    const { messageId } = await compose(rig, id, 'melograno')
    await indexed()
    expect(await found('logra')).toEqual(['melograno'])
    must(await rig.window.ask.editMessage({ messageId, clientId: clientId(), text: 'prezzemolo' }))
    await indexed()
    expect([await found('logra'), await found('zzemo')]).toEqual([[], ['prezzemolo']])
    must(await rig.window.ask.deleteMessage({ messageId, clientId: clientId() }))
    expect(await found('zzemo')).toEqual([])
  })
})

describe('operators', () => {
  const other = { ...room, remoteId: 'r2', title: 'Kitchen' }
  const ada = { author: { id: 'a', name: 'Ada Lovelace' } }
  const DAY = 86_400_000
  const dayOf = (time: number): string => {
    const date = new Date(time)
    return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
  }

  beforeEach(async () => {
    await commit(rig, [
      page([said('old apple', { remoteId: 'o', time: START - 30 * DAY })]),
      live(said('apple one', ada)),
      live(said('apple two https://apple.example')),
      live(said('apple three', ada), other),
      live(said('pear', ada))
    ])
    await compose(rig, id, 'my apple')
    await indexed()
  })

  it('narrow what words find', async () => {
    expect(await found('apple from:lovelace')).toEqual(['apple three', 'apple one'])
    expect(await found('apple da:"ada lo" in:kitch')).toEqual(['apple three'])
    expect(await found('from:me apple')).toEqual(['my apple'])
    expect(await found('apple ha:link')).toEqual(['apple two https://apple.example'])
    expect(await found(`apple prima:${dayOf(START - 10 * DAY)}`)).toEqual(['old apple'])
    expect(await found(`apple dopo:${dayOf(START - 10 * DAY)} -two -my in:general`)).toEqual([
      'apple one'
    ])
  })

  it('are a question of their own, newest first', async () => {
    expect(await found('from:ada')).toEqual(['pear', 'apple three', 'apple one'])
    expect(await found('in:kitchen')).toEqual(['apple three'])
    expect(await found('has:link')).toEqual(['apple two https://apple.example'])
    expect(await found(`before:${dayOf(START - 10 * DAY)}`)).toEqual(['old apple'])
    expect(await found('has:file')).toEqual([])
    expect(await found('in:nowhere apple')).toEqual([])
    expect((await answer('from:ada has:link')).understood).toEqual([
      { operator: 'from', value: 'ada' },
      { operator: 'has', value: 'link' }
    ])
  })

  it('find by the time that is shown, even what came late', async () => {
    await commit(rig, [live(said('late apple', { time: START - 20 * DAY }))])
    await indexed()
    expect(await found(`before:${dayOf(START - 10 * DAY)} apple`)).toEqual([
      'old apple',
      'late apple'
    ])
  })
})

it('goes on where an answer ended, without a gap and without a repeat', async () => {
  const many = Array.from({ length: 95 }, (_, n) =>
    live(said(n % 3 === 0 ? `plum ${n}` : `xplumx ${n}`))
  )
  await commit(rig, many)
  await indexed()
  const ids: number[] = []
  let cursor: SearchCursor | null = null
  do {
    const page: SearchAnswer = await answer('plum', { limit: 10, cursor })
    ids.push(...page.hits.map(({ messageId }) => messageId))
    cursor = page.next
  } while (cursor)
  expect(ids).toHaveLength(95)
  expect(new Set(ids).size).toBe(95)
})

describe('the indexes', () => {
  const damage = (sql: string): void => {
    rig.store.close()
    const database = openDatabase(rig.path)
    database.exec(sql)
    database.close()
  }
  const many = Array.from({ length: 450 }, (_, n) => live(said(`filler${n} middle`)))

  it('of an older file are filled newest first, and say how far they got', async () => {
    await commit(rig, many)
    await indexed()
    damage(`INSERT INTO message_parts (message_parts) VALUES ('delete-all');
      UPDATE indexes SET floor = (SELECT max(id) + 1 FROM messages) WHERE name = 'parts'`)
    rig.reopen()
    const first = await answer('iddle filler449')
    expect(first).toMatchObject({ hits: [], coverage: { state: 'building', share: 0 } })
    expect(first.coverage.partsSince).toBeGreaterThan(0)
    expect(first.coverage.wordsSince).toBeNull()
    await indexed()
    expect(await answer('iddle filler449')).toMatchObject({
      hits: [{ inside: true }],
      coverage: { state: 'whole', share: 1, partsSince: null }
    })
  })

  it.each([
    ['words', 'message_index', 'filler7'],
    ['parts', 'message_parts', 'iller77']
  ])('are made anew when the one of %s is broken, and it is said', async (_, table, query) => {
    await commit(rig, many)
    await indexed()
    damage(`UPDATE ${table}_data SET block = x'0102030405' WHERE id > 1`)
    rig.reopen()
    expect((await answer(query)).coverage.state).toBe('repairing')
    await indexed()
    expect(await answer(query, { limit: 1 })).toMatchObject({
      hits: [{ author: 'Bruno' }],
      coverage: { state: 'whole' }
    })
  })

  it('keep nothing from being stored when they are broken', async () => {
    await commit(rig, many)
    await indexed()
    damage(`UPDATE message_index_data SET block = x'0102030405' WHERE id > 1`)
    rig.reopen()
    expect(await commit(rig, [live(said('stored all the same'))])).toBe(1)
    await indexed()
    expect(await found('stored')).toEqual(['stored all the same'])
    expect((await answer('filler77')).hits).toMatchObject([{ inside: false }])
  })

  it('are made anew when a look at samples finds that one lacks messages', async () => {
    await commit(rig, many)
    await indexed()
    damage(`INSERT INTO message_index (message_index) VALUES ('delete-all')`)
    rig.reopen()
    expect((await answer('filler7')).hits.every(({ inside }) => inside)).toBe(true)
    rig.store.checkSearch()
    expect((await answer('filler7')).coverage.state).toBe('repairing')
    await indexed()
    expect((await answer('filler77')).hits).toMatchObject([{ inside: false }])
  })
})
