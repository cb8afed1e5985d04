/** Who asks: every function of core that answers a person takes it, and asks the policy about it. */
export type SignedIn = {
  person: PersonView;
  /** Absent when a program signed in with an API key. */
  sessionId?: string;
  /** The API key with which a program signed in. */
  keyId?: string;
};

export type PersonView = { id: string; email: string; name: string; role: 'administrator' | 'member' };
