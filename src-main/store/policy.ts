// Goes by an organisation's policy: adds the servers that it names, and refuses what would undo it.
import { createHash, randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import type { ProxyWish } from '../../src-preload/contract/passage.ts'
import type { ConnectSettings } from '../../src-preload/contract/store-calls.ts'
import { describeError } from '../base/log.ts'
import type { PresetServer, StorePolicy } from '../ports/policy.ts'
import type { StoreDatabase } from './database.ts'
import { readPassage, writePassage } from './queries/passage.ts'
import { holdOf, isProxyHeld, readRules, writePolicyKey, writeRules } from './queries/policy.ts'
import { writeRetention } from './queries/retention.ts'
import { connectOf, readServerIds, readServerRows, type ServerRow } from './queries/servers-read.ts'
import { insertServer, writeConnect, writeDialect } from './queries/servers-write.ts'
import type { StoreCore } from './store-core.ts'

/**
 * Makes the open file as the policy wants it, before anybody is served; null: there is none (any more). Where the
 * disk takes nothing, what was set before still holds.
 */
export function keepPolicy(core: StoreCore, policy: StorePolicy | null): void {
  const { db } = core
  const digest = policy ? digestOf(policy) : ''
  if (readRules(db).digest === digest) return
  try {
    db.transaction(() => (policy ? apply(core, policy, digest) : forget(db)))
  } catch (error) {
    core.log.error('policy not kept', { error: describeError(error) })
  }
}

function digestOf({ servers, ...rules }: StorePolicy): string {
  // A person who takes another name is not another policy.
  const plain = servers.map(({ login: { name: _name, ...login }, ...server }) => ({
    ...server,
    login
  }))
  return createHash('sha256')
    .update(JSON.stringify([plain, rules]))
    .digest('hex')
}

function apply(core: StoreCore, policy: StorePolicy, digest: string): void {
  const { db } = core
  const { organisation, defaults, locked } = policy
  const held = policy.servers.map(
    ({ key, dialectId, proxy }) =>
      [key, { dialect: dialectId !== null, proxy: proxy !== null }] as const
  )
  const servers = Object.fromEntries(held)
  for (const row of readServerRows(db)) {
    if (row.policy_key !== null && !Object.hasOwn(servers, row.policy_key))
      writePolicyKey(db, row.id, null)
  }
  writeRules(db, { organisation, defaults, locked, servers, digest })
  for (const server of policy.servers) keepServer(core, server)
  if (locked.retentionDays === undefined) return
  for (const id of readServerIds(db)) writeRetention(db, id, locked.retentionDays)
}

function forget(db: StoreDatabase): void {
  for (const { id, policy_key: key } of readServerRows(db)) {
    if (key !== null) writePolicyKey(db, id, null)
  }
  writeRules(db, null)
}

function keepServer({ db, newId }: StoreCore, server: PresetServer): void {
  const known = findKnown(db, server)
  const id = known?.id ?? newId()
  if (known) change(db, known, server)
  else {
    const { name, connect, dialectId, login } = server
    const added = { id, name, connect, dialectId: dialectId ?? 'auto' }
    const introduced = { key: randomUUID(), ...login }
    insertServer(db, { ...added, login: introduced, found: {}, hosted: false, pin: null })
    keepRetention(db, id)
  }
  if (server.proxy !== null) {
    const passage = known ? readPassage(known.passage) : readPassage('{}')
    writePassage(db, id, { ...passage, proxy: server.proxy })
  }
  writePolicyKey(db, id, server.key)
}

// By its key, else one that the person added by themselves: its history goes on.
function findKnown(db: StoreDatabase, { key, connect }: PresetServer): ServerRow | undefined {
  const rows = readServerRows(db)
  return (
    rows.find((row) => row.policy_key === key) ??
    rows.find((row) => row.policy_key === null && isSamePlace(connectOf(row), connect))
  )
}

function isSamePlace(one: ConnectSettings, other: ConnectSettings): boolean {
  const isSameUrl = new URL(one.url).href === new URL(other.url).href
  return isSameUrl && (one.namespace ?? '/') === (other.namespace ?? '/')
}

// What the person has entered beside what the policy says (a token, a header) stays.
function change(db: StoreDatabase, row: ServerRow, { connect, dialectId }: PresetServer): void {
  const before = connectOf(row)
  const after = {
    ...connect,
    query: { ...before.query, ...connect.query },
    headers: { ...before.headers, ...connect.headers },
    auth: { ...before.auth, ...connect.auth }
  }
  if (!isDeepStrictEqual(before, after)) writeConnect(db, row.id, after)
  if (dialectId !== null && dialectId !== row.dialect_id) writeDialect(db, row.id, dialectId)
}

/** For how long the history of a new server is kept. */
export function keepRetention(db: StoreDatabase, id: ServerId): void {
  const { defaults, locked } = readRules(db)
  const days = locked.retentionDays === undefined ? defaults.retentionDays : locked.retentionDays
  if (days !== undefined) writeRetention(db, id, days)
}

type What = 'way' | 'dialect' | 'proxy' | 'removal'

/** Refuses with `set-by-policy` what an organisation has set of this server. */
export function mayChange(db: StoreDatabase, row: ServerRow, what: What): Result<null> {
  const rules = readRules(db)
  const hold = holdOf(row, rules)
  const isSet =
    what === 'proxy' ? isProxyHeld(row, rules) : what === 'dialect' ? hold?.dialect : hold !== null
  return isSet ? setByPolicy(db) : done(null)
}

/** Whether history may be kept for so long on any server. */
export function mayKeepFor(db: StoreDatabase, days: number | null): Result<null> {
  const { retentionDays } = readRules(db).locked
  return retentionDays === undefined || retentionDays === days ? done(null) : setByPolicy(db)
}

/** Whether the proxies may be these; where a password is null, the one that is kept stays. */
export function mayUseProxy(db: StoreDatabase, { password, ...wish }: ProxyWish): Result<null> {
  const { password: lockedPassword, ...locked } = readRules(db).locked.proxy
  const isSame = isDeepStrictEqual({ ...wish, ...locked }, wish)
  const isSamePassword =
    lockedPassword === undefined || password === null || password === lockedPassword
  return isSame && isSamePassword ? done(null) : setByPolicy(db)
}

function setByPolicy(db: StoreDatabase): Result<null> {
  return refuse('set-by-policy', { by: readRules(db).organisation || 'none' })
}
