// Exports of a real store: what is in the files is what the store holds, and nothing that lets one in.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ArchiveDesk } from '../../../../src-main/store/archive/archive-desk.ts'
import type { JobOutcome, JobWatch } from '../../../../src-main/store/archive/job.ts'
import { runJob, type ArchiveJob } from '../../../../src-main/store/archive/run-job.ts'
import { exportSchema } from '../../../../src-main/store/export/export-schema.ts'
import { buildEntry, type BuiltEntry } from '../../../support/build-entry.ts'
import {
  addRoom,
  commit,
  compose,
  live,
  messagesOf,
  must,
  openRig,
  page,
  room,
  said,
  SERVER,
  START,
  type Rig
} from '../store-rig.ts'

let rig: Rig
let conversationId: number
beforeEach(async () => {
  rig = openRig()
  conversationId = await addRoom(rig)
})
afterEach(() => rig.end())

const quiet: JobWatch = { onProgress: () => undefined, isCancelled: () => false }

function wish(name: string, other: Partial<Extract<ArchiveJob, { kind: 'export' }>> = {}) {
  return {
    kind: 'export',
    scope: { of: 'conversation', conversationId },
    format: 'json',
    path: join(dirname(rig.path), name),
    language: 'en',
    app: '0.1.0',
    now: START,
    ...other
  } satisfies ArchiveJob
}

function run(job: ArchiveJob, watch = quiet): JobOutcome {
  return runJob({ path: rig.path, encryptionKey: null }, job, watch)
}

function readJson(path: string): v.InferOutput<typeof exportSchema> {
  return v.parse(exportSchema, JSON.parse(readFileSync(path, 'utf8')))
}

async function fill(count: number): Promise<void> {
  const all = Array.from({ length: count }, (_, index) =>
    live(said(`line ${index}`, { remoteId: `m${index}`, time: START + index * 60_000 }))
  )
  rig.clock.now = START + count * 60_000
  for (let at = 0; at < count; at += 1000) await commit(rig, all.slice(at, at + 1000))
}

