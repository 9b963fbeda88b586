/** Whether what a store shows is what was written into its ledger, and what the ledger says of each day. */
@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.evidence;
