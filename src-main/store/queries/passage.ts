// Reads and writes how servers are trusted and reached; what the window gets of it holds no secret.
import * as v from 'valibot'
import type { ProxySettings, ServerPassage } from '../../../src-preload/contract/passage.ts'
import {
  keptPassageSchema,
  proxyRuleSchema,
  systemProxy,
  type KeptPassage,
  type Passage,
  type ProxyRule
} from '../../ports/passage.ts'
import type { StoreDatabase } from '../database.ts'
import { readRules } from './policy.ts'

/** What is damaged vouches for nobody: then only what the system trusts is trusted. */
export function readPassage(text: string): KeptPassage {
  return parsedOr(keptPassageSchema, text, v.parse(keptPassageSchema, {}))
}

export function writePassage(db: StoreDatabase, id: string, passage: KeptPassage): void {
  db.run('UPDATE servers SET passage = ? WHERE id = ?', [JSON.stringify(passage), id])
}

/** What holds: what is locked, then what the person chose, then what is preset. */
export function readProxyRule(db: StoreDatabase): ProxyRule {
  return { ...readOwnProxyRule(db), ...readRules(db).locked.proxy }
}

/** The same without what is locked. */
export function readOwnProxyRule(db: StoreDatabase): ProxyRule {
  const row = db.get<{ proxy: string }>('SELECT proxy FROM network_settings WHERE id = 1')
  if (!row) return { ...systemProxy, ...readRules(db).defaults.proxy }
  return parsedOr(proxyRuleSchema, row.proxy, systemProxy)
}

export function writeProxyRule(db: StoreDatabase, rule: ProxyRule): void {
  db.run('INSERT OR REPLACE INTO network_settings (id, proxy) VALUES (1, ?)', [
    JSON.stringify(rule)
  ])
}

/** As the window may see it. */
export function facesOf({ pin, authority, identity, proxy }: KeptPassage): ServerPassage {
  return { pin, authority: authority?.face ?? null, identity: identity?.face ?? null, proxy }
}

/** As the network process needs it, with the proxies that really count for this server. */
export function passageOf(kept: KeptPassage, rule: ProxyRule): Passage {
  return {
    pin: kept.pin?.fingerprint ?? null,
    authority: kept.authority?.pem ?? null,
    identity: kept.identity?.identity ?? null,
    proxy: kept.proxy === 'app' ? rule : { ...rule, mode: kept.proxy }
  }
}

export function settingsOf({ password, ...rule }: ProxyRule): ProxySettings {
  return { ...rule, hasPassword: password !== '' }
}

function parsedOr<T>(schema: v.GenericSchema<unknown, T>, text: string, otherwise: T): T {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : otherwise
  } catch {
    return otherwise
  }
}
