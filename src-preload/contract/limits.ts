// The bounds that every side keeps to; beyond them things are refused, never cut silently.

export const limits = {
  /** Characters of one message's text. */
  messageText: 20_000,
  /** Characters of a person's, server's or conversation's name. */
  name: 200,
  /** Characters of an address. */
  address: 2_000,
  /** Characters of a server's cookies, as they are kept. */
  cookies: 100_000,
  /** Characters of one login value (names, tokens, secrets). */
  loginValue: 4_000,
  /** Characters of an id that a server gave. */
  remoteId: 300,
  /** Characters of an event's name. */
  eventName: 300,
  /** Rows that one range may hold at once. */
  rangeRows: 400,
  /** More new rows than these at once are a flood: nobody waits for any of them. */
  fewRows: 8,
  /** Events that are committed at once. */
  commitEvents: 1_000,
  /** Conversations of one server that the window is given. */
  conversations: 1_000,
  /** Characters of a search query. */
  searchQuery: 300,
  /** Characters of server-made text that is shown as a reason. */
  reason: 300,
  /** Characters of a passphrase, at most and at least. */
  passphrase: 1_000,
  passphraseLeast: 8,
  /** Bytes of a dialect document. */
  dialectBytes: 200_000,
  /** Characters of the names on a certificate that are shown. */
  certificateName: 200,
  /** Bytes of a file with certificates and keys. */
  certificateBytes: 256 * 1024,
  /** Characters of a proxy's address, and of the list of hosts that go without one. */
  proxyAddress: 300,
  proxyBypass: 4_000,
  /** Servers that one person may add. */
  servers: 50,
  /** Characters of a backup's passphrase, at least and at most. */
  backupPassphraseLeast: 8,
  backupPassphrase: 200,
  /** Files of one message that are told or sent; files that may wait in one composer. */
  messageFiles: 30,
  stagedFiles: 100,
  /** Bytes that are pasted without a file. */
  pastedBytes: 32_000_000,
  /** Characters of a file's address and of its name. */
  fileAddress: 4_000,
  fileName: 200,
  /** Bytes of a file that a server may send within a message. */
  inlineFileBytes: 1_000_000,
  /** Pixels of an image that is decoded, and bytes of one that is read for its small picture. */
  imagePixels: 100_000_000,
  imageBytes: 32_000_000,
  /** Bytes of a small picture. */
  thumbnailBytes: 100_000,
  /** Bytes of the largest image that may be fetched without being asked for. */
  autoBytes: 50_000_000,
  /** Files that are looked at in one go for where they lie. */
  placesAsked: 500,
  /** Files that may be on screen at once. */
  filesShown: 200
} as const
