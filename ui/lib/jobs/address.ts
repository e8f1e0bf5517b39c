/** The address of a job's own page. */
export function jobAddress(jobId: string): string {
  return `/job/?id=${jobId}`;
}
