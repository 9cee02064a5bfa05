// What the window knows of an organisation's policy: who made it, what it locks, and what of it is wrong.
import type { Failure } from './failure.ts'

/** Why a policy, or a part of it, is not used. */
export type PolicyFaultReason =
  | 'unreadable'
  /** Others than an administrator could have changed it. */
  | 'unsafe'
  | 'too-large'
  | 'not-json'
  | 'unknown-key'
  | 'not-fitting'
  | 'dialect'

/** Something that is wrong with a policy; everything else in it holds. */
export interface PolicyFault {
  /** The file or place that it was read from. */
  source: string
  reason: PolicyFaultReason
  /** Where in it: `locked.notices.preview`; empty where all of it is meant. */
  path: string
  /** Of text that is no JSON: where it ends being that, from 1. */
  line?: number
  column?: number
  /** Why a dialect can't be used. */
  failure?: Failure
}

/** A policy as the window is told of it. */
export interface PolicyView {
  /** Who made it; empty where it does not say. */
  organisation: string
  /** The places that it was read from. */
  sources: string[]
  /** Paths of what the person can't change: `theme`, `notices.preview`, `proxy.mode`, `retentionDays`. */
  locked: string[]
  faults: PolicyFault[]
}

/** What of a server an organisation has set, beside its address and that it is there. */
export interface ServerHold {
  dialect: boolean
  proxy: boolean
}
