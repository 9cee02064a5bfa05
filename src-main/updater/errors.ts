// Why a file on offer is not taken.

/** What came is not what the feed promised. */
export class DamagedError extends Error {}

/** The line went before all was there; what is there stays. */
export class CutError extends Error {}

/** The file does not bear the signature of those who made this version. */
export class UnsignedError extends Error {}
