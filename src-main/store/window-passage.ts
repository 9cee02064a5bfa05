// Answers the window's calls about certificates and proxies, and takes in the papers that main has read.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { ServerId } from '../../src-preload/contract/model.ts'
import { isProxyAddress, type ProxyWish } from '../../src-preload/contract/passage.ts'
import type { Handlers } from '../../src-preload/contract/rpc.ts'
import type { StoreCalls } from '../../src-preload/contract/store-calls.ts'
import type { KeptPassage, ProxyRule } from '../ports/passage.ts'
import {
  readOwnProxyRule,
  readPassage,
  readProxyRule,
  settingsOf,
  writePassage,
  writeProxyRule
} from './queries/passage.ts'
import { readRules } from './queries/policy.ts'
import { readServerIds, readServerRow } from './queries/servers-read.ts'
import { mayChange, mayUseProxy } from './policy.ts'
import type { StoreCore } from './store-core.ts'
import type { WriteSession } from './write-session.ts'

type PassageCalls = Pick<
  StoreCalls,
  'trustCertificate' | 'setServerProxy' | 'dropPapers' | 'proxySettings' | 'setProxySettings'
>

export function passageHandlers(core: StoreCore): Handlers<PassageCalls> {
  return {
    trustCertificate: ({ serverId, pin }) => changePassage(core, serverId, { pin }),
    setServerProxy: ({ serverId, proxy }) =>
      core.answer((session) => {
        const row = readServerRow(session.db, serverId)
        const allowed = row ? mayChange(session.db, row, 'proxy') : done(null)
        return allowed.ok ? writeChange(session, serverId, { proxy }) : allowed
      }),
    dropPapers: ({ serverId, which }) => changePassage(core, serverId, { [which]: null }),
    proxySettings: () => core.read((db) => done(settingsOf(readProxyRule(db)))),
    setProxySettings: (wish) => core.answer((session) => setProxy(session, wish))
  }
}

/** Changes some of a server's passage; it is connected anew. */
export function changePassage(
  core: StoreCore,
  serverId: ServerId,
  patch: Partial<KeptPassage>
): Result<null> {
  return core.answer((session) => writeChange(session, serverId, patch))
}

function writeChange(
  { db, changes }: WriteSession,
  serverId: ServerId,
  patch: Partial<KeptPassage>
): Result<null> {
  const row = readServerRow(db, serverId)
  if (!row) return refuse('not-found')
  writePassage(db, serverId, { ...readPassage(row.passage), ...patch })
  changes.servers.add(serverId)
  changes.linksChanged.add(serverId)
  return done(null)
}

function setProxy({ db, changes }: WriteSession, wish: ProxyWish): Result<null> {
  const addresses = [wish.http, wish.https, wish.socks].filter((address) => address !== '')
  if (!addresses.every(isProxyAddress)) return refuse('proxy-invalid')
  const allowed = mayUseProxy(db, wish)
  if (!allowed.ok) return allowed
  const own = readOwnProxyRule(db)
  const password = wish.password ?? own.password
  // A password without its name is nobody's.
  const wanted = { ...wish, password: wish.user === '' ? '' : password }
  // What the person chose comes back when a lock goes.
  writeProxyRule(db, { ...wanted, ...underLocks(own, readRules(db).locked.proxy) })
  for (const id of readServerIds(db)) changes.linksChanged.add(id)
  return done(null)
}

function underLocks(own: ProxyRule, locked: Partial<ProxyRule>): Partial<ProxyRule> {
  return Object.fromEntries(Object.entries(own).filter(([name]) => name in locked))
}
