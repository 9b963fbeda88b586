/** What can be concluded about an incident, criterion by criterion, out of what is stored: one of four words and no other. */
@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.conclusion;
