// Reads and writes what an organisation has set: the rules for everything, and which servers are its own.
import * as v from 'valibot'
import type { ServerHold } from '../../../src-preload/contract/policy.ts'
import type { KeptPassage } from '../../ports/passage.ts'
import { storeRulesSchema } from '../../ports/policy.ts'
import type { StoreDatabase } from '../database.ts'

const rulesSchema = v.object({
  organisation: v.string(),
  defaults: storeRulesSchema,
  locked: storeRulesSchema,
  /** By their keys. */
  servers: v.record(v.string(), v.object({ dialect: v.boolean(), proxy: v.boolean() })),
  /** Of all that they were made from. */
  digest: v.string()
})
export type KeptRules = v.InferOutput<typeof rulesSchema>

const noRules: KeptRules = {
  organisation: '',
  defaults: { proxy: {} },
  locked: { proxy: {} },
  servers: {},
  digest: ''
}

/** Nobody's, where there are none. */
export function readRules(db: StoreDatabase): KeptRules {
  const row = db.get<{ rules: string }>('SELECT rules FROM policy WHERE id = 1')
  return row ? v.parse(rulesSchema, JSON.parse(row.rules)) : noRules
}

export function writeRules(db: StoreDatabase, rules: KeptRules | null): void {
  db.run('DELETE FROM policy')
  if (rules) db.run('INSERT INTO policy (id, rules) VALUES (1, ?)', [JSON.stringify(rules)])
}

export function writePolicyKey(db: StoreDatabase, id: string, key: string | null): void {
  db.run('UPDATE servers SET policy_key = ? WHERE id = ?', [key, id])
}

interface Held {
  policy_key: string | null
}

/** Null: the server is the person's own. */
export function holdOf({ policy_key: key }: Held, rules: KeptRules): ServerHold | null {
  return key === null ? null : (rules.servers[key] ?? { dialect: false, proxy: false })
}

/** Whether somebody else says by which proxy the server is reached. */
export function isProxyHeld(row: Held, rules: KeptRules): boolean {
  return rules.locked.proxy.mode !== undefined || holdOf(row, rules)?.proxy === true
}

/** A server's passage; where proxies are locked, with one of its own only if that is the organisation's, too. */
export function underRules(passage: KeptPassage, row: Held, rules: KeptRules): KeptPassage {
  const isOwn = isProxyHeld(row, rules) && holdOf(row, rules)?.proxy !== true
  return isOwn ? { ...passage, proxy: 'app' } : passage
}