describe('an export as JSON', () => {
  it('holds every message as the window sees it, and is what its schema promises', async () => {
    await commit(rig, [
      live(said('first <b>', { remoteId: 'a', time: START - 50 })),
      live(
        said('second', {
          remoteId: 'b',
          time: START - 40,
          replyTo: { remoteId: 'a', author: 'Bruno', text: 'first <b>' },
          reactions: [{ emoji: '👍', by: [{ id: 'u3', name: 'Carla' }] }]
        })
      ),
      live(said('', { remoteId: 'c', deleted: true, time: START - 30 })),
      live(said('Carla came in', { remoteId: 'd', notice: true, time: START - 20 }))
    ])
    await compose(rig, conversationId, 'waiting "here"\n```\ncode\n```')
    const job = wish('one.json')
    expect(run(job)).toEqual({ kind: 'done', messages: 5 })
    const { servers, totals } = readJson(job.path)
    expect(totals).toEqual({ servers: 1, conversations: 1, messages: 5 })
    const found = servers[0]?.conversations[0]
    const shown = await messagesOf(rig, conversationId)
    expect(found?.messages.map((one) => [one.id, one.text, one.author.name, one.state])).toEqual(
      shown.map((one) => [one.id, one.text, one.author.name, one.state])
    )
    expect(found?.messages[1]).toMatchObject({
      remoteId: 'b',
      time: { iso: new Date(START - 40).toISOString(), ms: START - 40 },
      reply: { id: shown[0]?.id, remoteId: 'a', author: 'Bruno', text: 'first <b>' },
      reactions: [{ emoji: '👍', people: [{ name: 'Carla', own: false }] }]
    })
    expect(found?.messages.map((one) => one.deleted)).toEqual([false, false, true, false, false])
    expect(found?.messages.map((one) => one.notice)).toEqual([false, false, false, true, false])
  })

  it('names the files of a message, and holds none of their bytes', async () => {
    const file = {
      ...{ remoteId: 'f1', url: null, sha256: null, width: null, height: null },
      ...{ name: 'report 1.pdf', mediaType: 'application/pdf', size: 812_000 }
    }
    await commit(rig, [live(said('', { remoteId: 'a', time: START - 50, files: [file] }))])
    const job = wish('files.json')
    run(job)
    expect(readJson(job.path).servers[0]?.conversations[0]?.messages[0]?.files).toEqual([
      { name: 'report 1.pdf', mediaType: 'application/pdf', size: 812_000 }
    ])
  })

  it('has a message to a line, so that it can be read as a stream', async () => {
    await fill(1200)
    const job = wish('lines.json')
    run(job)
    const lines = readFileSync(job.path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"id":') && line.includes('"author":'))
      .map((line) => JSON.parse(line.replace(/,$/, '')) as { text: string })
    expect(lines.map((line) => line.text)).toEqual(
      Array.from({ length: 1200 }, (_, index) => `line ${index}`)
    )
  })

  it('says where messages may be missing', async () => {
    await commit(rig, [page([said('old', { remoteId: 'a', time: START - 90_000 })])])
    rig.network.close()
    rig.network = rig.openNetwork()
    await commit(rig, [page([said('new', { remoteId: 'z', time: START - 1000 })], 'latest', true)])
    const job = wish('gap.json')
    run(job)
    const gaps = readJson(job.path).servers[0]?.conversations[0]?.gaps
    expect(gaps).toHaveLength(1)
    expect(gaps?.[0]?.before.ms).toBeGreaterThan(gaps?.[0]?.after.ms ?? Infinity)
  })

  it('holds nothing that lets one in', async () => {
    must(
      await rig.window.ask.addServer({
        id: '018f0000-0000-7000-8000-00000000000b',
        name: 'Work',
        connect: {
          url: 'https://anna:hush-1@chat.example:8443/hush-2?token=hush-3#hush-4',
          query: { key: 'hush-5' },
          headers: { cookie: 'hush-6' },
          auth: { token: 'hush-7' }
        },
        dialectId: 'filo',
        login: { name: 'Anna', secret: 'hush-8', key: 'hush-9' }
      })
    )
    await rig.network.ask.commit({
      serverId: '018f0000-0000-7000-8000-00000000000b',
      events: [
        { kind: 'remember', values: { session: 'hush-10' } },
        live(said('hello', { remoteId: 'w' }))
      ],
      receivedAt: START
    })
    for (const format of ['json', 'web'] as const) {
      const job = wish(`all-${format}`, { scope: { of: 'everything' }, format })
      expect(run(job).kind).toBe('done')
      const written = format === 'json' ? [job.path] : filesOf(job.path)
      const text = written.map((path) => readFileSync(path, 'utf8')).join('')
      expect(text).toContain('https://chat.example:8443')
      expect(text).not.toContain('hush')
      expect(text).not.toContain('s3cret')
    }
  })

  it('of one server or of everything holds all its conversations', async () => {
    await commit(rig, [
      live(said('one', { remoteId: 'a' })),
      live(said('two', { remoteId: 'b' }), { ...room, remoteId: 'r2', title: 'Second' })
    ])
    const server = wish('server.json', { scope: { of: 'server', serverId: SERVER } })
    run(server)
    const all = wish('all.json', { scope: { of: 'everything' } })
    run(all)
    for (const path of [server.path, all.path]) {
      const titles = readJson(path).servers.flatMap((one) =>
        one.conversations.map((it) => it.title)
      )
      expect(titles.sort()).toEqual(['General', 'Second'])
    }
  })

  it('of an empty store is a whole document', () => {
    const fresh = openRig()
    const job = wish('empty.json', { scope: { of: 'everything' } })
    const outcome = runJob({ path: fresh.path, encryptionKey: null }, job, quiet)
    fresh.end()
    expect(outcome).toEqual({ kind: 'done', messages: 0 })
    expect(readJson(job.path).servers).toEqual([])
  })

  it('of what is gone says so and writes nothing', () => {
    const job = wish('gone.json', { scope: { of: 'conversation', conversationId: 999 } })
    expect(run(job)).toMatchObject({ kind: 'failed', failure: { code: 'not-found' } })
    expect(existsSync(job.path)).toBe(false)
  })
})

function filesOf(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name))
}

