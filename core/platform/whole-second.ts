/** RFC 3339 UTC, without what is less than a second: that would tell how long something took (decision 0031). */
export function toWholeSecond(time: Date): string {
  return new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();
}
