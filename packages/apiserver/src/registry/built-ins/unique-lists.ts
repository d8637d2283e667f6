/**
 * Lists of built-in kinds whose items have to differ by their keys, at the end of the path of an item, where the rules of
 * the kind don't say so themselves, as those for containers do. Others have keys as well, by which they are merged; but
 * Kubernetes takes items of one key there, as manifests do have them: two environment variables of one name, say, of
 * which the last one counts.
 */
const uniqueLists = /\.(volumeDevices|schedulingGates|resourceClaims|topologySpreadConstraints)\[\d+\]$/;

/** Lists of kinds that have schemas of their own, where these say it all. */
const own = /^(spec\.(versions|names|conversion)|metadata)\b/;

/** Whether the schema is who tells that an item of a list has the keys of another one. @param field the path of the item */
export function refusesDuplicate(field: string): boolean {
  return uniqueLists.test(field) || own.test(field);
}
