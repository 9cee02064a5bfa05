// Reads servers: as the window sees them, and as the network process needs them.
import * as v from 'valibot'
import {
  proofs,
  type Features,
  type NotifyRule,
  type Proof,
  type Server
} from '../../../src-preload/contract/model.ts'
import { serverFilesSchema, type ServerFiles } from '../../../src-preload/contract/files.ts'
import { connectSettingsSchema, foundWaySchema } from '../../../src-preload/contract/store-calls.ts'
import type { ServerLink } from '../../ports/store-network-calls.ts'
import type { ProxyRule } from '../../ports/passage.ts'
import type { StoreDatabase } from '../database.ts'
import { facesOf, passageOf, readPassage, readProxyRule } from './passage.ts'
import { holdOf, readRules, underRules, type KeptRules } from './policy.ts'

/** One row of `servers`. */
export interface ServerRow {
  id: string
  name: string
  told_name: string | null
  connect: string
  dialect_id: string
  dialect_name: string
  features: string
  proves: string
  text_length: number
  login: string
  remembered: string
  found: string
  cookies: string
  me_id: string | null
  me_name: string | null
  hosted: number
  position: number
  retention_days: number | null
  passage: string
  files: string | null
  notify: NotifyRule
  policy_key: string | null
}

const COLUMNS = `id, name, told_name, connect, dialect_id, dialect_name, features, proves, text_length,
  login, remembered, found, cookies, me_id, me_name, hosted, position, retention_days, passage,
  files, notify, policy_key`

const noFeatures: Features = {
  send: false,
  edit: false,
  delete: false,
  react: false,
  reply: false,
  typing: false,
  presence: false,
  receipts: false,
  history: false,
  members: false,
  createRoom: false,
  joinRoom: false,
  leaveRoom: false,
  openDirect: false,
  files: false
}

/** Until the dialect has told: words can be typed, they wait in the outbox. */
export const firstFeatures: Features = { ...noFeatures, send: true }

const stringsSchema = v.record(v.string(), v.string())
const featuresSchema = v.record(v.string(), v.boolean())
const provesSchema = v.array(v.picklist(proofs))

export function readServerRow(db: StoreDatabase, id: string): ServerRow | undefined {
  return db.get<ServerRow>(`SELECT ${COLUMNS} FROM servers WHERE id = ? AND removed = 0`, [id])
}

export function readServerRows(db: StoreDatabase): ServerRow[] {
  return db.all<ServerRow>(`SELECT ${COLUMNS} FROM servers WHERE removed = 0 ORDER BY position, id`)
}

export function readServerIds(db: StoreDatabase): string[] {
  return db.all<{ id: string }>('SELECT id FROM servers WHERE removed = 0').map(({ id }) => id)
}

export function countServers(db: StoreDatabase): number {
  return db.get<{ n: number }>('SELECT count(*) AS n FROM servers WHERE removed = 0')?.n ?? 0
}

/** All servers in the order of the rail, with what is unread on each. */
export function readServers(db: StoreDatabase): Server[] {
  const rules = readRules(db)
  return readServerRows(db).map((row) => toServer(row, readUnread(db, row.id), rules))
}

export function readServer(db: StoreDatabase, id: string): Server | undefined {
  const row = readServerRow(db, id)
  return row && toServer(row, readUnread(db, id), readRules(db))
}

interface Unread {
  unread: number
  mentions: number
}

function readUnread(db: StoreDatabase, serverId: string): Unread {
  const row = db.get<Unread>(
    `SELECT coalesce(sum(unread), 0) AS unread, coalesce(sum(mentions), 0) AS mentions
     FROM conversations WHERE server_id = ? AND muted = 0 AND unread > 0`,
    [serverId]
  )
  return row ?? { unread: 0, mentions: 0 }
}

function toServer(row: ServerRow, unread: Unread, rules: KeptRules): Server {
  return {
    id: row.id,
    name: nameOf(row),
    url: connectOf(row).url,
    dialectId: row.dialect_id,
    dialectName: row.dialect_name,
    myName: row.me_name ?? loginOf(row)['name'] ?? '',
    hosted: row.hosted === 1,
    retentionDays: row.retention_days,
    notify: row.notify,
    passage: facesOf(underRules(readPassage(row.passage), row, rules)),
    held: holdOf(row, rules),
    features: featuresOf(row),
    files: filesOfServer(row),
    proves: provesOf(row),
    unread: unread.unread,
    mentions: unread.mentions,
    position: row.position
  }
}

/** The person's name for it, else the server's own, else its address. */
export function nameOf(row: Pick<ServerRow, 'name' | 'told_name' | 'connect'>): string {
  if (row.name !== '') return row.name
  return row.told_name ?? new URL(connectOf(row).url).host
}

export function featuresOf(row: ServerRow): Features {
  return { ...noFeatures, ...v.parse(featuresSchema, JSON.parse(row.features)) }
}

/** What a server takes of files; null where it takes none. */
export function filesOfServer(row: ServerRow): ServerFiles | null {
  if (row.files === null || !featuresOf(row).files) return null
  const files = v.safeParse(serverFilesSchema, JSON.parse(row.files))
  return files.success ? files.output : null
}

function provesOf(row: ServerRow): Proof[] {
  return v.parse(provesSchema, JSON.parse(row.proves))
}

// A guess that can't be read is made anew.
function foundOf(row: ServerRow): ServerLink['found'] {
  const found = v.safeParse(foundWaySchema, JSON.parse(row.found))
  return found.success ? found.output : {}
}

export function connectOf(row: Pick<ServerRow, 'connect'>): ServerLink['connect'] {
  return v.parse(connectSettingsSchema, JSON.parse(row.connect))
}

export function loginOf(row: ServerRow): Record<string, string> {
  return v.parse(stringsSchema, JSON.parse(row.login))
}

export function rememberedOf(row: ServerRow): Record<string, string> {
  return v.parse(stringsSchema, JSON.parse(row.remembered))
}

/** All that is needed to connect, secrets included: for the network process only. */
export function readLinks(db: StoreDatabase): ServerLink[] {
  const [proxy, rules] = [readProxyRule(db), readRules(db)]
  return readServerRows(db).map((row) => toLink(row, proxy, rules))
}

export function readLink(db: StoreDatabase, id: string): ServerLink | undefined {
  const row = readServerRow(db, id)
  return row && toLink(row, readProxyRule(db), readRules(db))
}

function toLink(row: ServerRow, proxy: ProxyRule, rules: KeptRules): ServerLink {
  return {
    serverId: row.id,
    connect: connectOf(row),
    passage: passageOf(underRules(readPassage(row.passage), row, rules), proxy),
    dialectId: row.dialect_id,
    login: loginOf(row),
    remembered: rememberedOf(row),
    found: foundOf(row),
    cookies: row.cookies,
    me: { id: row.me_id, name: row.me_name }
  }
}