describe('an export as pages', () => {
  it('is a folder of bounded pages that hold every message once, in order', async () => {
    await fill(4500)
    const job = wish('pages', { format: 'web' })
    expect(run(job)).toEqual({ kind: 'done', messages: 4500 })
    const names = readdirSync(job.path).sort()
    expect(names).toEqual([
      `general-${conversationId}-001.html`,
      `general-${conversationId}-002.html`,
      `general-${conversationId}-003.html`,
      'index.html'
    ])
    const pages = names.slice(0, 3).map((name) => readFileSync(join(job.path, name), 'utf8'))
    const lines = pages.flatMap((html) => [...html.matchAll(/line (\d+)/g)].map((hit) => hit[1]))
    expect(lines).toEqual(Array.from({ length: 4500 }, (_, index) => String(index)))
    const index = readFileSync(join(job.path, 'index.html'), 'utf8')
    for (const name of names.slice(0, 3)) expect(index).toContain(`href="${name}"`)
    expect(pages[0]).toContain(`href="${names[1]}"`)
    expect(pages[2]).not.toContain('Next page')
  })

  it('ends a page early where messages are long', async () => {
    const long = Array.from({ length: 200 }, (_, index) =>
      live(said('x'.repeat(19_000), { remoteId: `l${index}`, time: START + index }))
    )
    await commit(rig, long)
    const job = wish('long', { format: 'web' })
    run(job)
    const sizes = filesOf(job.path).map((path) => statSync(path).size)
    expect(sizes.length).toBeGreaterThan(3)
    expect(Math.max(...sizes)).toBeLessThan(1_600_000)
  })

  it('speaks Italian', async () => {
    await fill(3)
    const job = wish('pagine', { format: 'web', language: 'it' })
    run(job)
    const index = readFileSync(join(job.path, 'index.html'), 'utf8')
    expect(index).toContain('<html lang="it">')
    expect(index).toContain('3 messaggi')
  })
})

describe('an export that ends early', () => {
  it('leaves nothing when it is cancelled', async () => {
    await fill(1500)
    for (const format of ['json', 'web'] as const) {
      let asked = 0
      const job = wish(`cancelled-${format}`, { format })
      const outcome = run(job, { ...quiet, isCancelled: () => (asked += 1) > 1 })
      expect(outcome).toEqual({ kind: 'cancelled' })
    }
    expect(readdirSync(dirname(rig.path)).filter((name) => name.startsWith('cancelled'))).toEqual(
      []
    )
  })

  it('says in words that it may not write there', () => {
    const job = wish('missing/one.json')
    expect(run(job)).toMatchObject({ kind: 'failed', failure: { code: 'file-not-written' } })
    const folder = join(dirname(rig.path), 'taken')
    mkdirSync(folder)
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    for (const format of ['json', 'web'] as const) {
      const taken = wish('taken', { format })
      expect(run(taken)).toMatchObject({ kind: 'failed', failure: { code: 'file-not-written' } })
    }
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
    expect(readdirSync(dirname(rig.path)).filter((name) => name.includes('draft'))).toEqual([])
  })
})

describe('an export in its thread', () => {
  let thread: BuiltEntry
  beforeAll(async () => {
    thread = await buildEntry('src-main/store/archive/archive.thread.ts')
  })
  afterAll(() => thread.close())

  function desk(told: number[] = []): ArchiveDesk {
    return new ArchiveDesk({
      source: { path: rig.path, encryptionKey: null },
      threadDir: dirname(thread.path),
      onProgress: ({ done }) => void told.push(done)
    })
  }

  it('holds one moment of the conversation while commits go on', async () => {
    await fill(20_000)
    const told: number[] = []
    const job = wish('busy.json')
    let isOver = false
    const running = desk(told)
      .run(job)
      ?.finally(() => (isOver = true))
    let live20 = 0
    while (!isOver) {
      live20 += 1
      await commit(rig, [
        live(said(`meanwhile ${live20}`, { remoteId: `w${live20}`, time: rig.clock.now + live20 }))
      ])
    }
    const outcome = await running
    const messages = readJson(job.path).servers[0]?.conversations[0]?.messages ?? []
    expect(outcome).toEqual({ kind: 'done', messages: messages.length })
    expect(live20).toBeGreaterThan(0)
    expect(messages.length).toBeGreaterThanOrEqual(20_000)
    expect(messages.slice(0, 20_000).every((one, index) => one.text === `line ${index}`)).toBe(true)
    const late = messages.slice(20_000).map((one) => one.text)
    expect(late).toEqual(late.map((_, index) => `meanwhile ${index + 1}`))
    expect(told.at(-1)).toBe(messages.length)
  })

  it('is the only one, and ends when it is cancelled', async () => {
    await fill(20_000)
    const one = desk()
    const job = wish('stopped.json')
    const running = one.run(job)
    expect(one.run(wish('second.json'))).toBeNull()
    one.cancel()
    expect(await running).toEqual({ kind: 'cancelled' })
    expect(existsSync(job.path)).toBe(false)
    const again = await one.run(wish('third.json'))
    expect(again?.kind).toBe('done')
  })
})
