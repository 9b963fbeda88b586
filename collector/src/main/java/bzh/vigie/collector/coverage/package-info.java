/** What was watched on a host in a window of time, out of what its agent told and of its silences: positive evidence only. */
@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.coverage;
