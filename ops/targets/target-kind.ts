/** Where a target is: `text` is what restic gets. A folder of this machine has neither host nor port. */
export type TargetAddress = { text: string; host: string; port: number };

/** What restic gets beside its command: options, and settings for its own environment. Never a secret, only paths. */
export type TargetAccess = { options: string[]; settings: string[] };

/** What a target needs beside its address: paths of files and folders, and the way to it. */
export type TargetFiles = {
  credentialsFile?: string;
  caFile?: string;
  /**
   * Where restic may keep what it asks for again and again, encrypted as it lies there. Without it, each folder of a backup is
   * asked for by itself every hour; of a folder on this machine nothing is kept.
   */
  cacheFolder?: string;
  /** Where restic may keep packs while it fills them; its own default is small here. restic leaves nothing in it. */
  temporaryFolder?: string;
  /** Host and port of the HTTP proxy by which a server is reached; absent where it is reached directly. */
  carrier?: string;
};

/** Everything that is special about one kind of target. Every kind is one row of target-kinds.ts. */
export type TargetKind = {
  /** How its address is written, for the sentence that names every kind. */
  example: string;
  /** Whether restic keeps a cache of it here: whatever is asked over a network. */
  isCached: boolean;
  /** Whether it is trusted by the certificates of `caFile`. */
  usesCaFile: boolean;
  /** Whether a container sees it as it was mounted when that container started, and not as it is now. */
  isMounted: boolean;
  /** The address, when `text` is one of this kind. @throws Refused for one that would not be safe. */
  parse: (text: string) => TargetAddress | undefined;
  /** Writes what opens it into private files in `folder`. @throws Refused for credentials that cannot be right. */
  buildAccess: (address: TargetAddress, files: TargetFiles, folder: string) => Promise<TargetAccess>;
  /** @throws Refused where Strongroom may not write. Only where that can be found out before restic tries. */
  checkWritable?: (address: TargetAddress) => Promise<void>;
  /** @throws Refused where a new repository would lie beside something else. */
  checkEmpty?: (address: TargetAddress) => Promise<void>;
  /** For how many days it lets nothing be removed that is stored now (Object Lock). Absent: it never locks. */
  readLockedDays?: (address: TargetAddress, files: TargetFiles) => Promise<number>;
};
