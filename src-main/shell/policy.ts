// An organisation's policy as updates and the processes are told of it.
import type { PolicyView } from '../../src-preload/contract/policy.ts'
import { valueAt } from '../base/setting-tree.ts'
import type { AppliedPolicy } from '../ports/policy.ts'
import type { UpdatePolicy } from '../ports/updates.ts'
import type { SupervisedPolicy } from '../supervisor/supervisor.ts'

/** What of updates is locked. */
export function updatePolicy({ locked, updatesAllowed, by }: AppliedPolicy): UpdatePolicy {
  const feed = valueAt(locked, ['updates', 'feed'])
  const channel = valueAt(locked, ['updates', 'channel'])
  return {
    feed: typeof feed === 'string' ? feed : undefined,
    channel: channel === 'beta' || channel === 'stable' ? channel : undefined,
    isOff: !updatesAllowed,
    by
  }
}

export interface PolicyFollower {
  /** By which the person goes on servers that are added. */
  name: () => string
  /** More of the policy was found to be wrong. */
  onChange: (view: PolicyView) => void
}

export function supervisedPolicy(
  policy: AppliedPolicy,
  { name, onChange }: PolicyFollower
): SupervisedPolicy {
  return {
    forStore: () => policy.forStore(name()),
    dialects: policy.dialects.map(({ document }) => document),
    onDialectsRefused: (refused) => {
      policy.refuseDialects(refused)
      if (policy.view) onChange(policy.view)
    }
  }
}
